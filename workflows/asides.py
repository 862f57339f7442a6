"""What stands beside a step while it goes on: a transfer, the ruling on it. Mixed into ItemFlow.

`subject_of` tells these tasks from one another and from the head's requests (approvals).
"""

from __future__ import annotations

from typing import Any

from services.cases.models import Transfer

from . import alarms, approvals, assignment, clocks, handover, telling, wording
from .change import current
from .models import Task, TaskKind
from .nodes import Following

TRANSFER, ARBITRATION = "transfer", "arbitration"


def subject_of(task: Task) -> str:
    """What a task of kind DUTY asks: a head's request, a transfer, an arbitration; "" a ruling on an opinion."""
    if task.kind != TaskKind.DUTY:
        return ""
    if "transfer" in task.data:
        return ARBITRATION if task.duty == "arbitrate" else TRANSFER
    return approvals.request_of(task)


def words(task: Task) -> str:
    """What is asked, in one sentence; "" where the step itself says it."""
    if task.kind == TaskKind.DUTY and "transfer" in task.data:
        return str(task.data.get("about", ""))
    return approvals.words(task)


class BesideTheStep:
    """Prepares the tasks beside a step and says what follows them."""

    def announce(self, task: Task) -> None:
        subject = subject_of(task)
        if subject not in (TRANSFER, ARBITRATION):
            telling.announce_task(task)
            return
        if task.able == []:
            telling.tell_nobody_able(task)
        said = wording.TRANSFER_WAITING if subject == TRANSFER else wording.ARBITRATION_WAITING
        telling.tell_task(task, said, telling.able_people(task), item=task.case_item.name, about=words(task))

    # ---- a transfer ---------------------------------------------------------------------
    def prepare_transfer(self, task: Task, transfer: Transfer) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.DUTY, "接收转办", "Take an item on"
        task.data = handover.task_data(transfer, handover.about(transfer, item))
        task.department, task.duty, task.role = transfer.target, "approve", "dept_head"
        assignment.keep_out(task, {case.applicant_id, transfer.asked_by_id})
        own = clocks.moments(case, current().at, clocks.working_limit(handover.ANSWER_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, max(own.due_at, item.due_at)
        alarms.plan(task)

    def after_transfer(self, activation: Any) -> Following:
        """Taken on, it is over; refused or left unanswered, the coordination office rules (R56)."""
        if activation.task.outcome == "take_on":
            return []
        rows = Transfer.objects.select_related("source", "target", "asked_by", "answered_by")
        return [(activation.flow_class.arbitration, {"transfer": rows.get(pk=activation.task.data["transfer"])})]

    def prepare_arbitration(self, task: Task, transfer: Transfer) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.DUTY, "争议裁定", "Rule on a dispute"
        assignment.address_ruling(task, case)
        task.data = handover.task_data(transfer, handover.about_dispute(transfer, item))
        parties = {pk for pk in (transfer.asked_by_id, transfer.answered_by_id) if pk is not None}
        assignment.keep_out(task, {case.applicant_id} | parties)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.RULING_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, max(own.due_at, item.due_at)
        alarms.plan(task)

    def after_arbitration(self, activation: Any) -> Following:
        """The ruling has moved the item already."""
        return []
