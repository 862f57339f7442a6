"""What a decision will repeat, and what has changed since a countersigner signed (R46, R50)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.desk.presenters.votes import vote_words
from portal.desk.reads import TaskFile
from services.cases.models import Opinion
from workflows.casework import ballot, inputs, reservations
from workflows.models import TaskKind


@dataclass(frozen=True)
class Changed:
    """An earlier signature of this department that counts no more: what it said, why it fell, what is other now."""

    at: datetime
    said: str
    because: str
    papers: tuple[str, ...]
    fields: tuple[str, ...]


def carried_into(file: TaskFile) -> list[str]:
    """Conditions and disagreements the decision will name, for whoever decides. From what the panel has read."""
    task = file.task
    if task.kind != TaskKind.STEP or not task.decides or task.finished is not None:
        return []
    said = {one.task_id: one for one in file.item_opinions if one.kind == TaskKind.COUNTERSIGN}
    standing = ballot.answers_of(file.questions).values()
    agreed = [said[row.pk] for row in standing if row.outcome == "agree_with_conditions" and row.pk in said]
    against = [said[row.pk] for row in standing if row.outcome == "disagree" and row.pk in said]
    return [*map(reservations.condition_words, agreed), *map(reservations.dissent_words, against)]


def changed_since_signed(file: TaskFile) -> Changed | None:
    """For a question asked anew after a return; None where nothing was signed before."""
    task, item = file.task, file.item
    if task.kind != TaskKind.COUNTERSIGN or task.finished is not None or item is None or not file.may_read:
        return None
    fallen = [one for one in file.item_opinions if is_fallen(one, task.department_id) and one.task_id != task.pk]
    if not fallen:
        return None
    last = fallen[-1]
    papers, fields = inputs.changed_since(last.inputs, inputs.in_hand(item, file.case))
    names = {one.code: one.title for one in file.materials}
    elements = file.case.version.typed.elements
    signed = next((one for one in file.questions if one.pk == last.task_id), None)
    return Changed(
        at=last.created_at,
        said=vote_words(signed) if signed is not None else "",
        because=last.voided_because,
        papers=tuple(names.get(code, code) for code in papers),
        fields=tuple(elements[key].label if key in elements else key for key in fields),
    )


def is_fallen(opinion: Opinion, department: int | None) -> bool:
    own = opinion.kind == TaskKind.COUNTERSIGN and opinion.department_id == department
    return own and opinion.voided_at is not None
