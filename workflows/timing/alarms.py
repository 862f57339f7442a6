"""What the next alarm of a task is: planned on its row, fired by operations.unattended.firing (R32–R35, R38, R48)."""

from __future__ import annotations

from datetime import datetime

from portal.worktime import due_moment
from workflows.asking.spoken import FILING
from workflows.models import AlarmStage, Task, TaskKind

from . import clocks


def stages(task: Task) -> list[tuple[str, datetime]]:
    """Every alarm of this task in order, from its stored moments (R32–R35, R38, R48)."""
    if task.kind == TaskKind.COUNTERSIGN:
        plan = countersign_stages(task)
    elif escalates(task):
        plan = [(AlarmStage.YELLOW, task.yellow_at), (AlarmStage.ESCALATE, task.due_at)]
        if "conflict" in task.data:
            # The item waits for this ruling: past its limit it is red like a step.
            plan.append((AlarmStage.RED, task.red_at))
    elif task.kind == TaskKind.MEETING:
        plan = [(AlarmStage.YELLOW, task.yellow_at), (AlarmStage.ESCALATE, task.due_at)]
    elif task.kind == TaskKind.RESUPPLY:
        plan = [(AlarmStage.REMIND, task.yellow_at), (AlarmStage.LAPSE, task.due_at)]
    elif task.kind == TaskKind.CONFIRM:
        plan = [(AlarmStage.CLOSE, task.due_at)]
    else:
        plan = [(AlarmStage.YELLOW, task.yellow_at), (AlarmStage.RED, task.red_at)]
        if task.kind == TaskKind.INTAKE:
            plan.append((AlarmStage.DEEMED, deemed_at(task)))
    return with_backup(task, [(str(stage), moment) for stage, moment in plan if moment is not None])


def escalates(task: Task) -> bool:
    """Whether its limit is its own only: what stands beside the item is not late with it (R48, R50, R56, R57, R60)."""
    beside = "transfer" in task.data or "conflict" in task.data or task.data.get("request") == FILING
    own = (TaskKind.OPINION, TaskKind.FORMAL, TaskKind.RECONCILE)
    return task.kind in own or (task.kind == TaskKind.DUTY and beside)


def with_backup(task: Task, plan: list[tuple[str, datetime]]) -> list[tuple[str, datetime]]:
    """The moment at which the B-role receives the task stands before everything that is later (R52)."""
    if task.backup_at is None:
        return plan
    place = next((number for number, (_, at) in enumerate(plan) if at > task.backup_at), len(plan))
    return [*plan[:place], (str(AlarmStage.BACKUP), task.backup_at), *plan[place:]]


def countersign_stages(task: Task) -> list[tuple[str, datetime | None]]:
    """A reminder, then the end of silence; where silence is no consent, red for the whole item (R34, R48)."""
    reminder = task.yellow_at if task.yellow_at and task.due_at and task.yellow_at < task.due_at else None
    if task.data.get("on_timeout") == "tacit":
        return [(AlarmStage.YELLOW, reminder), (AlarmStage.TACIT, task.due_at)]
    if task.data.get("on_timeout") == "stands":
        return [(AlarmStage.YELLOW, reminder)]
    return [(AlarmStage.YELLOW, reminder), (AlarmStage.ESCALATE, task.due_at), (AlarmStage.RED, task.red_at)]


def deemed_at(task: Task) -> datetime:
    """Five working days after receipt, or after the answer to a notice, silence is acceptance (R35)."""
    case = task.process.case
    return due_moment(
        received_at(task), clocks.working_limit(clocks.DEEMED_AFTER_DAYS), clocks.table(case.calendar_code)
    )


def received_at(task: Task) -> datetime:
    """From when the window's silence counts: receipt, or the corrected application's arrival."""
    kept = task.data.get("received_at")
    return datetime.fromisoformat(kept) if kept else task.process.case.received_at


def plan(task: Task, *, on_timeout: str = "") -> None:
    """Set the first alarm on a task that is about to be saved."""
    if on_timeout:
        task.data = {**task.data, "on_timeout": on_timeout}
    # A task born after its yellow moment needs no reminder: whoever opens it sees the light.
    set_stage(task, [(name, at) for name, at in stages(task) if name != AlarmStage.YELLOW or at > task.created])


def plan_after(task: Task, at: datetime) -> None:
    """Set the next alarm of a task whose moments changed: what lies behind `at` has been said already."""
    set_stage(task, [(name, moment) for name, moment in stages(task) if moment > at])


def inherit(task: Task, step: Task, at: datetime) -> None:
    """The alarm of the step this one follows, with its own moment for the B-role, whose time begins anew (R52, R55)."""
    overdue = step.scheduled is not None and step.scheduled <= at and step.alarm_stage != AlarmStage.BACKUP
    if overdue or (task.backup_at is None and step.alarm_stage != AlarmStage.BACKUP):
        task.alarm_stage, task.scheduled = step.alarm_stage, step.scheduled
    else:
        plan_after(task, at)


def set_stage(task: Task, left: list[tuple[str, datetime]]) -> None:
    task.alarm_stage, task.scheduled = left[0] if left else ("", None)


def advance(task: Task, fired: str) -> None:
    """After `fired`, plan what follows it, and save. Closed tasks have no alarms."""
    if task.finished is not None:
        return
    names = [stage for stage, _ in stages(task)]
    left = stages(task)[names.index(fired) + 1 :] if fired in names else []
    set_stage(task, left)
    task.save(update_fields=["alarm_stage", "scheduled"])
