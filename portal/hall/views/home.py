"""Home: what is my turn, my latest cases, every matter by life event, and the search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.hall.presenters.hours import window_hours
from portal.hall.presenters.matters import groups_of, hits_of
from portal.hall.presenters.rows import case_rows, draft_rows
from portal.hall.turns import turns_of
from portal.hall.views.cases import person
from services.cases.models import Case
from services.catalog.models import Matter
from services.catalog.queries import published
from workflows.queries.casefile import my_cases
from workflows.queries.drafts import drafts_of

RECENT = 3
LONGEST_QUERY = 200


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The public sees the matters; who signed in also their turn, cases and drafts."""
    matters = published()
    context = {"groups": groups_of(matters), "hours": hours_of(matters), **own_context(request)}
    return render(request, "hall/home/home.html", context)


def hours_of(matters: Sequence[Matter]) -> str:
    """The window's hours today, on the calendar of the house that leads the first matter."""
    version = matters[0].published if matters else None
    return window_hours(version.typed.calendar, timezone.now()) if version else ""


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Matters for everyday words; the number of a case of one's own leads straight to it."""
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    if not query:
        return redirect("hall:home")
    number = query.upper().replace(" ", "")
    if request.user.is_authenticated and Case.objects.visible_to(request.user).filter(number=number).exists():
        return redirect("hall:case", number)
    matters = published()
    hits = hits_of(query, matters)
    groups = [] if hits else groups_of(matters)
    return render(request, "hall/home/search.html", {"query": query, "hits": hits, "groups": groups})


def own_context(request: HttpRequest) -> dict[str, Any]:
    if not request.user.is_authenticated:
        return {}
    return {
        "turns": turns_of(person(request)),
        "recent": case_rows(my_cases(request.user)[:RECENT]),
        "drafts": draft_rows(drafts_of(request.user)[:1]),
    }
