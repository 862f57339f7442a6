"""Second thoughts after a decision: what they do, and asking for them."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.presenters.afterthoughts import void_shape
from portal.api.serializers.afterthoughts import AskedSerializer, NewVoidingSerializer, VoidEffectsSerializer
from portal.api.views.base import ApiView, read
from workflows.operations import voiding
from workflows.queries import casefile
from workflows.queries.voiding import consequences


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
