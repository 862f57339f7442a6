"""Deadlines that act by themselves: planned on the task row, fired once, late if need be.

A task carries its next alarm (`scheduled`, `alarm_stage`). The beat tick locks due
process rows with SKIP LOCKED, so any number of dispatchers may run; each alarm fires in
its own savepoint, and one that fails is recorded, postponed and finally set aside.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from portal.worktime import due_moment
from workflows.asking.spoken import FILING
from workflows.models import AlarmFailure, AlarmStage, Task, TaskKind

from . import clocks

logger = logging.getLogger(__name__)

BATCH = 50
MAX_FAILURES = 5


def stages(task: Task) -> list[tuple[str, datetime]]:
    """Every alarm of this task in order, from its stored moments (R32–R35, R38, R48)."""
    if task.kind == TaskKind.COUNTERSIGN:
        plan = countersign_stages(task)
    elif escalates(task):
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
    """Whether its limit is its own only: what stands beside the item is not late with it (R48, R56, R57, R60)."""
    beside = "transfer" in task.data or task.data.get("request") == FILING
    return task.kind in (TaskKind.OPINION, TaskKind.FORMAL) or (task.kind == TaskKind.DUTY and beside)


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


def due_processes(now: datetime, batch: int) -> list[int]:
    """Lock up to `batch` processes with due alarms; ones being worked on are left for the next tick."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT process.id FROM workflows_process AS process
            WHERE process.id IN (
                SELECT task.process_id FROM workflows_task AS task
                WHERE task.scheduled IS NOT NULL AND task.scheduled <= %s
                ORDER BY task.scheduled LIMIT %s
            )
            FOR NO KEY UPDATE OF process SKIP LOCKED
            """,
            [now, batch],
        )
        return [row[0] for row in cursor.fetchall()]


def fire_due(*, batch: int = BATCH, rounds: int = 200) -> int:
    """Fire every due alarm, batch by batch. Returns how many fired."""
    fired = 0
    for _ in range(rounds):
        count, locked = fire_batch(batch)
        fired += count
        if not locked or not count:
            break
    return fired


def fire_batch(batch: int) -> tuple[int, int]:
    """One transaction: (alarms fired, processes locked)."""
    now = timezone.now()
    with transaction.atomic():
        locked = due_processes(now, batch)
        if not locked:
            return 0, 0
        # Their own rows only: each is read again with its case when its turn comes.
        tasks = list(Task.objects.filter(process_id__in=locked, scheduled__lte=now).order_by("scheduled", "pk"))
        fired = sum(fire_one(task, now) for task in tasks)
    return fired, len(locked)


def fire_one(task: Task, now: datetime) -> int:
    """Fire one alarm in a savepoint; a poison row is recorded and postponed, then set aside."""
    from workflows.acting import TaskClosed
    from workflows.operations.unattended.timers import fire

    try:
        with transaction.atomic():
            fire(task)
    except TaskClosed:
        # An alarm fired just before it has closed this task; closing cleared its alarms.
        return 0
    except Exception as error:  # the edge of the dispatcher: one bad row must not stop the others
        logger.exception("alarm %s of task %s failed", task.alarm_stage, task.pk)
        AlarmFailure.objects.create(task=task, stage=task.alarm_stage, error=f"{type(error).__name__}: {error}")
        postpone(task, now)
        return 0
    return 1


def postpone(task: Task, now: datetime) -> None:
    """Try the alarm again later; one that keeps failing is set aside, and what follows it is planned."""
    failures = task.alarm_failures.filter(stage=task.alarm_stage).count()
    if failures < MAX_FAILURES:
        stage: str = task.alarm_stage
        later: datetime | None = now + timedelta(minutes=15 * failures)
    else:
        stage, later = next_stage(task, now)
    Task.objects.filter(pk=task.pk, finished=None).update(alarm_stage=stage, scheduled=later)


def next_stage(task: Task, now: datetime) -> tuple[str, datetime | None]:
    """The alarm after one that was given up; none when the row makes no sense at all."""
    try:
        plan = stages(task)
    except Exception:  # a poison row may be ill in any column; its failures are on record
        return "", None
    names = [name for name, _ in plan]
    left = plan[names.index(task.alarm_stage) + 1 :] if task.alarm_stage in names else []
    return (left[0][0], max(left[0][1], now)) if left else ("", None)


def oldest_overdue(now: datetime) -> datetime | None:
    """The oldest alarm that should have fired by now, for the health page."""
    return Task.objects.filter(scheduled__lte=now).order_by("scheduled").values_list("scheduled", flat=True).first()
