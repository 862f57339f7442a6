"""A decided item's result is voided by two people (R9): the deciding department's head asks, legal confirms.

VoidFlow   start → confirm → end
The item's own process has ended; this one stands beside what came of it.
"""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow

from services.cases.models import Case, CaseItem

from .asking import approvals
from .engine.change import current
from .engine.locks import WaitLock
from .engine.nodes import Finish, Following, HumanTask, Opening
from .models import Process, Task, TaskKind
from .people import assignment
from .timing import alarms, clocks
from .words import telling


class VoidFlow(flow.Flow):
    """Asked, then confirmed or refused. One at a time for each item."""

    process_class = Process
    task_class = Task
    lock_impl = WaitLock()
    process_title = "Voiding"

    start = Opening(this.open_voiding).Choices(this.confirm, by=this.after_start)

    confirm = HumanTask(this.prepare_confirm).Choices(this.end, by=this.after_confirm)

    end = Finish()

    def announce(self, task: Task) -> None:
        telling.announce_task(task)

    def open_voiding(
        self, activation: Any, *, item: CaseItem, case: Case, asker: int, content: dict[str, Any], barred: list[int]
    ) -> Process:
        item.case = case
        activation.process.case_item, activation.process.case = item, case
        activation.process.data = {"asker": asker, "content": content, "barred": barred}
        return activation.process

    def after_start(self, activation: Any) -> Following:
        return [(VoidFlow.confirm, activation.process.data)]

    def prepare_confirm(self, task: Task, asker: int, content: dict[str, Any], barred: list[int]) -> None:
        case = task.process.case
        task.kind = TaskKind.DUTY
        task.step_name, task.step_name_en = approvals.REQUESTS[approvals.VOID]
        task.data = {"request": approvals.VOID, "asker": asker, "content": content}
        assignment.address_voiding(task, case, set(barred))
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.APPROVAL_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, own.due_at
        alarms.plan(task)

    def after_confirm(self, activation: Any) -> Following:
        return [(VoidFlow.end, {})]
