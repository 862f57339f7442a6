"""Objections to shared data: what waits for my answer, and the answer (R83)."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.presenters.casefile import objection_shape, waiting_objection_shape
from portal.api.serializers.applying import ObjectionAnswerSerializer
from portal.api.serializers.cases import ObjectionSerializer, WaitingObjectionSerializer
from portal.api.views.base import ApiView, ListView, read
from workflows.operations.conversation.objections import answer_objection
from workflows.queries import objections


class ObjectionsToAnswerView(ListView):
    """Objections to what my department states and nobody has answered yet, the soonest due first."""

    @extend_schema(tags=["cases"], responses=WaitingObjectionSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = objections.waiting(request.user)
        return self.page(
            request, rows, WaitingObjectionSerializer, lambda found: [waiting_objection_shape(one) for one in found]
        )


class AnswerObjectionView(ApiView):
    """Uphold the objection, with the right value if it is known, or reject it; the applicant is told."""

    @extend_schema(tags=["cases"], request=ObjectionAnswerSerializer, responses=ObjectionSerializer)
    def post(self, request: Request, objection_id: int) -> Response:
        given = read(ObjectionAnswerSerializer, request)
        found = objections.find(objection_id, request.user)
        answered = answer_objection(found, actor=request.user, **given)
        return Response(ObjectionSerializer(objection_shape(answered)).data)
