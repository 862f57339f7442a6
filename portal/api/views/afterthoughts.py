"""Second thoughts after a decision: what they do, and asking for them."""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.presenters.afterthoughts import resubmission_shape, void_shape, withdrawal_shape
from portal.api.serializers.afterthoughts import (
    AskedSerializer,
    CancelledSerializer,
    NewCancellationSerializer,
    NewResubmissionSerializer,
    NewVoidingSerializer,
    ResubmissionSerializer,
    VoidEffectsSerializer,
    WithdrawalEffectsSerializer,
)
from portal.api.serializers.applying import by_material
from portal.api.serializers.cases import CaseSerializer
from portal.api.views.base import ApiView, read
from portal.api.views.cases import answer
from workflows.operations.second_thoughts import cancelling, resubmission, voiding
from workflows.people.permission import require_applicant
from workflows.queries import casefile
from workflows.queries.resubmission import resubmission_of
from workflows.queries.voiding import consequences
from workflows.queries.withdrawal import withdrawal_of


class CancelView(ApiView):
    """What cancelling does to every item; and cancelling, for the coordination office and the administrator."""

    @extend_schema(tags=["cases"], responses=WithdrawalEffectsSerializer)
    def get(self, request: Request, number: str) -> Response:
        case = cancelling.find_case(number, request.user)
        cancelling.require_may_cancel(case, request.user)
        return Response(WithdrawalEffectsSerializer(withdrawal_shape(withdrawal_of(case))).data)

    @extend_schema(tags=["cases"], request=NewCancellationSerializer, responses=CancelledSerializer)
    def post(self, request: Request, number: str) -> Response:
        case = cancelling.find_case(number, request.user)
        done = cancelling.cancel(case, actor=request.user, **read(NewCancellationSerializer, request))
        shape = {"number": done.number, "state": done.state, "reason": done.state_reason}
        return Response(CancelledSerializer(shape).data)


class ResubmitView(ApiView):
    """What of a denied item may change; and handing it in again under the same number (R12)."""

    @extend_schema(tags=["cases"], responses=ResubmissionSerializer)
    def get(self, request: Request, number: str, code: str) -> Response:
        case = casefile.find_case(number, request.user)
        require_applicant(case, request.user)
        offer = resubmission_of(voiding.find_item(case, code), case, timezone.now())
        return Response(ResubmissionSerializer(resubmission_shape(offer)).data)

    @extend_schema(tags=["cases"], request=NewResubmissionSerializer, responses=CaseSerializer)
    def post(self, request: Request, number: str, code: str) -> Response:
        case = casefile.find_case(number, request.user)
        given = read(NewResubmissionSerializer, request)
        given["materials"] = by_material(given["materials"], "file")
        return answer(resubmission.resubmit(case, code, actor=request.user, **given), request)


class VoidView(ApiView):
    """What voiding a decided item does; and, for the head who decided, asking legal for it (R9)."""

    @extend_schema(tags=["cases"], responses=VoidEffectsSerializer)
    def get(self, request: Request, number: str, code: str) -> Response:
        case = casefile.find_case(number, request.user)
        item = voiding.find_item(case, code)
        voiding.require_head(item, case, request.user)
        voiding.require_voidable(item)
        return Response(VoidEffectsSerializer(void_shape(consequences(item, case))).data)

    @extend_schema(tags=["cases"], request=NewVoidingSerializer, responses={201: AskedSerializer})
    def post(self, request: Request, number: str, code: str) -> Response:
        case = casefile.find_case(number, request.user)
        task = voiding.ask(case, code, actor=request.user, **read(NewVoidingSerializer, request))
        shape = {"task": task.pk, "department": task.department.code if task.department else "", "due_at": task.due_at}
        return Response(AskedSerializer(shape).data, status=201)
