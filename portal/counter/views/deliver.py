"""Hand over all results of a case at once (统一出件)."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.casefile import values
from portal.counter import reads
from portal.counter.access import for_clerks
from portal.counter.views.intake import render_closed, why_blocked
from portal.errors import DomainError
from portal.ui.fields import Field, Option
from workflows.acting import get_task
from workflows.models import Task, TaskKind
from workflows.operations import acts


def methods() -> list[str]:
    """Ways a result reaches the applicant, as the record keeps them."""
    return [_("Electronically, in the portal"), _("On paper at the window"), _("On paper by internal mail")]


@for_clerks
@require_http_methods(["GET", "HEAD", "POST"])
def show_delivery(request: HttpRequest, task_id: int) -> HttpResponse:
    """What there is to hand over, and how."""
    task = reads.find_window_task(task_id, request.user, TaskKind.DELIVER)
    if request.method != "POST":
        return render_delivery(request, task)
    number = request.POST.get("method", "")
    chosen = dict(enumerate(methods())).get(int(number), "") if number.isdecimal() else ""
    to = request.POST.get("receiver", "").strip()[:80]
    method = f"{chosen} · {to}" if chosen and to else chosen
    try:
        case = acts.act(
            get_task(task_id),
            actor=request.user,
            action="deliver",
            payload={"method": method},
            key=request.POST.get("key", ""),
        )
    except DomainError as error:
        return render_delivery(request, task, error=error)
    undo = reverse("desk:recall", args=[task_id])
    messages.success(
        request, _("Handed over: %(name)s has been told.") % {"name": case.applicant.name}, extra_tags=undo
    )
    return redirect("counter:today")


def render_delivery(request: HttpRequest, task: Task, *, error: DomainError | None = None) -> HttpResponse:
    fresh = reads.find_window_task(task.pk, request.user, TaskKind.DELIVER) if error else task
    if fresh.finished is not None:
        return render_closed(request, fresh, error)
    case = fresh.case
    items = list(case.items.select_related("department").order_by("position"))
    context = {
        "task": fresh,
        "case": case,
        "results": reads.results_of(case),
        "denied": [one for one in items if one.decision == "denied"],
        "facts": values.key_facts(case, values.keys_in_order(case)),
        "fields": delivery_fields(request, error),
        "blocked": why_blocked(fresh, request.user),
        "error": error,
        "key": request.POST.get("key") or uuid4().hex,
    }
    return render(request, "counter/deliver.html", context, status=error.status if error else 200)


def delivery_fields(request: HttpRequest, error: DomainError | None) -> list[Field]:
    chosen = request.POST.get("method", "0")
    options = [Option(str(n), words, selected=str(n) == chosen) for n, words in enumerate(methods())]
    sentences: dict[str, Any] = error.fields if error else {}
    return [
        Field("method", _("How the results are handed over"), "radio", chosen, options=options,
              error=(sentences.get("method") or [""])[0]),
        Field("receiver", _("Received by"), "text", request.POST.get("receiver", ""), required=False,
              hint=_("Name, if somebody else comes for the applicant")),
    ]  # fmt: skip
