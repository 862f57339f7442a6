"""A department's own steps, and what their holder asks of the head. Mixed into ItemFlow."""

from __future__ import annotations

from typing import Any

from viewflow.workflow.base import Node

from workflows.asking import approvals
from workflows.casework import countersigning, handover
from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks

from .asides import leave_step


class Steps:
    step: Node
    consult: Node
    supplement: Node
    end: Node

    def prepare_step(self, task: Task, step_no: int, returned: bool = False, inherited: Task | None = None) -> None:
        item, case = task.process.case_item, task.process.case
        steps = item.snapshot.steps
        step = steps[step_no]
        task.kind, task.step_no = TaskKind.STEP, step_no
        task.data = {"returned": True} if returned else {}
        task.step_name, task.step_name_en = step.name, step.name_en
        task.decides = step_no == len(steps) - 1
        task.round = item.round
        assignment.address_step(task, step, item, case)
        if inherited is not None:
            handover.inherit(task, inherited)
            return
        at = current().at
        task.due_at = clocks.step_due(item, case, at, step.days)
        task.red_at = item.due_at
        task.yellow_at = min(item.yellow_at, task.due_at) if at < task.due_at else item.yellow_at
        alarms.plan(task)

    def after_step(self, activation: Any) -> Following:
        task, item = activation.task, activation.process.case_item
        leave_step(task, item)
        if task.outcome == "send_back":
            if task.data["to"] == "countersign":
                countersigning.mark_asking(task, item)
                return [(self.consult, {})]
            return [(self.step, {"step_no": task.data["to"], "returned": True})]
        if task.outcome == "add_countersigners":
            countersigning.mark_asking(task, item)
            return [(self.consult, {})]
        if task.decides:
            return [(self.end, {})]
        following = task.step_no + 1
        if countersigning.asked_before(item, following):
            countersigning.mark_asking(task, item)
            return [(self.consult, {})]
        return [(self.step, {"step_no": following})]

    def prepare_approval(self, task: Task, request: str, asker: int, content: dict[str, Any]) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind = TaskKind.DUTY
        task.step_name, task.step_name_en = approvals.REQUESTS[request]
        task.data = {"request": request, "asker": asker, "content": content}
        assignment.address_approval(task, item, case, asker)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.APPROVAL_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, max(own.due_at, item.due_at)
        alarms.plan(task)

    def after_approval(self, activation: Any) -> Following:
        """The step goes on beside it, whatever the answer; a second notice asks the applicant (R37)."""
        if activation.task.outcome == "approve_notice":
            return [(self.supplement, {"notice": activation.task.data["notice"]})]
        return []

    def prepare_supplement(self, task: Task, notice: int) -> None:
        case = task.process.case
        sent = case.corrections.get(pk=notice)
        task.kind, task.step_name, task.step_name_en = TaskKind.RESUPPLY, "再次补正", "Answer the second notice"
        assignment.address_applicant(task, case)
        task.due_at = task.red_at = sent.due_at
        task.yellow_at = clocks.shortly_before(sent.due_at, case, clocks.CORRECTION_REMINDER_DAYS)
        task.data = {"item": task.process.case_item.code, "correction": notice}
        alarms.plan(task)

    def after_supplement(self, activation: Any) -> Following:
        """The step waits beside it; its clock goes on."""
        return []
