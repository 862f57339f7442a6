"""Putting back what an act changed: tasks, processes, items and the case, as they were before it.

These are the ways against the table of R9; each is listed in `states.RESTORED` and leaves its entry
in the record. Called under the locks of the case and of the items concerned.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from viewflow.workflow.status import PROCESS, STATUS

from services.cases.models import Case, CaseItem, Document
from services.cases.states import CASE_RESTORED, ITEM_RESTORED, CaseState, ItemState, require_transition
from workflows.engine.change import current
from workflows.engine.waiting import Coordinator
from workflows.models import Process, Task, TaskKind
from workflows.timing import alarms

if TYPE_CHECKING:
    from workflows.acting import Acting

UNDECIDED: dict[str, Any] = {
    "decision": "",
    "decision_text": "",
    "reason_code": "",
    "basis": "",
    "decided_at": None,
    "decided_by": None,
    "decided_for": None,
    "provisional": False,
}
UNSTARTED: dict[str, Any] = {
    "started_at": None,
    "due_at": None,
    "yellow_at": None,
    "statutory_due_at": None,
    "due_provisional": False,
    "bound_at": None,
}


@dataclass(frozen=True)
class Undone:
    """What taking an act back did away with. `gone`: ids of tasks nobody has to look at any more; `said` and
    `answers`: keys of the messages the applicant and colleagues had about it; `people`: ids of others to be told."""

    gone: Sequence[int] = ()
    said: Sequence[str] = ()
    answers: Sequence[str] = ()
    people: Sequence[int] = ()


# ---- states -------------------------------------------------------------------------------


def put_item(item: CaseItem, case: Case, state: str, *, event: str, reason: str = "", **columns: Any) -> None:
    """Set an item back to `state`, compare-and-set, with its entry in the record."""
    require_transition(item.title, ITEM_RESTORED, item.state, str(state))
    moved = CaseItem.objects.filter(pk=item.pk, state=item.state).update(state=str(state), **columns)
    if not moved:
        found = CaseItem.objects.values_list("state", flat=True).get(pk=item.pk)
        require_transition(item.title, {}, found, str(state))
    current().note(
        item.stream,
        event,
        subject=case.number,
        department=item.definition.get("department", ""),
        text=reason,
        data={"item": item.code, "from": item.state, "to": str(state)},
    )
    item.state = str(state)
    for name, value in columns.items():
        setattr(item, name, value)


def put_case(case: Case, state: str, *, event: str, reason: str = "", **columns: Any) -> None:
    """Set the case back to `state`, with its entry in the record."""
    require_transition(case.number, CASE_RESTORED, case.state, str(state))
    data = {"from": case.state, "to": str(state)}
    current().note(case.stream, event, subject=case.number, text=reason, data=data)
    case.state = str(state)
    for name, value in columns.items():
        setattr(case, name, value)
    case.save(update_fields=["state", *columns])


# ---- tasks and processes ---------------------------------------------------------------------


def reopen(task: Task, holder: Any) -> None:
    """The task is open again; `holder` has it, None puts it into the queue. What its alarms said already
    is not said again."""
    at = current().at
    task.finished, task.outcome, task.closed_by = None, "", None
    task.owner, task.assigned = holder, at if holder is not None else None
    task.status = STATUS.NEW if holder is None else STATUS.ASSIGNED
    alarms.plan_after(task, at)
    task.save(
        update_fields=["finished", "outcome", "closed_by", "owner", "assigned", "status", "scheduled", "alarm_stage"]
    )


def reopen_all(act: Acting, tasks: Any) -> list[Task]:
    """Tasks that were closed unanswered are open again, each with the one who held it."""
    rows = list(tasks.select_related("process", "case", "case_item", "owner", "department"))
    for one in rows:
        one.process.case, one.process.case_item = act.case, act.item
        one.case, one.case_item = act.case, act.item
        reopen(one, one.owner)
    return rows


def reopen_waiting(task: Task) -> None:
    """A join or the coordinator waits again."""
    task.finished, task.status = None, STATUS.STARTED
    task.save(update_fields=["finished", "status"])


def reopen_process(process_id: int) -> None:
    """The process runs again: its end did not happen."""
    Task.objects.filter(process_id=process_id, flow_task_type="END").exclude(status=STATUS.CANCELED).update(
        status=STATUS.CANCELED, outcome="recalled"
    )
    Process.objects.filter(pk=process_id).update(status=PROCESS.NEW, finished=None)


def take_away(tasks: Iterable[Task], actor: Any, *, outcome: str = "recalled") -> list[int]:
    """Close tasks nobody has touched. Returns their ids, so that those who were told can be told."""
    gone = []
    for task in tasks:
        if task.finished is None:
            gone.append(task.pk)
            Task.objects.filter(pk=task.pk).update(
                status=STATUS.CANCELED,
                finished=timezone.now(),
                outcome=outcome,
                closed_by=actor if outcome == "recalled" else None,
                scheduled=None,
                alarm_stage="",
            )
    return gone


def unstart(item: CaseItem, case: Case, state: str, actor: Any, *, event: str) -> list[int]:
    """The item has not begun: its process ends untouched, its clock was never started."""
    running = Process.objects.filter(case_item=item, status=PROCESS.NEW)
    gone = take_away(Task.objects.filter(process__in=running, finished=None), actor)
    running.update(status=PROCESS.CANCELED, finished=timezone.now())
    put_item(item, case, state, event=event, **UNSTARTED)
    return gone


# ---- papers and the whole case ------------------------------------------------------------------


def take_paper_back(document: Document, reason: str) -> None:
    """A paper issued by an act that did not stand: revoked, kept, and its number free for the one that will."""
    document.revoked_at, document.revoked_because = current().at, reason
    document.released_at = None
    document.number = f"{document.number}-X{document.pk}"
    document.data = {**document.data, "taken_back": True}
    document.save(update_fields=["revoked_at", "revoked_because", "released_at", "number", "data"])


def reopen_case(case: Case, actor: Any, *, event: str, outcome: str = "recalled") -> list[int]:
    """A concluded case that is not handed over goes on: the coordinator waits for its items again (R11)."""
    gone = take_away(Task.objects.filter(case=case, kind=TaskKind.DELIVER, finished=None), actor, outcome=outcome)
    coordinator = Task.objects.filter(case=case, flow_task_type=Coordinator.task_type).exclude(status="CANCELED")
    reopen_waiting(coordinator.latest("pk"))
    put_case(case, CaseState.IN_PROGRESS, event=event, decided_at=None)
    return gone


def back_to_waiting(item: CaseItem, case: Case, *, event: str) -> None:
    """An item that fell with another one waits for it again."""
    put_item(item, case, ItemState.WAITING, event=event, **UNSTARTED, **UNDECIDED)
