"""Other departments, at once: asked, answered, joined by policy; and the ruling on a dispute about duty.

Mixed into ItemFlow.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from viewflow.workflow.base import Node

from services.cases.models import CaseItem
from workflows.casework import ballot, conflicts, countersigning, meetings
from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks


class Consulting:
    step: Node
    countersign: Node
    ruling: Node

    def countersigners(self, activation: Any) -> list[dict[str, Any]]:
        item, case = activation.process.case_item, activation.process.case
        return countersigning.open_round(item, case)

    def prepare_countersign(
        self,
        task: Task,
        group_no: int,
        department: Any,
        weight: int = 1,
        anew: bool = False,
        again: dict[str, Any] | None = None,
    ) -> None:
        """`anew`: what it signed before fell with a return; `again`: asked once more after its dissent,
        {"because", "minutes", "due"} (R50)."""
        item, case = task.process.case_item, task.process.case
        group = item.snapshot.countersigns[group_no]
        task.kind, task.group_no, task.round = TaskKind.COUNTERSIGN, group_no, item.round
        task.step_name, task.step_name_en = "会签", "Countersignature"
        task.data = {"weight": weight} if weight != 1 else {}
        if anew:
            task.data["anew"] = True
        assignment.address_countersign(task, department, item, case)
        task.due_at = clocks.countersign_due(item, case, current().at, group.days, item.snapshot.unit)
        if again is not None:
            task.data["again"] = {name: again[name] for name in ("because", "minutes")}
            task.due_at = again["due"]
        half_way = clocks.yellow_of(case, current().at, task.due_at)
        task.yellow_at = min(half_way, item.yellow_at) if item.yellow_at > current().at else half_way
        task.red_at = item.due_at
        # Silence after a dissent is no consent: the dissent stands, and whoever asks sees to it.
        rule = "stands" if again is not None else countersigning.timeout_rule(item, group, department)
        alarms.plan(task, on_timeout=rule)

    def policy_met(self, activation: Any) -> bool:
        """All groups answered as far as their policy needs, no dispute is open, and no dissent unsettled (R50)."""
        item = activation.process.case_item
        answers = ballot.latest_answers(item)
        known = countersigning.concluded(item, activation.task, answers)
        return known and not conflicts.open_dissents(item, answers)

    def after_consult(self, activation: Any) -> Following:
        item, case = activation.process.case_item, activation.process.case
        countersigning.close_round(item, case, activation.task)
        conflicts.close(item, conflicts.SETTLED)
        meetings.drop(item, _("Everybody has given an opinion."))
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


def next_undone(item: CaseItem, first: int) -> int:
    """The first step from `first` on that has not been passed, or whose result was voided by a return."""
    passed = Task.objects.filter(case_item=item, kind=TaskKind.STEP, outcome="pass", void="")
    done = set(passed.values_list("step_no", flat=True))
    last = len(item.snapshot.steps) - 1
    return next((number for number in range(first, last) if number not in done), last)
