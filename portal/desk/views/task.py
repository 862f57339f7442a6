"""One task on its own page: what messages link to, and the whole screen of a phone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.desk import reads
from portal.desk.access import for_staff
from portal.desk.place import Place
from portal.desk.presenters.dockfields import Typed
from portal.desk.presenters.panel import Turn
from portal.desk.views import panels
from portal.desk.views.inbox import TAB, fragment


@for_staff
@require_safe
def show_task(request: HttpRequest, task_id: int) -> HttpResponse:
    """The task page; acceptance and delivery go on to the counter's own pages."""
    place = replace(Place.read(request.GET), task=str(task_id))
    if fragment(request) == TAB:
        return render(request, "desk/_tab_swap.html", panels.tab_only(request, place, task_id, alone=True))
    return render_task(request, place, task_id)


def render_task(
    request: HttpRequest,
    place: Place,
    task_id: int,
    *,
    typed: Typed | None = None,
    status: int = 200,
    late: dict[str, Any] | None = None,
) -> HttpResponse:
    turn = turn_alone(request, place, task_id)
    context = panels.panel_context(request, place, task_id, turn=turn, typed=typed, alone=True)
    panel = context["panel"]
    if panel.go_url and request.method == "GET":
        return HttpResponseRedirect(panel.go_url)
    return render(request, "desk/task.html", {**context, "late": late}, status=status)


def turn_alone(request: HttpRequest, place: Place, task_id: int) -> Turn:
    """Before and after in the list the person came from; neighbours open as pages too."""
    ids = reads.run_of(request.user, place, timezone.now())
    if task_id not in ids:
        return Turn(total=len(ids))
    index = ids.index(task_id)
    return Turn(
        position=index + 1,
        total=len(ids),
        prev_url=page_url(place, ids[index - 1]) if index else "",
        next_url=page_url(place, ids[index + 1]) if index + 1 < len(ids) else "",
    )


def page_url(place: Place, task_id: int) -> str:
    return reverse("desk:task", args=[task_id]) + place.suffix()
