"""The unified inbox: buckets, list, panel. The same address answers whole pages and htmx fragments."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.desk import counts, reads
from portal.desk.access import for_staff
from portal.desk.place import Place
from portal.desk.presenters import lists
from portal.desk.presenters.dockfields import Typed
from portal.desk.presenters.panel import Turn
from portal.desk.views import panels
from workflows.queries import inbox

PANEL, TAB, LIST = "task", "panel-tab", "tasklist"


@for_staff
@require_safe
def show_inbox(request: HttpRequest) -> HttpResponse:
    """Whole page, or the part htmx asks for: the list (HX-Target tasklist), the panel (task), a tab (panel-tab)."""
    place = Place.read(request.GET)
    target = fragment(request)
    if target == LIST:
        return render(request, "desk/_list.html", {**list_context(request, place), "fragment": True})
    if target == PANEL and place.task_id:
        context = panels.panel_context(request, place, place.task_id, turn=turn_in_run(request, place))
        return render(request, "desk/_panel.html", context)
    if target == TAB and place.task_id:
        return render(request, "desk/_tab_swap.html", panels.tab_only(request, place, place.task_id))
    return render_inbox(request, place)


def fragment(request: HttpRequest) -> str:
    """The htmx target, "" for a whole page; going back in the history asks for the whole page."""
    htmx: Any = getattr(request, "htmx", None)
    if not htmx or htmx.history_restore_request:
        return ""
    return htmx.target or ""


def render_inbox(
    request: HttpRequest,
    place: Place,
    *,
    typed: Typed | None = None,
    status: int = 200,
    late: dict[str, Any] | None = None,
) -> HttpResponse:
    """The whole page. `typed` after a decision that was not accepted; `late` when somebody was first."""
    context = list_context(request, place)
    selected = place.task_id or context["selected"]
    if selected:
        turn = turn_in_page(context, place, selected)
        context |= panels.panel_context(request, place, selected, turn=turn, typed=typed)
    context |= {"opened": place.task_id is not None, "late": late}
    return render(request, "desk/inbox.html", context, status=status)


def list_context(request: HttpRequest, place: Place) -> dict[str, Any]:
    """Four statements: lights, rows, counts of my buckets, counts of the others'."""
    user, now = request.user, timezone.now()
    by_light = reads.light_counts(user, place, now)
    total = by_light[place.light or "all"]
    page = reads.page_of(user, place, total, now)
    tasks = list(page.object_list)
    selected = place.task_id or (tasks[0].pk if tasks else None)
    rows = lists.rows(tasks, place, user, now, selected)
    matters, departments = lists.filter_choices(tasks)
    return {
        "place": place,
        "heading": lists.bucket_words(place.bucket),
        "total": total,
        "groups": lists.bucket_groups(place, user, counts.waiting(request), inbox.others_counts(user)),
        "chips": lists.light_chips(place, by_light) if place.bucket != "done" else [],
        "filters": lists.filter_chips(place, dict(matters) | dict(departments)),
        "matters": matters,
        "departments": departments,
        "due": lists.grouped(rows, place.bucket),
        "rows": rows,
        "checkable": any(one.checkable for one in rows),
        "page_obj": page,
        "query": place.query(page="", task="", tab="", view="") + "&",
        "selected": selected,
    }


def turn_in_page(context: dict[str, Any], place: Place, task_id: int) -> Turn:
    """The task's place among the rows already read."""
    ids = [one.id for one in context["rows"]]
    return turn_among(ids, task_id, place, context["page_obj"].start_index(), context["total"])


def turn_in_run(request: HttpRequest, place: Place) -> Turn:
    """The same for the panel alone, with one statement."""
    ids = reads.run_of(request.user, place, timezone.now())
    return turn_among(ids, place.task_id or 0, place, 1, len(ids))


def turn_among(ids: list[int], task_id: int, place: Place, first: int, total: int) -> Turn:
    if task_id not in ids:
        return Turn()
    index = ids.index(task_id)
    return Turn(
        position=first + index,
        total=total,
        prev_url=place.task_url(ids[index - 1]) if index else "",
        next_url=place.task_url(ids[index + 1]) if index + 1 < len(ids) else "",
    )
