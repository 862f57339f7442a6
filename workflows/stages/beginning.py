"""An item opens: for some, papers after the event come first. Mixed into ItemFlow."""

from __future__ import annotations

from typing import Any

from viewflow.workflow.base import Node

from services.cases.models import Case, CaseItem
from services.cases.states import ItemState
from workflows.casework import countersigning
from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Process, Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks


class Beginning:
    papers: Node
    automatic: Node
    consult: Node
    step: Node
    end: Node

    def open_item(self, activation: Any, *, item: CaseItem, case: Case, parent: Task) -> Process:
        item.case = case
        activation.process.case_item = item
        activation.process.case = case
        activation.process.parent_task = parent
        return activation.process

    def after_start(self, activation: Any) -> Following:
        item = activation.process.case_item
        if item.phase == "post" and item.state == ItemState.WAITING:
            return [(self.papers, {})]
        return self.first_step(activation)

    def first_step(self, activation: Any) -> Following:
        item = activation.process.case_item
        if item.automatic:
            return [(self.automatic, {})]
        if countersigning.asked_before(item, 0):
            return [(self.consult, {})]
        return [(self.step, {"step_no": 0})]

    def prepare_papers(self, task: Task) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.RESUPPLY, "提交事后材料", "Hand in the papers"
        assignment.address_applicant(task, case)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.SETTLEMENT_DAYS))
        task.due_at = task.red_at = own.due_at
        task.yellow_at = clocks.shortly_before(own.due_at, case, clocks.CORRECTION_REMINDER_DAYS)
        task.data = {"item": item.code}
        alarms.plan(task)

    def after_papers(self, activation: Any) -> Following:
        if activation.task.outcome == "lapse":
            return [(self.end, {})]
        return self.first_step(activation)
