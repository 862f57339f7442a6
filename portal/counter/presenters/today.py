"""Today's queue: who comes next, and why that order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.casefile.clocks import light_words
from portal.ui import lights, moments
from workflows.models import Task, TaskKind
from workflows.timing.clocks import time_left


@dataclass(frozen=True)
class QueueRow:
    """One line of a queue. `promise`: the sentence the applicant was given."""

    id: int
    url: str
    title: str
    applicant: str
    unit: str
    number: str
    promise: str
    state: str
    words: str
    taken_by: str


@dataclass(frozen=True)
class QueueList:
    """One column of the page."""

    name: str
    title: str
    empty: str
    count: int
    rows: tuple[QueueRow, ...]
    more_url: str


def list_words(name: str) -> tuple[str, str]:
    """(heading, sentence when empty)."""
    return {
        "intake": (_("To be accepted"), _("Nobody waits for acceptance.")),
        "deliver": (_("To be handed over"), _("No results wait to be handed over.")),
        "correcting": (_("With the applicant for correction"), _("No correction is outstanding.")),
    }[name]


def queue_rows(tasks: Iterable[Task], user_id: int, now: datetime) -> tuple[QueueRow, ...]:
    return tuple(queue_row(one, user_id, now) for one in tasks)


def queue_row(task: Task, user_id: int, now: datetime) -> QueueRow:
    case = task.case
    left = None
    if task.due_at is not None:
        left = time_left(now, task.due_at, case)
    state = lights.state_of(task.light_at(now))
    return QueueRow(
        id=task.pk,
        url=row_url(task),
        title=case.title,
        applicant=case.applicant.name,
        unit=case.applicant_department.title if case.applicant_department else "",
        number=case.number,
        promise=promise_words(task, now),
        state=state,
        words=light_words(state, left),
        taken_by=task.owner.name if task.owner and task.owner_id != user_id and task.kind != TaskKind.RESUPPLY else "",
    )


def row_url(task: Task) -> str:
    if task.kind == TaskKind.INTAKE:
        return reverse("counter:task", args=[task.pk])
    if task.kind == TaskKind.DELIVER:
        return reverse("counter:deliver", args=[task.pk])
    return reverse("desk:case", args=[task.case.number])


def promise_words(task: Task, now: datetime) -> str:
    """R35: what the applicant was told about this step."""
    if task.due_at is None:
        return ""
    when = moments.due_words(task.due_at, now)
    if task.kind == TaskKind.INTAKE:
        return _("answer promised %(when)s") % {"when": when}
    if task.kind == TaskKind.DELIVER:
        return _("hand over by %(when)s") % {"when": when}
    return _("applicant has until %(when)s") % {"when": when}
