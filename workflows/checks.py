"""The flow after a decision that rests on a statement: checked by the department, judged false by its head only.

DeclarationFlow   start → check (one for each paper) → end
                          check ⇄ finding (the head answers “it is false”) → end
"""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow

from services.cases.models import Case, CaseItem

from .applying import declarations
from .engine.change import current
from .engine.locks import WaitLock
from .engine.nodes import Finish, Following, HumanTask, Opening
from .models import Process, Task, TaskKind
from .people import assignment
from .timing import alarms, clocks
from .words import telling


class DeclarationFlow(flow.Flow):
    """What an item was decided on without proof is proven afterwards (R43)."""

    process_class = Process
    task_class = Task
    lock_impl = WaitLock()
    process_title = "Check of a statement"

    start = Opening(this.open_checks).Choices(this.check, by=this.after_start)

    check = HumanTask(this.prepare_check).Choices(this.finding, this.end, by=this.after_check)

    finding = HumanTask(this.prepare_finding).Choices(this.check, this.end, by=this.after_finding)

    end = Finish()

    def announce(self, task: Task) -> None:
        telling.announce_task(task)

    def open_checks(self, activation: Any, *, item: CaseItem, case: Case, papers: list[str]) -> Process:
        item.case = case
        activation.process.case_item = item
        activation.process.case = case
        activation.process.data = {"papers": papers}
        return activation.process

    def after_start(self, activation: Any) -> Following:
        return [(DeclarationFlow.check, {"material": code}) for code in activation.process.data["papers"]]

    def prepare_check(self, task: Task, material: str, answer: str = "") -> None:
        """`answer`: what the head said when the finding was not confirmed."""
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.CHECK, "承诺核查", "Check a statement"
        task.data = {"material": material, "answer": answer}
        assignment.address_check(task, item, case)
        row = case.materials.get(code=material)
        assert row.check_due_at is not None
        task.due_at = task.red_at = row.check_due_at
        task.yellow_at = clocks.shortly_before(row.check_due_at, case, clocks.CORRECTION_REMINDER_DAYS)
        alarms.plan(task)

    def after_check(self, activation: Any) -> Following:
        task = activation.task
        if task.outcome != "report_false":
            return [(DeclarationFlow.end, {})]
        return [(DeclarationFlow.finding, {"material": task.data["material"], "report": task.data["report"]})]

    def prepare_finding(self, task: Task, material: str, report: dict[str, Any]) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.CHECK, "承诺不实审定", "Judge a false statement"
        task.data = {"material": material, "report": report}
        assignment.address_approval(task, item, case, report["asker"])
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.APPROVAL_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, own.due_at
        alarms.plan(task)

    def after_finding(self, activation: Any) -> Following:
        task = activation.task
        if task.outcome == "refuse_false":
            return [(DeclarationFlow.check, {"material": task.data["material"], "answer": task.data["answer"]})]
        return [(DeclarationFlow.end, {})]


def due_of(case: Case) -> Any:
    """Until when a statement is checked if the item is decided now."""
    return clocks.moments(case, current().at, clocks.working_limit(declarations.CHECK_LIMIT_DAYS)).due_at
