"""What a task beside a step asks, told apart by what is kept on it."""

from __future__ import annotations

from workflows.models import Task, TaskKind

from . import approvals, questions, together

TRANSFER = "transfer"
ARBITRATION = "arbitration"
CONFLICT = "conflict"


def subject_of(task: Task) -> str:
    """What a task of kind DUTY asks: a head's request, a transfer, an arbitration, a ruling on departments that
    disagree; "" a ruling on an opinion."""
    if task.kind != TaskKind.DUTY:
        return ""
    if "conflict" in task.data:
        return CONFLICT
    if "transfer" in task.data:
        return ARBITRATION if task.duty == "arbitrate" else TRANSFER
    return approvals.request_of(task)


def words(task: Task) -> str:
    """What is asked, in one sentence; "" where the step itself says it."""
    if task.kind == TaskKind.DUTY and "transfer" in task.data:
        return str(task.data.get("about", ""))
    if task.kind == TaskKind.OPINION:
        return questions.words(task)
    if task.kind in (TaskKind.COUNTERSIGN, TaskKind.MEETING):
        return together.words(task)
    if task.kind == TaskKind.RECONCILE or subject_of(task) == CONFLICT:
        return str(task.data.get("about", ""))
    return approvals.words(task)
