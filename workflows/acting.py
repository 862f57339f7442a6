"""The common way into every act on a task: lock, re-read, permission, then the act."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.composed import composed
from portal.errors import Conflict, Invalid, NotFound
from services.cases.models import Case, CaseItem, Opinion

from .casework import inputs
from .engine.change import Change, change
from .models import OperationKey, Process, Task
from .people import standing_in
from .people.permission import require_may_act
from .words.outcomes import outcome_label


class TaskClosed(Conflict):
    code = "task_closed"


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
            # What nobody said is nobody's, also where somebody recorded it for another.
            acting_for_id=self.change.principal_id if self.actor is not None else None,
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


@composed
def _task_rows(pk: int) -> QuerySet[Task]:
    return Task.objects.exclude(kind="").filter(pk=pk).order_by()


@composed
def _act_rows(pk: int) -> QuerySet[Task]:
    return Task.objects.select_related(*ACT_RELATIONS).filter(pk=pk).order_by()


def get_task(task_id: int) -> Task:
    """The task to act on, or NotFound. Only its own row: the act re-reads it with its case under the lock."""
    task = _task_rows.first(pk=int(task_id))
    if task is None:
        raise NotFound(_("There is no such task. It may have been a wrong link; your inbox lists what is open."))
    return task


def read_locked(task: Task) -> Task:
    """The task as it is now, its process lock held. The join is kept small: planning it is half its cost."""
    [fresh] = _act_rows(pk=task.pk)
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
        "with_whom": _("Please say whom you met."),
        "place": _("Please say where to meet."),
        "minutes": _("Please write in a sentence what was agreed."),
        "confirmation": _("Please choose how the applicant confirmed it."),
    }
    texts = {name: str(payload.get(name) or "").strip() for name in names}
    missing = {name: [sentences[name]] for name, text in texts.items() if not text}
    if missing:
        raise Invalid(next(iter(missing.values()))[0], fields=missing)
    return texts


def lock_of(case: Case) -> Any:
    """The lock of the case's own process, for what is done to the case as a whole."""
    process = Process.objects.filter(case=case, case_item=None).only("pk", "flow_class").latest("pk")
    return process.flow_class.lock(process.pk)


@contextmanager
def on_case(case: Case, actor: Any) -> Iterator[tuple[Case, Change]]:
    """Lock the case's process and re-read the case; the caller checks permission first."""
    with lock_of(case), change(actor) as opened:
        fresh = Case.objects.select_related("applicant", "organisation", "window").get(pk=case.pk)
        yield fresh, opened
