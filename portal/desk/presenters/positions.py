"""Positions side by side, for whoever brings departments together or rules between them (R50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.desk.presenters.votes import department_words, vote_words
from portal.desk.reads import TaskFile
from services.cases.models import Opinion
from workflows.asking import subjects
from workflows.casework import ballot
from workflows.models import Task, TaskKind
from workflows.queries.people import name_of


@dataclass(frozen=True)
class Position:
    """What one department said: `stance` in words, its reason, rule, cure or conditions."""

    department: str
    stance: str
    person: str
    at: datetime | None
    words: str = ""
    basis: str = ""
    cure: str = ""
    conditions: str = ""


@dataclass(frozen=True)
class Positions:
    """`against` and `agreeing`, each in the order in which they were asked; `silent` have said nothing yet."""

    against: tuple[Position, ...]
    agreeing: tuple[Position, ...]
    silent: tuple[Position, ...]


def positions_of(file: TaskFile) -> Positions | None:
    """None for every task that is not about differing opinions."""
    task = file.task
    if task.kind != TaskKind.RECONCILE and subjects.subject_of(task) != subjects.CONFLICT:
        return None
    said = {one.task_id: one for one in file.item_opinions if one.kind == TaskKind.COUNTERSIGN}
    before = {ballot.key_of(row): row for row in file.questions if row.outcome == "disagree" and not row.void}
    sides: dict[str, list[Position]] = {"against": [], "agreeing": [], "silent": []}
    for key, row in ballot.answers_of(file.questions).items():
        told = before.get(key) if row.finished is None else row
        side = "silent" if told is None else "agreeing" if told.outcome in ballot.CONSENT else "against"
        sides[side].append(position(row, said.get(told.pk) if told is not None else None))
    return Positions(tuple(sides["against"]), tuple(sides["agreeing"]), tuple(sides["silent"]))


def position(row: Task, opinion: Opinion | None) -> Position:
    """`row`: the department's question as it stands; `opinion`: what it said last."""
    found = Position(department_words(row), vote_words(row), name_of(row.closed_by or row.owner, row.acting_for), None)
    if opinion is None:
        return found
    return Position(
        found.department,
        found.stance,
        name_of(opinion.author, opinion.acting_for),
        opinion.created_at,
        words=opinion.text,
        basis=opinion.basis,
        cure=opinion.cure,
        conditions=opinion.conditions,
    )
