"""What stands beside a step while it goes on: a transfer, the ruling on it, questions. Mixed into ItemFlow.

`subject_of` tells these tasks from one another and from the head's requests (approvals).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from viewflow.workflow.status import STATUS

from departments.org.duties import holders
from departments.org.models import Department
from services.cases.models import CaseItem, Opinion, Transfer
from workflows.asking import approvals, questions
from workflows.asking.subjects import ARBITRATION, CONFLICT, TRANSFER, subject_of, words
from workflows.casework import handover
from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks
from workflows.words import round_wording, telling, wording


class BesideTheStep:
    """Prepares the tasks beside a step and says what follows them."""

    def announce(self, task: Task) -> None:
        said = {
            TRANSFER: wording.TRANSFER_WAITING,
            ARBITRATION: wording.ARBITRATION_WAITING,
            TaskKind.OPINION: wording.OPINION_WAITING,
            TaskKind.RECONCILE: round_wording.CONFLICT,
            CONFLICT: round_wording.CONFLICT_RULING,
            "again": round_wording.ASKED_AGAIN,
        }.get("again" if "again" in task.data else subject_of(task) or task.kind)
        if task.kind == TaskKind.MEETING:
            return  # whoever called it knows
        if said is None:
            telling.announce_task(task)
            return
        if task.owner_id is None and task.able == []:
            telling.tell_nobody_able(task)
        telling.tell_task(task, said, telling.able_people(task), item=task.case_item.name, about=words(task))

    # ---- a transfer ---------------------------------------------------------------------
    def prepare_transfer(self, task: Task, transfer: Transfer) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.DUTY, "接收转办", "Take an item on"
        task.data = handover.task_data(transfer, handover.about(transfer, item))
        task.department, task.duty, task.role = transfer.target, "approve", "dept_head"
        assignment.keep_out(task, {case.applicant_id, transfer.asked_by_id} | assignment.on_behalf())
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
        asked = Opinion.objects.filter(task_id=transfer.step, action="transfer").values_list("acting_for_id", flat=True)
        parties = {pk for pk in (transfer.asked_by_id, transfer.answered_by_id, *asked) if pk is not None}
        assignment.keep_out(task, {case.applicant_id} | parties | assignment.on_behalf())
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.RULING_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, max(own.due_at, item.due_at)
        alarms.plan(task)

    def after_arbitration(self, activation: Any) -> Following:
        """The ruling has moved the item already."""
        return []

    # ---- a question ---------------------------------------------------------------------
    def prepare_opinion(
        self, task: Task, asker: Any, department: Department, person: Any, question: str, due: datetime
    ) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.OPINION, "征求意见", "Give an opinion"
        task.data = {
            "asker": asker.pk,
            "from": f"{item.department.name} {asker.name}",
            "question": question,
            "to_person": person is not None,
        }
        task.department, task.role = department, "handler"
        task.duty = "handle" if holders("handle", department.pk) else "approve"
        # Asked by name: theirs at once, whatever their duty; put back, the department may answer.
        task.owner = person
        assignment.keep_out(task, {case.applicant_id, asker.pk} | assignment.on_behalf())
        if person is not None:
            task.stand_in = person
            task.status, task.assigned = STATUS.ASSIGNED, current().at
        task.due_at = task.red_at = due
        task.yellow_at = clocks.yellow_of(case, current().at, due)
        alarms.plan(task)

    def after_opinion(self, activation: Any) -> Following:
        """The step goes on beside it, whatever the answer."""
        return []


def leave_step(task: Task, item: CaseItem) -> None:
    """The step is over: what its holder asked needs no answer any more."""
    if task.data.get("asked"):
        approvals.drop(item)
    if task.data.get("questions"):
        questions.close(item)
