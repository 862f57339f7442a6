"""Departments that disagree are brought together inside the running round. Mixed into ItemFlow (R50).

reconcile (lead department, one working day) → dispute (coordination office). Neither touches a clock (R47).
"""

from __future__ import annotations

from typing import Any

from viewflow.workflow.base import Node

from workflows.casework import ballot, conflicts, countersigning
from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks
from workflows.words import telling


class BringingTogether:
    """When the lead department's task is opened, what it and the ruling after it look like, and what follows."""

    reconcile: Node
    dispute: Node

    def bring_together(self, activation: Any) -> Following:
        """Everybody has answered, and dissent stands against consent: the lead department's turn, once."""
        item, case = activation.process.case_item, activation.process.case
        answers = ballot.latest_answers(item)
        against = conflicts.open_dissents(item, answers)
        if not against or not countersigning.concluded(item, activation.task, answers) or conflicts.open_matters(item):
            return []
        about = conflicts.about(item)
        data = {"item": item.code, "round": item.round, "against": [row.pk for row in against]}
        current().note(item.stream, "countersign.conflict", subject=case.number, text=about, data=data)
        # An emergency does not wait a working day for it (R58).
        return [(self.dispute if telling.is_emergency(case) else self.reconcile, {"about": about})]

    def prepare_reconcile(self, task: Task, about: str) -> None:
        item, case = task.process.case_item, task.process.case
        answers = ballot.latest_answers(item)
        task.kind = TaskKind.RECONCILE
        task.step_name, task.step_name_en = "协调会签意见", "Bring the departments together"
        task.round, task.data = item.round, {"about": about}
        department = conflicts.mediator(item, case, answers)
        assignment.address_reconciliation(task, department, case, conflicts.voters(answers.values()))
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.RECONCILE_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, max(own.due_at, item.due_at)
        alarms.plan(task)

    def after_reconcile(self, activation: Any) -> Following:
        """Settled, the round goes on; not settled, the coordination office rules."""
        if activation.task.outcome == conflicts.ESCALATED:
            about = conflicts.about(activation.process.case_item)
            return [(self.dispute, {"about": about, "mediator": activation.task})]
        return []

    def prepare_dispute(self, task: Task, about: str, mediator: Task | None = None) -> None:
        item, case = task.process.case_item, task.process.case
        answers = ballot.latest_answers(item)
        task.kind, task.step_name, task.step_name_en = TaskKind.DUTY, "会签分歧裁定", "Rule on differing opinions"
        task.round = item.round
        task.data = {"conflict": True, "about": about, "tried": mediator.pk if mediator is not None else None}
        parties = conflicts.voters([*answers.values(), *([mediator] if mediator is not None else [])])
        assignment.address_ruling(task, case)
        assignment.keep_out(task, {case.applicant_id} | parties)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.RULING_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, max(own.due_at, item.due_at)
        alarms.plan(task)

    def after_dispute(self, activation: Any) -> Following:
        """The ruling has settled every dissent; the round goes on."""
        return []
