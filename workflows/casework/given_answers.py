"""What stands in the way of taking back an answer: a head's to a request, a department's to a transfer, a ruling.

Whoever asked has built on it, or the applicant was told and has acted. Reads only, like `untouched`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from services.cases.models import Case, CaseItem, Document, DutyListEntry, Pause, Transfer
from services.cases.states import ITEM_ENDED, ItemState
from workflows.engine.joining import FanOut
from workflows.models import Task, TaskKind

from .untouched import UNDONE, Check, GoneOn, followers, moment_of, require_item, steps_after, untouched

# ---- a head's answer to a request ---------------------------------------------------------------


def after_answered_request(task: Task, case: Case, item: CaseItem | None) -> None:
    """The step that asked is still open, and nothing was asked for anew."""
    if not task.previous.filter(finished=None).exists():
        raise GoneOn(_("The step that asked has gone on since, so the answer stands."))
    asked_anew(task)


def asked_anew(task: Task) -> None:
    rows = Task.objects.filter(case_item_id=task.case_item_id, kind=TaskKind.DUTY, pk__gt=task.pk)
    if rows.filter(data__request=task.data["request"]).exclude(outcome__in=UNDONE).exists():
        raise GoneOn(_("This was asked for anew since. Answer the new request instead."))


def after_suspension(task: Task, case: Case, item: CaseItem | None) -> None:
    require_item(item, ItemState.SUSPENDED)
    after_answered_request(task, case, item)
    if pause_of(task) is None:
        raise GoneOn(_("The clock has been stopped for something else since. Let it go on instead."))


def pause_of(task: Task) -> Pause | None:
    """The open pause this answer began."""
    return Pause.objects.filter(item_id=task.case_item_id, ended_at=None, started_at=moment_of(task)).first()


def after_second_notice(task: Task, case: Case, item: CaseItem | None) -> None:
    """The applicant was told; until they have answered or asked for more time a further message corrects it."""
    after_suspension(task, case, item)
    if not Task.objects.filter(previous=task, finished=None).exists():
        raise GoneOn(_("The applicant has answered already, so the notice stands."))
    if case.corrections.filter(pk=task.data.get("notice")).exclude(extended_at=None).exists():
        raise GoneOn(_("The applicant has asked for more time already, so the notice stands."))


def after_extension(task: Task, case: Case, item: CaseItem | None) -> None:
    """Nobody has built on the longer limit, and the one before it has not passed."""
    assert item is not None
    require_item(item, ItemState.ACCEPTED, ItemState.IN_REVIEW)
    after_answered_request(task, case, item)
    since = moment_of(task)
    if item.pauses.filter(started_at__gte=since).exists():
        raise GoneOn(_("The clock was stopped after the extension, so the extension stands."))
    paper = case.documents.filter(item=item, kind=Document.Kind.EXTENSION, issued_at=since).first()
    if paper is None or timezone.now() > datetime.fromisoformat(paper.data["before"]):
        raise GoneOn(_("The limit before the extension has passed, so the extension stands."))


def after_removal(task: Task, case: Case, item: CaseItem | None) -> None:
    """Nobody has answered or gone on since the department was left out."""
    require_item(item, ItemState.ACCEPTED, ItemState.IN_REVIEW, ItemState.COUNTERSIGNING)
    asked_anew(task)
    since = moment_of(task)
    joined = join_concluded(task, since)
    if joined is not None:
        untouched(steps_after(joined))
    answers = Task.objects.filter(case_item=item, kind__in=(TaskKind.COUNTERSIGN, TaskKind.STEP), finished__gt=since)
    untouched(answers.exclude(outcome__in=UNDONE | {"removed"}))


def after_removal_refused(task: Task, case: Case, item: CaseItem | None) -> None:
    require_item(item, ItemState.ACCEPTED, ItemState.IN_REVIEW, ItemState.COUNTERSIGNING)
    asked_anew(task)


def join_concluded(task: Task, since: datetime) -> Task | None:
    """The round the act closed itself, before its own task."""
    joins = Task.objects.filter(process_id=task.process_id, flow_task_type=FanOut.task_type, finished__gte=since)
    return joins.exclude(status="CANCELED").order_by("-pk").first()


def after_voiding_refused(task: Task, case: Case, item: CaseItem | None) -> None:
    assert item is not None
    asked_anew(task)
    if not item.documents.filter(kind=Document.Kind.RESULT, revoked_at=None).exists():
        raise GoneOn(_("There is no result left that could be voided."))


# ---- transfers and rulings ------------------------------------------------------------------------


def after_taken_on(task: Task, case: Case, item: CaseItem | None) -> None:
    """Nobody of the department that has it now works on it."""
    assert item is not None
    if item.state in ITEM_ENDED:
        require_item(item, ItemState.ACCEPTED, ItemState.IN_REVIEW, ItemState.COUNTERSIGNING)
    since = moment_of(task)
    if join_concluded(task, since) is not None:
        raise GoneOn(_("The step that asked has gone on since, so the answer stands."))
    untouched(Task.objects.filter(case_item=item, created__gte=since).exclude(outcome__in=UNDONE))
    opened = Task.objects.filter(case_item=item, kind=TaskKind.STEP, finished__gte=since)
    untouched(opened.exclude(outcome__in=UNDONE | {"transferred"}))
    taken_up = Task.objects.filter(case_item=item, kind=TaskKind.STEP, finished=None, data__has_key="dispatched_at")
    untouched(taken_up)


def after_transfer_refused(task: Task, case: Case, item: CaseItem | None) -> None:
    """The coordination office has not looked at it yet."""
    untouched(followers(task))


def after_ruling(task: Task, case: Case, item: CaseItem | None) -> None:
    """The ruling binds from the first case it sends somewhere."""
    assert item is not None
    row = Transfer.objects.select_related("owner").get(pk=task.data["transfer"])
    if row.owner_id != task.data.get("department"):
        after_taken_on(task, case, item)
    entry = row.entries.order_by("-pk").first()
    if entry is None or entry.ended_at is not None:
        raise GoneOn(_("A later ruling has replaced this one, so it can no longer be taken back."))
    if was_applied(entry, item):
        raise GoneOn(
            _("Another case was opened by this ruling since, so it stands. Change the duty list with a new ruling.")
        )


def was_applied(entry: DutyListEntry, item: CaseItem) -> bool:
    """Whether a case handed in since went where the entry says."""
    later = CaseItem.objects.filter(code=item.code, department=entry.department)
    return later.filter(case__submitted_at__gte=entry.in_force_from).exclude(case_id=item.case_id).exists()


ANSWERS: Mapping[str, Check] = {
    "duty.approve_suspension": after_suspension,
    "duty.refuse_suspension": after_answered_request,
    "duty.approve_extension": after_extension,
    "duty.refuse_extension": after_answered_request,
    "duty.approve_notice": after_second_notice,
    "duty.refuse_notice": after_answered_request,
    "duty.approve_removal": after_removal,
    "duty.refuse_removal": after_removal_refused,
    "duty.refuse_voiding": after_voiding_refused,
    "duty.take_on": after_taken_on,
    "duty.refuse_transfer": after_transfer_refused,
    "arbitration.rule": after_ruling,
}
