"""The rule library in the hall: search, one regulation with its clauses, and what stands on them."""

from __future__ import annotations

from collections import defaultdict

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from services.catalog.queries import published
from services.regulations import library
from services.regulations.models import Citation, Edition, Regulation

A_PAGE = 30


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Valid regulations, or the valid clauses a search finds; `repealed=1` lists what no longer holds."""
    query = request.GET.get("q", "").strip()[: library.LONGEST_QUERY]
    gone = request.GET.get("repealed") == "1"
    rows = library.out_of_force() if gone else library.in_force()
    page = Paginator(rows.order_by("kind", "code"), A_PAGE).get_page(request.GET.get("page"))
    context = {"q": query, "gone": gone, "page_obj": page, "hits": library.search(query) if query else [], "query": ""}
    return render(request, "hall/rules/list.html", context)


@require_safe
def regulation(request: HttpRequest, code: str) -> HttpResponse:
    """The edition in force, or the one `?edition=` names; one no longer valid says so first."""
    found = Regulation.objects.select_related("owner").filter(code=code).first()
    editions = library.editions_of(found) if found else []
    if found is None or not editions:
        raise Http404
    current = Edition.objects.in_force().filter(regulation=found).first()
    wanted = request.GET.get("edition", "")
    shown = next((one for one in editions if str(one.number) == wanted), None)
    shown = shown or next((one for one in editions if current and one.pk == current.pk), editions[0])
    before = next((one for one in editions if one.number < shown.number), None)
    for clause in shown.clauses.all():
        # Everything was read already: a clause names its rule without another statement.
        shown.regulation = found
        clause.edition = shown
    citing: dict[str, list[Citation]] = defaultdict(list)
    rows = Citation.objects.filter(regulation=found).select_related("item__department")
    for one in rows.order_by("item__code", F("step").asc(nulls_first=True)):
        citing[one.anchor].append(one)
    return render(
        request,
        "hall/rules/regulation.html",
        {
            "regulation": found,
            "edition": shown,
            "current": current,
            "editions": editions,
            "clauses": [(clause, citing.get(clause.anchor, [])) for clause in shown.clauses.all()],
            "whole": citing.get("", []),
            "may_cite": request.user.has_perm("catalog.change_serviceitem"),
            "before": before,
            "changes": library.changed_clauses(before, shown) if before else [],
            "matters": matters_of({one.item.code for rows in citing.values() for one in rows}),
        },
    )


def matters_of(items: set[str]) -> list[tuple[str, str]]:
    """(code, name) of the published matters that hold one of these items."""
    return [
        (matter.code, matter.label)
        for matter in published()
        if matter.published and items & set(matter.published.typed.by_code)
    ]
