"""Acceptance at the window: accept, ask once for everything, or refuse (R2, R9, R36)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.counter import reads
from portal.counter.access import for_clerks
from portal.counter.presenters import intake as presenter
from portal.counter.presenters import notice as building
from portal.counter.presenters.mending import mending_of
from portal.errors import DomainError, Forbidden
from portal.ui import moments
from workflows.acting import get_task
from workflows.models import Task, TaskKind
from workflows.operations import acts
from workflows.operations.handling import holding
from workflows.people.permission import require_may_act

WAYS = ("accept", "mend", "notice", "refuse")


@for_clerks
@require_safe
def show_intake(request: HttpRequest, task_id: int) -> HttpResponse:
    """The whole application beside one of four forms: `?way=accept|mend|notice|refuse`."""
    way = request.GET.get("way", "")
    return render_intake(request, task_id, way if way in WAYS else "")


def render_intake(
    request: HttpRequest,
    task_id: int,
    way: str,
    *,
    typed: Mapping[str, str] | None = None,
    error: DomainError | None = None,
) -> HttpResponse:
    """The page; `typed` and `error` after an act that was not accepted.

    Without a `way` it opens on what is to be done: where departments want something mended, on the notice.
    """
    task = reads.find_window_task(task_id, request.user, TaskKind.INTAKE)
    if task.finished is not None:
        return render_closed(request, task, error)
    file = reads.read_intake(task)
    way = way or ("notice" if any(one.defect_id is None for one in file.proposals) else "accept")
    given = typed or {}
    context = {
        "task": task,
        "case": task.case,
        "file": file,
        "way": way,
        "ways": ways(task, way),
        "clock": presenter.clock(file),
        "checks": presenter.checks(file),
        "promise": presenter.promise(file),
        "blocked": why_blocked(task, request.user),
        "error": error,
        "key": given.get("key") or uuid4().hex,
        **presenter.file_context(file),
        **form_context(way, file, typed, error),
    }
    return render(request, "counter/intake.html", context, status=error.status if error else 200)


def form_context(
    way: str, file: reads.IntakeFile, typed: Mapping[str, str] | None, error: DomainError | None
) -> dict[str, Any]:
    """Only the form that is shown is built."""
    if way == "notice":
        notice = building.build(file, typed)
        if error is not None:
            notice = building.with_errors(notice, error.fields)
        return {"notice": notice, "notice_summary": building.summary(notice)}
    if way == "mend":
        return {"mending": mending_of(file, typed or {}, error)}
    if way == "refuse":
        return {"refusal_fields": presenter.refusal_fields(typed or {}, error)}
    return {"deferrals": presenter.deferral_fields(file, typed or {}, error.fields if error else {})}


def ways(task: Task, way: str) -> list[dict[str, Any]]:
    words = {
        "accept": _("Accept"),
        "mend": _("Mend on the spot"),
        "notice": _("Ask for correction"),
        "refuse": _("Do not accept"),
    }
    url = reverse("counter:task", args=[task.pk])
    return [{"words": text, "url": f"{url}?way={key}", "current": key == way} for key, text in words.items()]


def why_blocked(task: Task, user: Any) -> str:
    """The operation's own sentence when this person may not act here (R3, R6), else nothing."""
    try:
        require_may_act(task, user)
    except DomainError as error:
        return error.detail
    return ""


def render_closed(request: HttpRequest, task: Task, error: DomainError | None) -> HttpResponse:
    """Somebody has dealt with it: who, how, and the next one."""
    following = reads.queue(request.user, TaskKind.INTAKE).first()
    context = {"task": task, "case": task.case, "error": error, "next": following}
    return render(request, "counter/closed.html", context, status=error.status if error else 200)


# ---- the three acts -----------------------------------------------------------------------


@for_clerks
@require_POST
def accept(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take the case on; every department is told at once."""
    deferrals = [
        {"material": name.removeprefix("by-"), "by": value}
        for name, value in request.POST.items()
        if name.startswith("by-") and value
    ]
    return do(request, task_id, "accept", "accept", {"deferrals": deferrals})


@for_clerks
@require_POST
def send_notice(request: HttpRequest, task_id: int) -> HttpResponse:
    """Send the one notice that names everything."""
    file = reads.read_intake(reads.find_window_task(task_id, request.user, TaskKind.INTAKE))
    notice = building.build(file, flat(request))
    return do(request, task_id, "notice", "notify_correction", {"defects": [one.defect() for one in notice.defects]})


@for_clerks
@require_POST
def refuse(request: HttpRequest, task_id: int) -> HttpResponse:
    """Do not accept, with the reason and where to apply instead."""
    names = ("reason_code", "reason", "apply_where")
    return do(request, task_id, "refuse", "refuse", {name: request.POST.get(name, "") for name in names})


def do(request: HttpRequest, task_id: int, way: str, action: str, payload: dict[str, Any]) -> HttpResponse:
    """One operation; what is not accepted comes back with every word typed."""
    reads.find_window_task(task_id, request.user, TaskKind.INTAKE)
    try:
        case = acts.act(
            get_task(task_id), actor=request.user, action=action, payload=payload, key=request.POST.get("key", "")
        )
    except DomainError as error:
        return render_intake(request, task_id, way, typed=flat(request), error=error)
    messages.success(request, done_words(action, case), extra_tags=reverse("desk:recall", args=[task_id]))
    if action == "accept":
        return redirect("counter:slip", case.number)
    return HttpResponseRedirect(reverse("counter:today"))


def done_words(action: str, case: Any) -> str:
    if action == "accept":
        return _("Accepted: %(number)s, done by %(when)s at the latest. Every department has been told.") % {
            "number": case.number,
            "when": moments.moment_words(case.due_at) if case.due_at else "",
        }
    if action == "notify_correction":
        return _("Notice sent: %(name)s knows what to mend in %(number)s.") % {
            "name": case.applicant.name,
            "number": case.number,
        }
    return _("Not accepted: %(name)s knows why and where to apply.") % {"name": case.applicant.name}


def flat(request: HttpRequest) -> dict[str, str]:
    return {name: str(value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}


@for_clerks
@require_POST
def preview_notice(request: HttpRequest, task_id: int) -> HttpResponse:
    """The notice as the applicant will read it; a fragment for htmx, the whole page without."""
    if not getattr(request, "htmx", False):
        return render_intake(request, task_id, "notice", typed=flat(request))
    task = reads.find_window_task(task_id, request.user, TaskKind.INTAKE)
    notice = building.build(reads.read_intake(task), flat(request))
    context = {"notice": notice, "notice_summary": building.summary(notice), "case": task.case, "task": task}
    return render(request, "counter/_preview.html", context)


@for_clerks
@require_POST
def claim(request: HttpRequest, task_id: int) -> HttpResponse:
    """Hold the task, so that a colleague at the next window takes another."""
    reads.find_window_task(task_id, request.user, TaskKind.INTAKE)
    try:
        holding.claim(get_task(task_id), actor=request.user)
    except Forbidden as error:
        messages.warning(request, error.detail)
    except DomainError as error:
        return render_intake(request, task_id, "accept", error=error)
    return redirect("counter:task", task_id)
