"""The second step of sending back: what stands and what falls, seen before it is done. Works without JavaScript."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.desk.decisions import Decision
from portal.desk.place import Place
from portal.desk.presenters.dockfields import Typed
from portal.desk.presenters.returning import CHANGES, return_page
from workflows.acting import get_task, read_unlocked, required_text
from workflows.operations.second_thoughts.returning import ConsequencesChanged, preview


def is_unseen(decision: Decision) -> bool:
    """Somebody wants to send back and has not confirmed the consequences yet."""
    return decision.action == "send_back" and not decision.payload.get("seen")


def show_consequences(
    request: HttpRequest, place: Place, task_id: int, decision: Decision, *, error: ConsequencesChanged | None = None
) -> HttpResponse:
    """The list and the form that confirms it. Raises what sending back would raise."""
    texts = required_text(decision.payload, "to", "reason")
    task = read_unlocked(get_task(task_id))
    found = preview(task, request.user, to=texts["to"], changes=decision.payload["changes"])
    typed = Typed(decision.action, {name: str(value) for name, value in request.POST.items()})
    page = return_page(
        task,
        found,
        typed,
        request.POST.getlist(CHANGES),
        query=place.suffix(),
        notice=error.detail if error else "",
    )
    return render(request, "desk/return.html", {"page": page}, status=error.status if error else 200)
