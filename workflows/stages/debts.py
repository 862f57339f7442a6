"""A register was silent when somebody applied: its department owes the values, beside the case's own way (R44)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Process, Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks

SUPPLY_LIMIT_DAYS = Decimal(1)  # working days for the department to supply what its register owes


class DebtsOfRegisters:
    """Mixed into CaseFlow: one task for each department whose register was silent."""

    def prepare_owed(self, task: Task, department: int) -> None:
        case = task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.OWED, "补供共享数据", "Supply what the register owes"
        assignment.address_debtor(task, department, case)
        own = clocks.moments(case, current().at, clocks.working_limit(SUPPLY_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, own.due_at
        alarms.plan(task)

    def after_owed(self, activation: Any) -> Following:
        """The case goes its own way beside it."""
        return []


def drop_debts(process: Process) -> None:
    """Nothing is decided any more, so nobody has to supply anything."""
    if not process.data.get("debtors"):
        return
    for task in Task.objects.filter(process_id=process.pk, kind=TaskKind.OWED, finished=None):
        task.process = process
        task.outcome = "cancelled"
        task.flow_task.activation_class(task).cancel()
