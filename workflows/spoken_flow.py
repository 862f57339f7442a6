"""A spoken approval is put on file by the person who gave it, within one working day (R60).

SpokenFlow   start → filing → end
The item is decided and its own process has ended; this one stands beside it.
"""

from __future__ import annotations

from typing import Any

from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.status import STATUS

from portal.accounts.models import User
from services.cases.models import Case, CaseItem

from .asking import approvals
from .asking.spoken import FILING
from .engine.change import current
from .engine.locks import WaitLock
from .engine.nodes import Finish, Following, HumanTask, Opening
from .models import Process, Task, TaskKind
from .people import assignment
from .timing import alarms, clocks
from .words import telling


class SpokenFlow(flow.Flow):
    """Said, then filed or contested."""

    process_class = Process
    task_class = Task
    lock_impl = WaitLock()
    process_title = "Spoken approval"

    start = Opening(this.open_filing).Choices(this.filing, by=this.after_start)

    filing = HumanTask(this.prepare_filing).Choices(this.end, by=this.after_filing)

    end = Finish()

    def announce(self, task: Task) -> None:
        telling.announce_task(task)

    def open_filing(
        self,
        activation: Any,
        *,
        item: CaseItem,
        case: Case,
        asker: int,
        speaker: int,
        department: int,
        duty: str,
        content: dict[str, Any],
    ) -> Process:
        """`asker` wrote down what `speaker` said (ids of people); `duty` is what the speaker holds in `department`."""
        item.case = case
        activation.process.case_item, activation.process.case = item, case
        activation.process.data = {
            "asker": asker, "speaker": speaker, "department": department, "duty": duty, "content": content,
        }  # fmt: skip
        return activation.process

    def after_start(self, activation: Any) -> Following:
        return [(SpokenFlow.filing, activation.process.data)]

    def prepare_filing(
        self, task: Task, asker: int, speaker: int, department: int, duty: str, content: dict[str, Any]
    ) -> None:
        case = task.process.case
        task.kind = TaskKind.DUTY
        task.step_name, task.step_name_en = approvals.REQUESTS[FILING]
        task.data = {"request": FILING, "asker": asker, "content": content}
        task.department_id, task.duty, task.role = department, duty, "dept_head" if duty == "approve" else "handler"
        assignment.keep_out(task, {case.applicant_id, asker})
        # Theirs by name: nobody else knows what was said.
        task.owner = task.stand_in = User.objects.get(pk=speaker)
        task.status, task.assigned = STATUS.ASSIGNED, current().at
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.FILING_LIMIT_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, own.due_at
        alarms.plan(task)

    def after_filing(self, activation: Any) -> Following:
        return [(SpokenFlow.end, {})]
