"""Cases: list, hand in, read."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal import audit
from portal.accounts.models import User
from portal.api import reading
from portal.api.parsing import KEY_HEADER, LONGEST_KEY, idempotency_key
from portal.api.presenters import timeline
from portal.api.presenters.casefile import file_shape
from portal.api.presenters.cases import Json, case_shape
from portal.api.serializers.applying import ApplicationSerializer, by_material
from portal.api.serializers.cases import CaseFileSerializer, CaseFilterSerializer, CaseSerializer, EventSerializer
from portal.api.views.base import ApiView, ListView, read, read_query
from portal.audit.models import Entry
from portal.casefile.record import hidden_events
from portal.errors import Invalid
from services.cases.models import Case, Channel
from workflows.operations.entry.submission import Application, require_authority, submit
from workflows.queries import casefile, readers
from workflows.queries.lights import case_light_condition

KEY_PARAMETER = OpenApiParameter(
    KEY_HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description=f"The same key again does nothing twice; at most {LONGEST_KEY} characters.",
)


def verify_address(request: Request, code: str) -> str:
    return request.build_absolute_uri(reverse("api:verify", args=[code]))


def content_address(request: Request, key: Any) -> str:
    return request.build_absolute_uri(reverse("api:file-content", args=[key]))


def shape_of(case: Case, request: Request) -> Json:
    """A case that came through `reading.cases_for`, as this reader sees it."""
    return case_shape(reading.read_case(case, request.user), partial(verify_address, request))


def answer(case: Case, request: Request, status: int = 200) -> Response:
    """The case after somebody's act."""
    fresh = reading.case_again(case, request.user)
    return Response(CaseSerializer(shape_of(fresh, request)).data, status=status)


class CasesView(ListView):
    """The cases one may see; handing one in."""

    @extend_schema(tags=["cases"], parameters=[CaseFilterSerializer], responses=CaseSerializer(many=True))
    def get(self, request: Request) -> Response:
        asked = read_query(CaseFilterSerializer, request)
        rows = reading.cases_for(narrowed(request.user, asked), request.user).order_by("-submitted_at", "-pk")
        return self.page(request, rows, CaseSerializer, lambda found: [shape_of(one, request) for one in found])

    @extend_schema(
        tags=["cases"],
        parameters=[KEY_PARAMETER],
        request=ApplicationSerializer,
        responses={201: CaseSerializer, 200: CaseSerializer},
    )
    def post(self, request: Request) -> Response:
        given = read(ApplicationSerializer, request)
        application = application_of(given, request)
        applicant = applicant_of(given, application, request.user)
        case, created = submit(application, applicant=applicant, actor=request.user, key=idempotency_key(request))
        return answer(case, request, 201 if created else 200)


def narrowed(user: Any, asked: dict[str, str]) -> QuerySet[Case]:
    """The visible cases that fit state, light and words."""
    rows: QuerySet[Case] = Case.objects.visible_to(user)
    if state := asked.get("state"):
        rows = rows.filter(state=state)
    if light := asked.get("light"):
        rows = rows.filter(case_light_condition(light, timezone.now()))
    if q := asked.get("q"):
        words = Q(number__icontains=q) | Q(matter_name__icontains=q) | Q(matter_name_en__icontains=q)
        words |= Q(matter_code__iexact=q) | Q(applicant__name__icontains=q)
        rows = rows.filter(words | Q(applicant_department__name__icontains=q))
    return rows


def application_of(given: dict[str, Any], request: Request) -> Application:
    return Application(
        matter=given["matter"],
        answers=given["answers"],
        fields=given["fields"],
        materials=by_material(given["materials"], "file"),
        commitments=by_material(given["commitments"], "by"),
        # With a token another system speaks, with a session a browser.
        channel=given.get("channel") or (Channel.API if request.auth else Channel.WEB),
        consent=given["consent"],
    )


def applicant_of(given: dict[str, Any], application: Application, actor: Any) -> Any:
    """Whom the application is for. Only who may apply for others learns whether a user name exists (R1)."""
    username = given.get("on_behalf_of")
    if not username or username == actor.username:
        return actor
    applicant = User.objects.filter(username=username, is_active=True).first()
    require_authority(application, applicant or User(), actor)
    if applicant is None:
        problem = _("There is nobody with the user name “%(username)s”.") % {"username": username}
        raise Invalid(problem, fields={"on_behalf_of": [problem]})
    return applicant


class CaseView(ApiView):
    """One case with its file, as far as this reader may see it."""

    @extend_schema(tags=["cases"], responses=CaseFileSerializer)
    def get(self, request: Request, number: str) -> Response:
        case = reading.find_case(number, request.user)
        file = reading.read_file(case, request.user)
        # One's own data is one's own to read; everybody else sees sensitive values masked (R84).
        plain = set(case.form) if request.user.pk == case.applicant_id else set()
        content = file_shape(case, file, partial(content_address, request), plain=plain)
        return Response(CaseFileSerializer({**shape_of(case, request), **content}).data)


class TimelineView(ListView):
    """What happened, in the order it happened, as far as this reader may know it."""

    @extend_schema(tags=["cases"], responses=EventSerializer(many=True))
    def get(self, request: Request, number: str) -> Response:
        user = request.user
        case = casefile.find_case(number, user)
        own = readers.is_applicant_side(case, user)
        wordy = not own and readers.may_read_file(case, user, list(case.items.defer("definition")))
        entries = audit.timeline(case.number).exclude(event__in=hidden_events(own=own, user=user))

        def shapes(found: Sequence[Entry]) -> list[Json]:
            names = dict(User.objects.filter(pk__in=timeline.people_in(found)).values_list("pk", "username"))
            return [timeline.event_shape(one, names, wordy=wordy) for one in found]

        return self.page(request, entries, EventSerializer, shapes)
