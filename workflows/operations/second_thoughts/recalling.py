"""Taking back one's own act while nobody has acted on it: task and state are as before, the record keeps both.

Lock order: the case, then its items one by one; so a colleague's claim of what followed comes either
before, and the act stands, or after, and the colleague reads that it was taken back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from portal import notices
from portal.accounts.models import User
from portal.errors import Conflict, Forbidden
from services.cases.models import Case, Opinion
from workflows import flows
from workflows.acting import Acting, already_done, read_locked
from workflows.casework import recall
from workflows.casework.recall import GoneOn
from workflows.engine.change import change
from workflows.models import Process, Task, TaskKind
from workflows.operations.undoing import answers, ends, ordinary, restoring, returns, rulings
from workflows.operations.undoing.restoring import Undone
from workflows.operations.undoing.stopping import lock_items
from workflows.people import standing_in
from workflows.people.permission import require_duty
from workflows.words import telling, wording
from workflows.words.outcomes import outcome_label


class NotYours(Forbidden):
    """Only who did it takes it back."""

    code = "not_yours"


class NotRecallable(Conflict):
    """This kind of act has taken effect outside, or the task is open."""

    code = "not_recallable"


def recall_act(task: Task, *, actor: Any, key: str = "") -> Case:
    """Take back what `actor` did on `task`. Raises NotYours, NotRecallable or GoneOn; then nothing has changed."""
    with locked(task, actor) as act:
        if key and already_done(act.task, actor, f"recall:{key}", {}):
            return act.case
        require_own_recent(act)
        standing_in.begin(act.change, act.task, actor)
        recall.require_untouched(act.task, act.case, act.item)
        undo(act)
        return act.case


@contextmanager
def locked(task: Task, actor: Any) -> Iterator[Acting]:
    """The case and every item of it held, the task read again."""
    process = Process.objects.filter(case_id=task.case_id, case_item=None).only("pk").latest("pk")
    with flows.CaseFlow.lock(process.pk), change(actor) as opened:
        lock_items(Case(pk=task.case_id))
        with task.flow_task.flow_class.lock(task.process_id):
            fresh = read_locked(task)
            yield Acting(fresh, fresh.case, fresh.case_item, opened, actor)


def require_own_recent(act: Acting) -> None:
    task = act.task
    if task.closed_by_id != act.actor.pk:
        raise NotYours(_("Only who did this can take it back. Write to them, or ask for it to be sent back."))
    if not recall.is_recallable(task):
        raise NotRecallable(why_final(task))
    if act.change.at > recall.until_of(task, act.case):
        raise GoneOn(_("An act can be taken back on the same working day only. Ask for it to be sent back instead."))
    require_duty(task, act.actor)


def why_final(task: Task) -> str:
    """Why this act is never taken back, and what to do instead."""
    if task.finished is None:
        return _("There is nothing to take back: the task is open.")
    known = recall.FINAL.get(recall.act_of(task))
    if known is not None:
        return str(known)
    return _("“%(outcome)s” cannot be taken back. If it was wrong, write on the case page; the record keeps both.") % {
        "outcome": outcome_label(task.outcome)
    }


def undo(act: Acting) -> None:
    task, outcome = act.task, act.task.outcome
    since = recall.moment_of(task)
    undone = UNDOING[recall.act_of(task)](act, since)
    Opinion.every.filter(task_id=task.pk, action=outcome, recalled_at=None).update(recalled_at=act.change.at)
    restoring.reopen(task, act.actor)
    act.note(event_of(task, undone), text=outcome_label(outcome), data={"outcome": outcome})
    tell(act, outcome, undone)


def event_of(task: Task, undone: Undone) -> str:
    """What one office answered another is nobody else's business, unless the applicant had heard of it."""
    inside = task.kind == TaskKind.DUTY and not undone.said
    return "answer.recalled" if inside else "task.recalled"


def tell(act: Acting, outcome: str, undone: Undone) -> None:
    """Told to those who were told: whom the act brought a task or an answer, and the applicant where a
    message went out."""
    mark = f"recalled:{act.task.pk}:{act.change.at:%Y%m%d%H%M%S}"
    said = {"actor": act.actor.name, "outcome": outcome_label(outcome)}
    staff = notices.retract(urls=[f"/desk/task/{pk}/" for pk in undone.gone], mark=mark)
    tell_staff(act, wording.RECALLED, staff, f"task.{mark}", said)
    answered = notices.retract(keys=undone.answers, mark=mark) | set(undone.people)
    tell_staff(act, wording.ANSWER_RECALLED, answered - staff, f"answer.{mark}", said)
    if notices.retract(keys=undone.said, mark=mark):
        department = act.task.department.title if act.task.department else ""
        what = act.item.title if act.item else act.case.title
        telling.tell_applicant(
            act.case, wording.RECALLED_APPLICANT, key=mark, department=department, what=what, outcome=said["outcome"]
        )


def tell_staff(act: Acting, words: Any, ids: set[int], key: str, said: Mapping[str, str]) -> None:
    people = User.objects.filter(pk__in=ids - {act.actor.pk, act.case.applicant_id})
    telling.tell_people(act.case, words, people, key=key, step=act.task.step_title, **said)


# One way back for each act; the checks that come before it are in `workflows.casework.untouched` and `given_answers`.
UNDOING: Mapping[str, Callable[[Acting, Any], Undone]] = {
    "intake.accept": ordinary.undo_acceptance,
    "intake.notify_correction": ordinary.undo_notice,
    "intake.refuse": ends.undo_refusal,
    "deliver.deliver": ends.undo_delivery,
    "step.pass": ordinary.undo_step,
    "step.deny": ordinary.undo_step,
    "step.send_back": returns.undo_return,
    "countersign.agree": ordinary.undo_answer,
    "countersign.agree_with_conditions": ordinary.undo_answer,
    "countersign.disagree": ordinary.undo_answer,
    "countersign.not_my_duty": ordinary.undo_answer,
    "countersign.send_back": returns.undo_return,
    "duty.rule": ordinary.undo_answer,
    "duty.approve_suspension": answers.undo_suspension,
    "duty.refuse_suspension": answers.undo_request_refused,
    "duty.approve_extension": answers.undo_extension,
    "duty.refuse_extension": answers.undo_request_refused,
    "duty.approve_notice": answers.undo_second_notice,
    "duty.refuse_notice": answers.undo_request_refused,
    "duty.approve_removal": returns.undo_removal,
    "duty.refuse_removal": answers.undo_request_refused,
    "duty.refuse_voiding": answers.undo_voiding_refused,
    "duty.take_on": rulings.undo_taken_on,
    "duty.refuse_transfer": rulings.undo_transfer_refused,
    "arbitration.rule": rulings.undo_ruling,
}
