"""What is to be mended: points departments name before acceptance, and more time for the answer (R36, R38)."""

from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.api.parsing import idempotency_key
from portal.api.presenters.cases import proposal_shape
from portal.api.serializers.acts import NewDefectSerializer
from portal.api.serializers.applying import NothingSerializer
from portal.api.serializers.cases import CaseSerializer, ProposedDefectSerializer
from portal.api.views.base import ApiView, ListView, read
from portal.api.views.cases import KEY_PARAMETER, answer
from portal.errors import Conflict, Forbidden
from services.cases.models import Case
from workflows.models import Task, TaskKind
from workflows.operations.owed import correcting
from workflows.operations.window import proposing
from workflows.queries import casefile, readers
from workflows.queries.proposals import proposals_of


class DefectsView(ListView):
    """What the departments of a case want in its one notice; for those who work on the case."""

    @extend_schema(tags=["cases"], responses=ProposedDefectSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        require_colleague(case, request)
        found = proposals_of(case)
        return self.page(request, found, ProposedDefectSerializer, lambda rows: [proposal_shape(one) for one in rows])

    @extend_schema(
        tags=["cases"],
        parameters=[KEY_PARAMETER],
        request=NewDefectSerializer,
        responses={201: ProposedDefectSerializer(many=True)},
    )
    def post(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        given = read(NewDefectSerializer, request)
        task = intake_task(case)
        proposing.add_defect(task, actor=request.user, defects=[given], key=idempotency_key(request))
        name = given.get("material") or given.get("field")
        own = [one for one in proposals_of(case) if one.name == name and one.author_id == request.user.pk]
        return Response(ProposedDefectSerializer([proposal_shape(one) for one in own], many=True).data, status=201)


class DefectView(ApiView):
    """Take back what one's department named."""

    @extend_schema(tags=["cases"], responses={204: None})
    def delete(self, request: Request, number: str, defect: int) -> Response:
        case = casefile.find_case(number, request.user)
        proposing.withdraw_defect(intake_task(case), actor=request.user, defect=defect)
        return Response(status=204)


class ExtendCorrectionView(ApiView):
    """Ten more working days for the answer to the one-time notice, once (R38)."""

    @extend_schema(tags=["cases"], request=NothingSerializer, responses=CaseSerializer)
    def post(self, request: Request, number: str) -> Response:
        case = casefile.find_case(number, request.user)
        read(NothingSerializer, request)
        return answer(correcting.extend_correction(case, actor=request.user), request)


def require_colleague(case: Case, request: Request) -> None:
    """Before the notice goes out, its draft is for those who work on the case."""
    items = list(case.items.defer("definition"))
    if request.user.pk == case.applicant_id or not readers.may_read_file(case, request.user, items):
        raise Forbidden(_("Points for the notice are for the window and the departments of this case."))


def intake_task(case: Case) -> Task:
    """The acceptance the points are for, open or closed: the operation says which. Raises Conflict."""
    task = Task.objects.filter(case=case, kind=TaskKind.INTAKE).order_by("-pk").first()
    if task is None:
        raise Conflict(_("This case is taken in without a window; nothing waits for acceptance."), code="no_acceptance")
    return task
