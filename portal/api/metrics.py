"""Figures for Prometheus: a fixed number of statements with a limit of time, no personal data."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone

from portal.notices.models import Notice
from services.cases.models import Case
from services.cases.states import CaseState
from workflows.models import AlarmFailure, Task, TaskKind
from workflows.queries.inbox import light_condition

LIGHTS = ("red", "yellow", "green")
STATEMENT_TIMEOUT_MS = 3000


def exposition() -> str:
    """The text format of Prometheus. Raises OperationalError when the database takes too long."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = %s", [STATEMENT_TIMEOUT_MS])
        return "\n".join(lines()) + "\n"


def lines() -> Iterator[str]:
    now = timezone.now()
    yield from family("onewindow_open_tasks", "Open tasks by kind and light.")
    lights = {light: Count("pk", filter=light_condition(light, now)) for light in LIGHTS}
    rows = Task.objects.filter(finished=None).exclude(kind="").order_by().values("kind").annotate(**lights)
    counts = {row["kind"]: row for row in rows}
    for kind in TaskKind.values:
        for light in LIGHTS:
            yield sample("onewindow_open_tasks", counts.get(kind, {}).get(light, 0), kind=kind, light=light)
    yield from family("onewindow_cases", "Cases by state.")
    states = dict(Case.objects.order_by().values_list("state").annotate(Count("pk")))
    for state in CaseState.values:
        yield sample("onewindow_cases", states.get(state, 0), state=state)
    yield from family("onewindow_alarms_overdue", "Alarms that should have fired by now.")
    yield sample("onewindow_alarms_overdue", Task.objects.filter(scheduled__lte=now).count())
    yield from family("onewindow_alarm_failures", "Alarms that could not be fired, since the beginning.", "counter")
    yield sample("onewindow_alarm_failures", AlarmFailure.objects.count())
    yield from family("onewindow_outbox_backlog", "Messages whose e-mail is due and not sent.")
    yield sample("onewindow_outbox_backlog", Notice.objects.filter(next_attempt_at__lte=now).count())


def family(name: str, text: str, kind: str = "gauge") -> Iterator[str]:
    yield f"# HELP {name} {text}"
    yield f"# TYPE {name} {kind}"


def sample(name: str, value: int, **labels: str) -> str:
    inside = ",".join(f'{label}="{text}"' for label, text in labels.items())
    return f"{name}{{{inside}}} {value}" if inside else f"{name} {value}"
