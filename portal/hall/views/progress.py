"""The progress page of a case, its lanes by themselves, its whole record, and why this date."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal import audit
from portal.hall.presenters import casefile, headline, why
from portal.hall.presenters.lanes import chart_of
from portal.hall.presenters.owed import owed_words
from portal.hall.presenters.promise import promise_of
from portal.hall.presenters.record import TOLD, record_of
from portal.hall.presenters.todo import badge, others_words, todos_of
from portal.hall.qr import qr
from portal.hall.views.cases import case_of, is_applicant, person, view_of
from services.cases.models import Case
from services.cases.states import CASE_ENDED, CaseState
from services.ratings.models import Rating
from workflows.queries.casefile import CaseView, case_view
from workflows.queries.fileparts import CORRECTIONS, DOCUMENTS, MATERIALS, MESSAGES

RECORD_SHORT = 5
# States in which a department or the window has something to do.
WAITS_ON_THE_HOUSE = (CaseState.SUBMITTED, CaseState.IN_PROGRESS, CaseState.DECIDED, CaseState.PARTLY_APPROVED)
RECORD_FULL = 200


@login_required
@never_cache
@require_safe
def case_page(request: HttpRequest, number: str) -> HttpResponse:
    case = case_of(request, number)
    applicant = is_applicant(request, case)
    # What is promised for later matters only to who has to hand it in.
    own = (MATERIALS,) if applicant else ()
    view = case_view(
        case,
        person(request),
        parts=(
            DOCUMENTS,
            MESSAGES,
            *own,
            *corrections_of(case),
        ),
    )
    rated = applicant and view.case.state == CaseState.CLOSED and Rating.objects.filter(case=view.case).exists()
    todos = todos_of(view)
    context = {
        "case": view.case,
        "view": view,
        "applicant": applicant,
        "crumbs": crumbs_of(view, applicant=applicant),
        "may_urge": "urge" in view.actions and case.state in WAITS_ON_THE_HOUSE,
        "head_words": casefile.head_words(view.case, view),
        "todos": todos,
        "todo_badge": badge(todos),
        "todo_others": others_words(todos),
        "headline": headline.headline_of(view, applicant=applicant, rated=rated),
        "promise": promise_of(view),
        "owed": owed_words(view),
        "denials": casefile.denials_of(view),
        "record": [replace(line, who="") for line in record_of(view, entries_of(number, RECORD_SHORT))],
        **lanes_context(request, view),
        **file_context(request, view),
    }
    return render(request, "hall/case/page.html", context)


@login_required
@never_cache
@require_safe
def lanes_fragment(request: HttpRequest, number: str) -> HttpResponse:
    """The lanes card alone, asked for once a minute; opened by hand it leads to the page."""
    case = case_of(request, number)
    view = case_view(case, person(request), parts=(*corrections_of(case),))
    return render(request, "hall/case/lanes.html", lanes_context(request, view))


def corrections_of(case: Case) -> tuple[str, ...]:
    """The notice matters to lanes and to-do only while it is open."""
    return (CORRECTIONS,) if case.state == CaseState.CORRECTING else ()


@login_required
@never_cache
@require_safe
def record_page(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that happened, newest first."""
    view = view_of(request, number)
    record = record_of(view, entries_of(number, RECORD_FULL))
    context = {
        "case": view.case,
        "record": record,
        "crumbs": crumbs_of(view, _("What happened so far"), applicant=is_applicant(request, view.case)),
    }
    return render(request, "hall/case/record.html", context)


@login_required
@require_safe
def why_page(request: HttpRequest, number: str) -> HttpResponse:
    """Why this date: the promise and every clock, line by line (R90)."""
    view = view_of(request, number)
    context = {
        "case": view.case,
        "why": why.explanation_of(view),
        "crumbs": crumbs_of(view, _("Why this date?"), applicant=is_applicant(request, view.case)),
    }
    return render(request, "hall/case/why.html", context)


def entries_of(number: str, most: int) -> Any:
    return audit.timeline(number).filter(event__in=TOLD).order_by("-at", "-id")[:most]


def lanes_context(request: HttpRequest, view: CaseView) -> dict[str, Any]:
    as_table = request.GET.get("view") == "table"
    address = reverse("hall:case", args=[view.case.number])
    poll = reverse("hall:lanes", args=[view.case.number])
    running = view.case.state not in CASE_ENDED
    return {
        "chart": chart_of(view),
        "text_view": as_table,
        "chart_url": f"{address}#lanes",
        "text_url": f"{address}?view=table#lanes",
        "poll_url": (f"{poll}?view=table" if as_table else poll) if running else "",
    }


def file_context(request: HttpRequest, view: CaseView) -> dict[str, Any]:
    """Form, papers and conversation: only for readers who may see them (R4, R8)."""
    if not view.may_read_file:
        return {"pairs": casefile.public_pairs_of(view)}
    return {
        "pairs": casefile.pairs_of(view),
        "results": casefile.results_of(view),
        "notices": casefile.notices_of(view),
        "receipt_url": casefile.receipt_url(view),
        "thread": casefile.thread_of(view.messages, person(request)),
        "ask": casefile.whom_to_ask(view.items),
        "qr": qr(reverse("hall:case", args=[view.case.number])),
    }


def crumbs_of(view: CaseView, here: str = "", *, applicant: bool = True) -> list[tuple[str, str]]:
    """Home, my cases (for the applicant), the case, and the page within it."""
    home, mine = (_("Home"), reverse("hall:home")), (_("My cases"), reverse("hall:my"))
    if not here:
        return [home, *([mine] if applicant else []), (view.case.title, "")]
    return [mine if applicant else home, (view.case.title, reverse("hall:case", args=[view.case.number])), (here, "")]
