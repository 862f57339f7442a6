"""Everything staff do with a task: claim, put back, decide. Each is one operation, then the next case."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.desk import reads
from portal.desk.access import for_staff
from portal.desk.decisions import Decision, read_decision, review_points
from portal.desk.place import Place
from portal.desk.presenters import checks, dock
from portal.desk.presenters.dockfields import Typed
from portal.desk.presenters.phrases import inserted
from portal.desk.views.inbox import render_inbox
from portal.desk.views.returning import is_unseen, show_consequences
from portal.desk.views.task import page_url, render_task
from portal.errors import Conflict, DomainError, Invalid
from workflows.acting import TaskClosed, get_task
from workflows.casework.recall import may_be_undone
from workflows.models import Task, TaskKind
from workflows.operations import acts as operations
from workflows.operations.handling import holding
from workflows.operations.second_thoughts.recalling import recall_act
from workflows.operations.second_thoughts.returning import ConsequencesChanged
from workflows.people.permission import AlreadyClaimed, may_act

MOST_AT_ONCE = 50


@for_staff
@require_POST
def act(request: HttpRequest, task_id: int) -> HttpResponse:
    """Decide, then open the next due task. What is not accepted comes back with every word typed."""
    place = Place.read(request.GET).at(task_id)
    task = reads.find_task(task_id, request.user)
    if request.POST.get("phrase"):
        return with_phrase(request, place, task)
    try:
        decision = read_decision(task, request.POST)
        if is_unseen(decision):
            return show_consequences(request, place, task_id, decision)
        payload = complete(task, decision, request)
        operations.act(get_task(task_id), actor=request.user, action=decision.action, payload=payload, key=decision.key)
    except (TaskClosed, AlreadyClaimed) as error:
        return came_too_late(request, place, task_id, error)
    except ConsequencesChanged as error:
        return show_consequences(request, place, task_id, decision, error=error)
    except DomainError as error:
        return not_accepted(request, place, task_id, error)
    undo = reverse("desk:recall", args=[task_id]) if may_be_undone(task, decision.action) else ""
    messages.success(request, done_words(task, decision), extra_tags=undo)
    if decision.stay:
        return HttpResponseRedirect(here(request, place, task_id))
    return HttpResponseRedirect(after(request, place, task_id))


def with_phrase(request: HttpRequest, place: Place, task: Task) -> HttpResponse:
    """The same page with a canned reply in the text box: nothing is decided, nothing typed is lost."""
    values = flat(request)
    words = inserted(task, values.pop("phrase", ""), values.get("say", ""))
    typed = Typed(action=values.get("decision", ""), values={**values, "say": words})
    if alone(request):
        return render_task(request, place, task.pk, typed=typed)
    return render_inbox(request, place, typed=typed)


def complete(task: Task, decision: Decision, request: HttpRequest) -> dict[str, Any]:
    """The payload, for passing with the review points: all looked at, none lost.

    Who may not act here gets no question about points: the operation says why not. A task that
    is closed already is read all the same, so that the same form sent twice says the same twice.
    """
    item = task.case_item
    if item is None or decision.action != "pass" or task.kind != TaskKind.STEP:
        return decision.payload
    if task.owner_id not in (None, request.user.pk) or not may_act(task, request.user):
        return decision.payload
    opinions = task.case.opinions.filter(item=item).select_related("author")
    points = checks.checks_of(item, opinions, [])
    if not points:
        return decision.payload
    given = {name: str(value) for name, value in request.POST.items()}
    return {**decision.payload, "review_points": review_points(points, given, decision.payload["opinion"])}


def done_words(task: Task, decision: Decision) -> str:
    """已同意：业务招待审批，员工甲（YJS-…）."""
    what = task.case_item.title if task.case_item else task.case.title
    return _("%(act)s: %(what)s, %(applicant)s (%(number)s)") % {
        "act": dock.choice_words(decision.action, task),
        "what": what,
        "applicant": task.case.applicant.name,
        "number": task.case.number,
    }


# ---- where one goes afterwards ----------------------------------------------------------


def alone(request: HttpRequest) -> bool:
    """Whether the form stood on the task's own page."""
    return request.POST.get("from") == "task"


def here(request: HttpRequest, place: Place, task_id: int) -> str:
    return page_url(place, task_id) if alone(request) else place.task_url(task_id)


def after(request: HttpRequest, place: Place, task_id: int) -> str:
    """The most urgent task left in the bucket, on the kind of page one is on; the list when none is left."""
    following = reads.next_task(request.user, place, after=task_id)
    if following is None:
        return place.list_url()
    return here(request, place.first_page(), following.pk)


def came_too_late(request: HttpRequest, place: Place, task_id: int, error: Conflict) -> HttpResponse:
    """Somebody else was first: who and what, the words typed, and the way to the next task (409)."""
    typed = Typed(values=flat(request))
    following = reads.next_task(request.user, place, after=task_id)
    late = {
        "error": error,
        "next_url": here(request, place, following.pk) if following else place.list_url(),
        "typed": typed.value("say"),
    }
    return show(request, place, task_id, typed=typed, error=error, late=late)


def not_accepted(request: HttpRequest, place: Place, task_id: int, error: DomainError) -> HttpResponse:
    typed = Typed(action=request.POST.get("decision", ""), values=flat(request), error=error)
    return show(request, place, task_id, typed=typed, error=error)


def flat(request: HttpRequest) -> dict[str, str]:
    """Everything typed, by name; of several boxes of one name all that were ticked, separated by commas."""
    return {name: ",".join(values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}


def show(
    request: HttpRequest,
    place: Place,
    task_id: int,
    *,
    typed: Typed,
    error: DomainError,
    late: dict[str, Any] | None = None,
) -> HttpResponse:
    """The same page with the same words in it, and the sentence of the operation."""
    if alone(request):
        return render_task(request, place, task_id, typed=typed, status=error.status, late=late)
    return render_inbox(request, place, typed=typed, status=error.status, late=late)


# ---- taking back what one did ---------------------------------------------------------------


@for_staff
@require_POST
def recall(request: HttpRequest, task_id: int) -> HttpResponse:
    """Take back one's own act: the task is in one's hands again, as it was; or who was faster is named."""
    task = reads.find_task(task_id, request.user)
    try:
        recall_act(get_task(task_id), actor=request.user, key=request.POST.get("key", ""))
    except DomainError as error:
        messages.error(request, error.detail)
    else:
        what = task.case_item.title if task.case_item else task.case.title
        messages.success(request, _("Taken back: “%(what)s” is in your hands again.") % {"what": what})
    return HttpResponseRedirect(reverse("desk:task", args=[task_id]))


# ---- claim and put back -------------------------------------------------------------------


@for_staff
@require_POST
def claim(request: HttpRequest, task_id: int) -> HttpResponse:
    """Hold the task; of two at once the other reads who did, and the next one opens."""
    place = Place.read(request.GET).at(task_id)
    reads.find_task(task_id, request.user)
    try:
        holding.claim(get_task(task_id), actor=request.user)
    except (AlreadyClaimed, TaskClosed) as error:
        return came_too_late(request, place, task_id, error)
    messages.success(request, _("Claimed: the case is yours now."))
    return HttpResponseRedirect(here(request, place, task_id))


@for_staff
@require_POST
def release(request: HttpRequest, task_id: int) -> HttpResponse:
    """Put the task back into the department's queue."""
    place = Place.read(request.GET).at(task_id)
    reads.find_task(task_id, request.user)
    try:
        holding.release(get_task(task_id), actor=request.user)
    except (AlreadyClaimed, TaskClosed) as error:
        return came_too_late(request, place, task_id, error)
    messages.success(request, _("Put back: colleagues can claim it again."))
    return HttpResponseRedirect(here(request, place, task_id))


@for_staff
@require_POST
def claim_many(request: HttpRequest) -> HttpResponse:
    """Claim the checked rows, each on its own; those somebody else was faster with are named."""
    place = Place.read(request.GET)
    ids = [int(one) for one in request.POST.getlist("tasks") if one.isdecimal()][:MOST_AT_ONCE]
    if not ids:
        raise Invalid(_("Please select at least one case."))
    claimed = 0
    for task_id in ids:
        try:
            holding.claim(get_task(task_id), actor=request.user)
            claimed += 1
        except DomainError as error:
            messages.warning(request, error.detail)
    if claimed:
        done = ngettext("Claimed %(n)d case.", "Claimed %(n)d cases.", claimed) % {"n": claimed}
        messages.success(request, done)
    return HttpResponseRedirect(reverse("desk:inbox") + "?" + place.query(task="", tab=""))
