"""A register was silent when somebody applied: its department owes the values, beside the case's own way (R44)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from services.cases.models import Case, CaseItem, OwedValue
from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Process, Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks

SUPPLY_LIMIT_DAYS = Decimal(1)  # working days for the department to supply what its register owes


def missing_keys(case: Case, item: CaseItem) -> list[str]:
    """Elements of a main item the form has no value for; read from what is loaded already."""
    return [key for key in item.snapshot.elements if key not in case.form]


def owed_to(case: Case, item: CaseItem) -> list[OwedValue]:
    """What registers still owe this item. No statement while its form is complete."""
    keys = missing_keys(case, item)
    if not keys:
        return []
    rows = OwedValue.objects.filter(case=case, element__in=keys, supplied_at=None)
    return list(rows.select_related("department"))


def owed_in(case: Case) -> list[OwedValue]:
    """Everything still owed in the case."""
    return list(case.owed_values.filter(supplied_at=None).select_related("department"))


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
