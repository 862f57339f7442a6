"""我的办件: my turn first, then what is under way, then what is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.accounts.models import User
from portal.hall.presenters.rows import case_rows, draft_rows
from portal.hall.views.cases import person
from services.cases.models import Case
from services.cases.states import CASE_ENDED
from workflows.models import Task, TaskKind
from workflows.queries.casefile import my_cases
from workflows.queries.drafts import drafts_of

PAGE_SIZE = 50
LATEST_DONE = 5
DRAFTS_SHOWN = 10
# Ended, and nothing is waited for any more: papers after the event keep a closed case in sight.
WAITED_FOR = Exists(Task.objects.filter(case=OuterRef("pk"), finished=None, kind=TaskKind.RESUPPLY))
OVER = Q(state__in=CASE_ENDED) & ~Q(WAITED_FOR)


@dataclass(frozen=True)
class Chip:
    """One filter of components/chips.html."""

    words: str
    url: str
    count: int
    current: bool
    state: str = ""


@login_required
@never_cache
@require_safe
def my(request: HttpRequest) -> HttpResponse:
    """`?show=` open (default) or done; `?page=` 50 at a time."""
    user = person(request)
    shown = "done" if request.GET.get("show") == "done" else "open"
    counts = counts_of(user)
    cases = my_cases(user)
    rows = cases.filter(OVER) if shown == "done" else cases.exclude(OVER)
    paginator = CountedPaginator(rows, PAGE_SIZE, counts[shown])
    page = paginator.get_page(request.GET.get("page"))
    listed = case_rows(page.object_list)
    context: dict[str, Any] = {
        "shown": shown,
        "page_obj": page,
        "query": f"show={shown}&",
        "turns": [row for row in listed if row.mine],
        "rows": [row for row in listed if not row.mine],
        "counts": counts,
        "chips": chips_of(shown, counts),
    }
    if shown == "open":
        context["drafts"] = draft_rows(drafts_of(user)[:DRAFTS_SHOWN])
        context["done"] = case_rows(cases.filter(OVER)[:LATEST_DONE]) if counts["done"] else []
    return render(request, "hall/my.html", context)


class CountedPaginator(Paginator):
    """A paginator that was told how many rows there are."""

    def __init__(self, rows: Any, per_page: int, count: int):
        super().__init__(rows, per_page)
        self.count = count


def counts_of(user: User) -> dict[str, int]:
    done = Count("pk", filter=OVER)
    found = Case.objects.filter(applicant=user).aggregate(done=done, all=Count("pk"))
    return {"open": found["all"] - found["done"], "done": found["done"]}


def chips_of(shown: str, counts: dict[str, int]) -> list[Chip]:
    return [
        Chip(_("Under way"), "?show=open", counts["open"], shown == "open"),
        Chip(_("Closed cases"), "?show=done", counts["done"], shown == "done"),
    ]
