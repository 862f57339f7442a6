"""Other departments, at once: asked, answered, joined by policy; and the ruling on a dispute about duty.

Mixed into ItemFlow.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from viewflow.workflow.base import Node

from departments.org.duties import holders
from services.cases.models import Case, CaseItem
from workflows.casework import countersigning, reservations
from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks
from workflows.words import telling, wording


class Consulting:
    step: Node
    countersign: Node
    ruling: Node

    def countersigners(self, activation: Any) -> list[dict[str, Any]]:
        item, case = activation.process.case_item, activation.process.case
        return countersigning.open_round(item, case)

    def prepare_countersign(self, task: Task, group_no: int, department: Any, weight: int = 1) -> None:
        item, case = task.process.case_item, task.process.case
        group = item.snapshot.countersigns[group_no]
        task.kind, task.group_no, task.round = TaskKind.COUNTERSIGN, group_no, item.round
        task.step_name, task.step_name_en = "会签", "Countersignature"
        task.data = {"weight": weight} if weight != 1 else {}
        assignment.address_countersign(task, department, item, case)
        task.due_at = clocks.countersign_due(item, case, current().at, group.days, item.snapshot.unit)
        half_way = clocks.yellow_of(case, current().at, task.due_at)
        task.yellow_at = min(half_way, item.yellow_at) if item.yellow_at > current().at else half_way
        task.red_at = item.due_at
        alarms.plan(task, on_timeout=countersigning.timeout_rule(item, group, department))

    def policy_met(self, activation: Any) -> bool:
        """All groups answered as far as their policy needs, and no dispute about duty is open."""
        return countersigning.concluded(activation.process.case_item, activation.task)

    def after_consult(self, activation: Any) -> Following:
        item, case = activation.process.case_item, activation.process.case
        countersigning.close_round(item, case, activation.task)
        if countersigning.in_conflict(item):
            tell_conflict(item, case, activation.task)
        return [(self.step, {"step_no": next_undone(item, countersigning.position(item))})]

    def after_countersign(self, activation: Any) -> Following:
        """“Not my duty” leads to a ruling, sending back to an earlier step. Every other answer wakes the fan-out."""
        if activation.task.outcome == "not_my_duty":
            return [(self.ruling, {"answer": activation.task})]
        if activation.task.outcome == "send_back":
            return [(self.step, {"step_no": activation.task.data["to"], "returned": True})]
        return []

    def prepare_ruling(self, task: Task, answer: Task) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.DUTY, "职责裁定", "Ruling on duty"
        task.group_no, task.round = answer.group_no, item.round
        task.data = {"answer": answer.pk, "department": answer.department_id, "suggest": answer.data.get("suggest", "")}
        assignment.address_ruling(task, case)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.RULING_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, max(own.due_at, item.due_at)
        alarms.plan(task)

    def after_ruling(self, activation: Any) -> Following:
        """The ruling names who must answer now; a department excused without successor ends there."""
        asked = countersigning.ruled(activation.task)
        return [(self.countersign, asked)] if asked else []


def tell_conflict(item: CaseItem, case: Case, join: Task) -> None:
    """Departments disagree: on record, and the lead department's handlers bring them together (R50)."""
    due = clocks.moments(case, current().at, clocks.working_limit(clocks.RECONCILE_DAYS)).due_at
    dissents = _("; ").join(reservations.dissents(item))
    data = {"item": item.code, "round": item.round, "due_at": due.isoformat()}
    current().note(item.stream, "countersign.conflict", subject=case.number, text=dissents, data=data)
    people = [one for one in holders("handle", case.lead_department_id) if one.pk != case.applicant_id]
    key = f"{wording.CONFLICT.event}:{join.pk}"
    more = {"item": item.name, "due": telling.moment_words(due), "dissents": dissents}
    telling.tell_people(case, wording.CONFLICT, people, key=key, url=f"/desk/case/{case.number}/", **more)


def next_undone(item: CaseItem, first: int) -> int:
    """The first step from `first` on that has not been passed, or whose result was voided by a return."""
    passed = Task.objects.filter(case_item=item, kind=TaskKind.STEP, outcome="pass", void="")
    done = set(passed.values_list("step_no", flat=True))
    last = len(item.snapshot.steps) - 1
    return next((number for number in range(first, last) if number not in done), last)
