"""The common way into every act on a task: lock, re-read, permission, then the act."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from viewflow.workflow.status import STATUS

from departments.org.cover import is_away
from departments.org.duties import duties_of, window_grade
from departments.org.models import WindowGrade
from portal.errors import Conflict, Forbidden, Invalid, NotFound
from services.cases.models import Case, CaseItem, Opinion

from .casework import inputs
from .engine.change import Change, change
from .models import APPLICANT_KINDS, OperationKey, Task, TaskKind
from .people import standing_in


class AlreadyClaimed(Conflict):
    code = "already_claimed"


class TaskClosed(Conflict):
    code = "task_closed"


class SelfDealing(Forbidden):
    """R3: own case, or a step one handled oneself."""

    code = "self_dealing"


@dataclass
class Acting:
    """One act in progress: the task as it is under the lock, its case and item, and the change."""

    task: Task
    case: Case
    item: CaseItem | None
    change: Change
    actor: Any
    # The same Idempotency-Key came before: nothing is to be done again.
    repeated: bool = False

    def conclude(self, outcome: str) -> None:
        activation = self.task.flow_task.activation_class(self.task)
        activation.conclude(outcome, self.actor)

    def opinion(self, action: str, **columns: Any) -> Opinion:
        """Keep what was said in the case file, with what lay before its author where it decides something."""
        if action in inputs.DECIDING and self.item is not None:
            columns.setdefault("inputs", inputs.in_hand(self.item, self.case))
        return Opinion.objects.create(
            case=self.case,
            item=self.item,
            task_id=self.task.pk,
            kind=self.task.kind,
            action=action,
            department_id=self.task.department_id,
            author=self.actor,
            acting_for_id=self.change.principal_id,
            step=self.task.step_name,
            round=self.task.round,
            created_at=columns.pop("created_at", self.change.at),
            **columns,
        )

    def note(self, name: str, **details: Any) -> None:
        """One audit entry in the stream of the item, or of the case."""
        stream = self.item.stream if self.item else self.case.stream
        details.setdefault("subject", self.case.number)
        if self.task.department is not None:
            details.setdefault("department", self.task.department.code)
        data = {"task": self.task.pk, "step": self.task.step_name, **details.pop("data", {})}
        if self.item:
            data["item"] = self.item.code
        self.change.note(stream, name, data=data, **details)


# What an act needs under the lock; and everything a reader of the task may be shown.
ACT_RELATIONS = ("process", "case__applicant", "case_item", "department")
TASK_RELATIONS = (*ACT_RELATIONS, "case__organisation", "owner", "closed_by", "stand_in", "a_role", "acting_for")


def get_task(task_id: int) -> Task:
    """The task to act on, or NotFound. Only its own row: the act re-reads it with its case under the lock."""
    try:
        return Task.objects.exclude(kind="").get(pk=task_id)
    except Task.DoesNotExist as error:
        raise NotFound(
            _("There is no such task. It may have been a wrong link; your inbox lists what is open.")
        ) from error


def read_locked(task: Task) -> Task:
    """The task as it is now, its process lock held. The join is kept small: planning it is half its cost."""
    fresh = Task.objects.select_related(*ACT_RELATIONS).get(pk=task.pk)
    bind(fresh)
    return fresh


def read_unlocked(task: Task) -> Task:
    """The task with its case and item as they are now, for looking ahead."""
    fresh = Task.objects.select_related(*TASK_RELATIONS, "case__version").get(pk=task.pk)
    bind(fresh)
    return fresh


@contextmanager
def acting(
    task: Task,
    actor: Any,
    *,
    key: str = "",
    payload: Mapping[str, Any] | None = None,
    permit: Callable[[Task, Any], None] | None = None,
    still: Callable[[Task], None] | None = None,
) -> Iterator[Acting]:
    """Lock the task's process, re-read the task and check that `actor` may act on it now.

    `permit` replaces the ordinary permission check for acts that others may do too, `still` the
    demand that the task be open.
    """
    with task.flow_task.flow_class.lock(task.process_id), change(actor) as opened:
        fresh = read_locked(task)
        act = Acting(fresh, fresh.case, fresh.case_item, opened, actor)
        if key and already_done(fresh, actor, key, payload or {}):
            act.repeated = True
            yield act
            return
        (still or require_open)(fresh)
        (permit or require_may_act)(fresh, actor)
        standing_in.begin(opened, fresh, actor)
        yield act


@contextmanager
def acting_as_system(task: Task) -> Iterator[Acting]:
    """The same for timers and handlers: nobody's permission, the task's own moment."""
    with task.flow_task.flow_class.lock(task.process_id), change(None) as opened:
        fresh = read_locked(task)
        require_open(fresh)
        yield Acting(fresh, fresh.case, fresh.case_item, opened, None)


def bind(task: Task) -> None:
    """Let process, case and item share their instances, so that flow callbacks ask nothing twice."""
    task.process.case = task.case
    task.process.case_item = task.case_item
    if task.case_item is not None:
        task.case_item.case = task.case


def digest_of(payload: Mapping[str, Any]) -> str:
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def already_done(task: Task, actor: Any, key: str, payload: Mapping[str, Any]) -> bool:
    """True when this key was used here before with the same content. The process lock serialises."""
    digest = digest_of(payload)
    kept, created = OperationKey.objects.get_or_create(
        user=actor, task=task, key=key[:120], defaults={"digest": digest}
    )
    if not created and kept.digest != digest:
        raise Conflict(
            _("This Idempotency-Key was used for something else on this task. Use a new key for a new act."),
            code="idempotency_conflict",
        )
    return not created


def require_open(task: Task) -> None:
    if task.finished is None:
        return
    who = task.closed_by.name if task.closed_by else task.data.get("taken_back_by") or _("the system")
    if task.outcome == "recalled":
        raise TaskClosed(
            _("%(who)s has taken back the act that brought this task to you. The case page shows where it is now.")
            % {"who": who}
        )
    raise TaskClosed(
        _("%(who)s has already dealt with this task (%(outcome)s). The case page shows how it went on.")
        % {"who": who, "outcome": outcome_label(task.outcome)}
    )


def outcome_label(outcome: str) -> str:
    labels = {
        "accept": _("accepted"),
        "refuse": _("not accepted"),
        "notify_correction": _("correction asked for"),
        "pass": _("passed"),
        "deny": _("not approved"),
        "send_back": _("sent back"),
        "agree": _("agreed"),
        "agree_with_conditions": _("agreed with conditions"),
        "disagree": _("disagreed"),
        "not_my_duty": _("not their duty"),
        "tacit": _("consent by silence"),
        "deliver": _("handed over"),
        "confirm": _("confirmed"),
        "resupply": _("handed in"),
        "lapse": _("lapsed"),
        "cancelled": _("no longer needed"),
        "recalled": _("taken back"),
        "file_opinion": _("filed"),
        "resubmit": _("handed in again"),
        "ask_voiding": _("asked to void the result"),
        "approve_verbally": _("approved by word of mouth"),
        "file_approval": _("put the spoken approval on file"),
        "contest": _("contested the spoken approval"),
        "approve_voiding": _("agreed that the result is void"),
        "refuse_voiding": _("did not agree that the result is void"),
        "recall_round": _("sent back while the departments were asked"),
        "returned": _("taken back, because the item was sent back"),
        "removed": _("no longer asked"),
        "add_countersigners": _("asked further departments"),
        "remove_countersigner": _("asked a department no longer"),
        "approve_removal": _("agreed to ask the department no longer"),
        "refuse_removal": _("did not agree to leave the department out"),
        "withdrawn": _("withdrawn"),
        "terminated": _("terminated"),
        "suspend": _("asked for the clock to stop"),
        "resume": _("let the clock go on"),
        "extend": _("asked for an extension"),
        "second_notice": _("asked for a second notice"),
        "approve_notice": _("agreed to the second notice"),
        "supply": _("supplied"),
        "confirm_true": _("found it true"),
        "report_false": _("found it false"),
        "approve_false": _("judged it false"),
        "refuse_false": _("did not judge it false"),
        "refuse_notice": _("did not agree to the second notice"),
        "approve_suspension": _("agreed to stop the clock"),
        "refuse_suspension": _("did not agree to stop the clock"),
        "approve_extension": _("agreed to the extension"),
        "refuse_extension": _("did not agree to the extension"),
        "transfer": _("asked to hand it to the right department"),
        "transferred": _("handed to the right department"),
        "take_on": _("taken on"),
        "refuse_transfer": _("not taken on"),
        "unanswered": _("not answered in time"),
        "rule": _("ruled"),
        "ask_opinion": _("asked for an opinion"),
        "answer": _("answered"),
        "withdraw_question": _("withdrew a question"),
    }
    return labels.get(outcome, outcome or _("closed"))


def may_act(task: Task, user: Any) -> bool:
    """Whether the user could act on the task, claimed by somebody else or not."""
    try:
        require_duty(task, user)
    except Forbidden:
        return False
    return True


def require_may_act(task: Task, user: Any) -> None:
    try:
        require_duty(task, user)
    except SelfDealing:
        raise
    except Forbidden as refused:
        raise standing_in.refusal(task, user) or refused from None
    if task.kind not in APPLICANT_KINDS and task.owner_id not in (None, user.pk):
        if holder_is_gone(task):
            # What somebody held who has left is in the queue again for everybody else.
            task.owner, task.acting_for, task.status = None, None, STATUS.NEW
            return
        raise AlreadyClaimed(
            _("%(holder)s is already working on this. Open your next task, or ask %(holder)s to release it.")
            % {"holder": task.owner.name}
        )


def holder_is_gone(task: Task) -> bool:
    """The holder left, is away (R52), or may no longer act on tasks like this."""
    return not task.owner.is_active or not may_act(task, task.owner) or is_away(task.owner_id)


def require_may_release(task: Task, user: Any) -> None:
    """Who holds a task gives it back; so may those who answer for the department."""
    duties = duties_of(user)
    if task.owner_id == user.pk or any(duties.holds(one, task.department_id) for one in ("approve", "deputise")):
        return
    require_may_act(task, user)


def require_duty(task: Task, user: Any) -> None:
    """Raise Forbidden unless the task waits for this person (R1, R2, R3, R6, R51, R52)."""
    if task.kind in APPLICANT_KINDS:
        require_own(task, user)
        return
    if user.pk in task.barred:
        raise SelfDealing(_("You applied for this or worked on it before, so somebody else has to decide it."))
    if task.stand_in_id == user.pk:
        return
    if not duties_of(user).holds(task.duty, task.department_id):
        if standing_in.delegation_of(task, user) is not None:
            return
        raise Forbidden(
            _("This is for %(department)s (%(duty)s). You can follow the case, but not act on it.")
            % {"department": task.department.title, "duty": duty_label(task.duty)}
        )
    if task.kind == TaskKind.INTAKE:
        require_grade(task, user)


def require_own(task: Task, user: Any) -> None:
    """The applicant, or the clerk who filed the case for them (R1)."""
    if user.pk == task.case.applicant_id:
        return
    if user.pk == task.case.registered_by_id and duties_of(user).holds("accept", task.case.window_id):
        return
    raise Forbidden(_("Only %(applicant)s can do this.") % {"applicant": task.case.applicant.name})


def case_class(task: Task) -> str:
    """What kind of case the window takes in here: instant, promise, matter or emergency (R6)."""
    case = task.case
    if case.limit_unit == "ch":
        return "emergency"
    # Lists bring the types along (queries.inbox.with_item_types), so that no row asks for its own.
    items = vars(task).get("item_types")
    if items is None:
        items = list(case.items.filter(phase="main").values_list("definition__type", flat=True))
    if len(items) > 1:
        return "matter"
    return items[0] if items else "promise"


def require_grade(task: Task, user: Any) -> None:
    assert task.department_id is not None
    grade = grade_at(user, task.department_id)
    wanted = case_class(task)
    if grade is None or wanted not in grade.may_accept:
        labels = {
            "instant": _("instant items"),
            "promise": _("single items"),
            "matter": _("whole matters"),
            "emergency": _("emergencies"),
        }
        raise Forbidden(
            _("Your window grade does not cover %(kind)s yet. Please hand this to a senior colleague.")
            % {"kind": labels[wanted]},
            code="grade_too_low",
        )


def grade_at(user: Any, department_id: int) -> WindowGrade | None:
    """The person's grade at that window, read once per instance like their duties."""
    remembered = vars(user).setdefault("_window_grades", {})
    if department_id not in remembered:
        remembered[department_id] = window_grade(user, department_id)
    found: WindowGrade | None = remembered[department_id]
    return found


def duty_label(duty: str) -> str:
    from departments.org.models import DUTIES

    return str(dict(DUTIES).get(duty, duty))


def required_text(payload: Mapping[str, Any], *names: str) -> dict[str, str]:
    """Texts that must not be empty. Raises Invalid naming every missing one (R7, R46)."""
    sentences = {
        "reason": _("Please give the reason; the applicant reads it."),
        "reason_code": _("Please choose the kind of reason."),
        "basis": _("Please name the rule this rests on."),
        "cure": _("Please say what would make you agree."),
        "conditions": _("Please write down the conditions; they become part of the decision."),
        "suggest": _("Please name the department you think is in charge."),
        "text": _("Please write something."),
        "to": _("Please choose the step to return to."),
        "method": _("Please say how the results are handed over."),
    }
    texts = {name: str(payload.get(name) or "").strip() for name in names}
    missing = {name: [sentences[name]] for name, text in texts.items() if not text}
    if missing:
        raise Invalid(next(iter(missing.values()))[0], fields=missing)
    return texts
