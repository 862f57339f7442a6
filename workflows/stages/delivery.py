"""The results are handed over, and the case closes. Mixed into CaseFlow."""

from __future__ import annotations

from typing import Any

from viewflow.workflow.base import Node

from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks


class Delivery:
    confirm: Node
    end: Node

    def prepare_delivery(self, task: Task) -> None:
        case = task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.DELIVER, "统一出件", "Hand over the results"
        assignment.address_window(task, case)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.DELIVERY_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, own.due_at
        alarms.plan(task)

    def after_delivery(self, activation: Any) -> Following:
        return [(self.confirm, {})]

    def prepare_confirmation(self, task: Task) -> None:
        case = task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.CONFIRM, "确认收到", "Confirm receipt"
        assignment.address_applicant(task, case)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.CLOSE_AFTER_DAYS))
        task.due_at = task.red_at = own.due_at
        alarms.plan(task)

    def after_confirmation(self, activation: Any) -> Following:
        return [(self.end, {})]
