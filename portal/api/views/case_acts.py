"""The applicant's acts on a running case, and the conversation. One operation each."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.parsing import idempotency_key
from portal.api.presenters.afterthoughts import withdrawal_shape
from portal.api.presenters.casefile import objection_shape
from portal.api.presenters.cases import message_shape, rating_shape
from portal.api.serializers.afterthoughts import WithdrawalEffectsSerializer
from portal.api.serializers.applying import (
    NewMessageSerializer,
    NewObjectionSerializer,
    NewRatingSerializer,
    NothingSerializer,
    ResupplySerializer,
    WithdrawalSerializer,
    by_material,
)
from portal.api.serializers.cases import CaseSerializer, MessageSerializer, ObjectionSerializer, RatingSerializer
from portal.api.views.base import ApiView, ListView, read
from portal.api.views.cases import KEY_PARAMETER, answer
from portal.errors import Conflict, Forbidden
from services.cases.models import Case
from workflows.models import Task, TaskKind
from workflows.operations.conversation import applicant, rating
from workflows.operations.owed import resupply
from workflows.operations.second_thoughts import withdrawing
from workflows.operations.window import delivery
from workflows.people.permission import require_applicant
from workflows.queries import casefile, readers
from workflows.queries.withdrawal import withdrawal_of


class WithdrawView(ApiView):
    """What withdrawing does to every item; and withdrawing, before the decision."""

    @extend_schema(tags=["cases"], responses=WithdrawalEffectsSerializer)
    def get(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        require_applicant(case, request.user)
        return Response(WithdrawalEffectsSerializer(withdrawal_shape(withdrawal_of(case))).data)

    @extend_schema(tags=["cases"], request=WithdrawalSerializer, responses=CaseSerializer)
    def post(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        given = read(WithdrawalSerializer, request)
        return answer(withdrawing.withdraw(case, actor=request.user, **given), request)


class UrgeView(ApiView):
    """Remind whoever the case waits for, once something is due soon or quiet for a working day."""

    @extend_schema(tags=["cases"], request=NothingSerializer, responses=CaseSerializer)
    def post(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        read(NothingSerializer, request)
        applicant.urge(case, actor=request.user)
        return answer(case, request)


class ResupplyView(ApiView):
    """Answer a correction, or hand in papers the case waits for."""

    @extend_schema(tags=["cases"], parameters=[KEY_PARAMETER], request=ResupplySerializer, responses=CaseSerializer)
    def post(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        given = read(ResupplySerializer, request)
        changed = resupply.resupply(
            case,
            actor=request.user,
            fields=given["fields"],
            materials=by_material(given["materials"], "file"),
            key=idempotency_key(request),
        )
        return answer(changed, request)


class ConfirmView(ApiView):
    """The applicant has the results: the case closes and may be rated."""

    @extend_schema(tags=["cases"], request=NothingSerializer, responses=CaseSerializer)
    def post(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        read(NothingSerializer, request)
        task = Task.objects.filter(case=case, kind=TaskKind.CONFIRM).order_by("-pk").first()
        if task is None:
            require_applicant(case, request.user)
            raise Conflict(_("There is nothing to confirm yet: the results have not been handed over."))
        return answer(delivery.confirm(task, actor=request.user), request)


class MessagesView(ListView):
    """The conversation between the applicant and the departments of the case."""

    @extend_schema(tags=["cases"], responses=MessageSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        if not readers.may_read_file(case, request.user, list(case.items.defer("definition"))):
            raise Forbidden(_("You follow this case without taking part in it, so its conversation is not yours."))
        rows = case.messages.select_related("author", "department", "to_department").order_by("created_at", "pk")
        return self.page(request, rows, MessageSerializer, lambda found: [message_shape(one) for one in found])

    @extend_schema(tags=["cases"], request=NewMessageSerializer, responses={201: MessageSerializer})
    def post(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        given = read(NewMessageSerializer, request)
        message = applicant.write_message(case, actor=request.user, text=given["text"], to=given["to"])
        return Response(MessageSerializer(message_shape(message)).data, status=201)


class RatingView(ApiView):
    """Rate a closed case, or change the rating once (R63–R66)."""

    @extend_schema(
        tags=["cases"], request=NewRatingSerializer, responses={201: RatingSerializer, 200: RatingSerializer}
    )
    def post(self, request: Request, number: str) -> Response:
        case: Case = casefile.find_case(number, request.user)
        given = rating.rate(case, actor=request.user, **read(NewRatingSerializer, request))
        return Response(RatingSerializer(rating_shape(given)).data, status=200 if given.changed_at else 201)


class ObjectionsView(ApiView):
    """Say that a value from a register is wrong; the source answers within three working days (R83)."""

    @extend_schema(tags=["cases"], request=NewObjectionSerializer, responses={201: ObjectionSerializer})
    def post(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        given = read(NewObjectionSerializer, request)
        objection = applicant.object_to_value(case, actor=request.user, **given)
        return Response(ObjectionSerializer(objection_shape(objection)).data, status=201)
