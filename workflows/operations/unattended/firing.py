"""Due alarms are fired: each once, late if need be, and one that fails stops nobody.

The beat tick locks due process rows with SKIP LOCKED, so any number of dispatchers may run;
each alarm fires in its own savepoint, and one that fails is recorded, postponed and finally set aside.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils import timezone

from workflows.acting import TaskClosed
from workflows.models import AlarmFailure, Task
from workflows.timing import alarms

from .timers import fire

logger = logging.getLogger(__name__)

BATCH = 50
MAX_FAILURES = 5


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
        plan = alarms.stages(task)
    except Exception:  # a poison row may be ill in any column; its failures are on record
        return "", None
    names = [name for name, _ in plan]
    left = plan[names.index(task.alarm_stage) + 1 :] if task.alarm_stage in names else []
    return (left[0][0], max(left[0][1], now)) if left else ("", None)


def oldest_overdue(now: datetime) -> datetime | None:
    """The oldest alarm that should have fired by now, for the health page."""
    return Task.objects.filter(scheduled__lte=now).order_by("scheduled").values_list("scheduled", flat=True).first()
