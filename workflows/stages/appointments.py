"""A joint inspection or meeting stands beside the running round; it holds nothing up. Mixed into ItemFlow (R50)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from viewflow.workflow.status import STATUS

from services.cases.models import Meeting
from workflows.casework import meetings
from workflows.engine.change import current
from workflows.engine.nodes import Following
from workflows.models import Task, TaskKind
from workflows.people import assignment
from workflows.timing import alarms, clocks

RECORD_DAYS = Decimal("0.5")  # who came is recorded within half a working day


class Appointments:
    """The task of whoever called the departments together."""

    def prepare_meeting(self, task: Task, meeting: Meeting) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.MEETING, "登记到场情况", "Record who came"
        task.data = {"meeting": {**meetings.details(meeting), "rule": ""}, "which": meeting.pk}
        task.department, task.duty, task.role, task.round = item.department, "handle", "handler", item.round
        assignment.keep_out(task, {case.applicant_id})
        # Theirs by name: they know who came. Put back, anybody who handles the item may record it.
        task.owner = task.stand_in = current().actor
        task.status, task.assigned = STATUS.ASSIGNED, current().at
        own = clocks.moments(case, meeting.starts_at, clocks.working_limit(RECORD_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, meeting.starts_at, max(own.due_at, item.due_at)
        alarms.plan(task)

    def after_meeting(self, activation: Any) -> Following:
        """The round goes on; absence has been turned into consent, or reported, by the act."""
        return []
