"""Pages of the upkeep: merging spellings, the duty matrix, what to improve first."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.errors import DomainError, NotFound
from portal.ui.admin_pages import admin_page, show
from services.catalog.catalogue import Catalogue
from services.catalog.diff import Change, compare
from services.catalog.drafts import read_catalogue
from services.catalog.operations.merging import merge_items
from services.catalog.queries import published
from services.catalog.rendering import rendered
from services.catalog.upkeep.matrix import duty_matrix
from services.catalog.upkeep.priorities import cases_by_item, ranked
from services.catalog.upkeep.spellings import Merger, merger

SHOWN = 30


@admin_page("catalog.change_serviceitem")
def merge(request: HttpRequest) -> HttpResponse:
    """What merging would do; then, posted with the mark of what was seen, doing it."""
    chosen = request.POST if request.method == "POST" else request.GET
    keep, others = chosen.get("keep", ""), [code for code in chosen.get("others", "").split(",") if code]
    problem: DomainError | None = None
    if request.method == "POST":
        try:
            done = merge_items(keep, others, actor=cast(User, request.user), seen=request.POST.get("seen", ""))
            messages.success(request, _merged(done))
            return redirect("catalogue-check")
        except DomainError as error:
            problem = error
    catalogue = read_catalogue()
    plan: Merger | None = None
    try:
        plan = merger(catalogue, keep, others)
    except DomainError as error:
        problem = problem or error
    return show(
        request,
        "admin/workbench/merge.html",
        title=_("Merge into one code"),
        status=problem.status if problem else 200,
        plan=plan,
        keep=keep,
        choices=[catalogue.items[code] for code in (keep, *others) if code in catalogue.items],
        told=_told(catalogue, plan) if plan else [],
        problem=problem,
    )


def _told(catalogue: Catalogue, plan: Merger) -> list[tuple[str, list[Change]]]:
    """(matter, what changes in it) in sentences."""
    return [
        (one.name, compare(rendered(catalogue, catalogue.matters[one.code]), rendered(catalogue, one)))
        for one in plan.matters
    ]


def _merged(done: Merger) -> str:
    if not done.matters:
        return _("Merged. No matter used the other codes, so there is nothing to publish.")
    return _("Merged in the drafts. Propose these matters, so that a second person publishes them: %(matters)s.") % {
        "matters": "、".join(one.name for one in done.matters)
    }


@admin_page("catalog.view_matter")
def duties(request: HttpRequest) -> HttpResponse:
    """Every step of one published matter with the one department that answers for it."""
    matters = [one for one in published() if one.published]
    wanted = request.GET.get("matter", "")
    chosen = next((one for one in matters if one.code == wanted), None if wanted else next(iter(matters), None))
    if wanted and chosen is None:
        raise NotFound(_("There is no such matter. Choose one from the list."))
    matrix = duty_matrix(chosen.published.typed) if chosen and chosen.published else None
    return show(
        request,
        "admin/workbench/duties.html",
        title=_("Duty matrix"),
        matters=matters,
        chosen=chosen,
        matrix=matrix,
    )


@admin_page("catalog.view_matter")
def priorities(request: HttpRequest) -> HttpResponse:
    """How many items need no paper, and where taking one away would help most."""
    rows = ranked(read_catalogue(), cases_by_item())
    return show(
        request,
        "admin/workbench/priorities.html",
        title=_("What to improve first"),
        rows=rows[:SHOWN],
        total=len(rows),
        without=sum(1 for one in rows if one.without_papers),
        handed_in=sum(one.burden for one in rows),
    )
