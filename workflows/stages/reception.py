"""The case is taken in: acceptance at the window, and the one-time correction. Mixed into CaseFlow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from viewflow.workflow.base import Node

from services.cases.models import Case
from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Process, Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks

from .debts import drop_debts


class Reception:
    intake: Node
    correction: Node
    coordinate: Node
    owed: Node
    end: Node

    def open_case(self, activation: Any, *, case: Case, at_once: bool, debtors: Sequence[int] = ()) -> Process:
        """`debtors`: departments whose registers were silent (R44)."""
        activation.process.case = case
        activation.process.data = {"at_once": at_once, "debtors": list(debtors)}
        return activation.process

    def after_start(self, activation: Any) -> Following:
        """Emergencies and purely automatic matters need nobody's acceptance (R9 “auto”, R25)."""
        owed: Following = [(self.owed, {"department": pk}) for pk in activation.process.data["debtors"]]
        if activation.process.data["at_once"]:
            return [*owed, (self.coordinate, {})]
        return [*owed, (self.intake, {})]

    def prepare_intake(self, task: Task, corrected: bool = False) -> None:
        """After a correction the window's time, and the time for deemed acceptance, begin anew (R35)."""
        case = task.process.case
        received = clocks.receipt_of(current().at, case.calendar_code, case.limit_unit)
        task.data = {"received_at": (received if corrected else case.received_at).isoformat()}
        task.kind, task.step_name, task.step_name_en = TaskKind.INTAKE, "统一受理", "Acceptance"
        assignment.address_window(task, case)
        own = clocks.moments(case, max(case.received_at, current().at), clocks.working_limit(clocks.INTAKE_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, own.due_at
        if corrected:
            case.intake_due_at = own.due_at
            case.save(update_fields=["intake_due_at"])
        alarms.plan(task)

    def after_intake(self, activation: Any) -> Following:
        outcome = activation.task.outcome
        if outcome == "notify_correction":
            return [(self.correction, {})]
        if outcome == "refuse":
            drop_debts(activation.process)
            return [(self.end, {})]
        return [(self.coordinate, {})]

    def prepare_correction(self, task: Task) -> None:
        case = task.process.case
        notice = case.corrections.latest("round")
        task.kind, task.step_name, task.step_name_en = TaskKind.RESUPPLY, "补正材料", "Correct the application"
        assignment.address_applicant(task, case)
        task.due_at = task.red_at = notice.due_at
        task.yellow_at = clocks.shortly_before(notice.due_at, case, clocks.CORRECTION_REMINDER_DAYS)
        alarms.plan(task)

    def after_correction(self, activation: Any) -> Following:
        if activation.task.outcome == "lapse":
            drop_debts(activation.process)
            return [(self.end, {})]
        return [(self.intake, {"corrected": True})]
