"""Silence counted as consent: the department still owes its formal opinion, within one working day (R48).

FormalFlow   start → file → end
Stands beside the item, whatever becomes of it: nothing waits for it and it changes no decision.
Its process names the silent question as `parent_task`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from viewflow import this
from viewflow.workflow import flow

from services.cases.models import Case, CaseItem

from .engine.change import current
from .engine.locks import WaitLock
from .engine.nodes import Finish, Following, HumanTask, Opening
from .models import Process, Task, TaskKind
from .people import assignment
from .timing import alarms, clocks
from .words import telling


class FormalFlow(flow.Flow):
    """One opinion that is owed. One for each silent question."""

    process_class = Process
    task_class = Task
    lock_impl = WaitLock()
    process_title = "Formal opinion after silence"

    start = Opening(this.open_debt).Choices(this.file, by=this.after_start)

    file = HumanTask(this.prepare_file).Choices(this.end, by=this.after_file)

    end = Finish()

    def announce(self, task: Task) -> None:
        """The message about the silence says that the opinion is owed (operations.consulting.opinions)."""
        if task.owner_id is None and task.able == []:
            telling.tell_nobody_able(task)

    def open_debt(self, activation: Any, *, item: CaseItem, case: Case, silent: Task) -> Process:
        item.case = case
        activation.process.case_item, activation.process.case = item, case
        activation.process.parent_task = silent
        return activation.process

    def after_start(self, activation: Any) -> Following:
        return [(FormalFlow.file, {"silent": activation.process.parent_task})]

    def prepare_file(self, task: Task, silent: Task) -> None:
        item, case = task.process.case_item, task.process.case
        task.kind, task.step_name, task.step_name_en = TaskKind.FORMAL, "补交会签意见", "File the formal opinion"
        task.group_no, task.round = silent.group_no, silent.round
        task.data = {"silent": silent.pk}
        assert silent.department is not None
        assignment.address_countersign(task, silent.department, item, case)
        own = clocks.moments(case, current().at, clocks.working_limit(clocks.FORMAL_OPINION_DAYS))
        task.due_at, task.yellow_at, task.red_at = own.due_at, own.yellow_at, own.due_at
        alarms.plan(task)

    def after_file(self, activation: Any) -> Following:
        return [(FormalFlow.end, {})]


def forget(item: CaseItem, questions: Collection[int]) -> None:
    """What these silent questions left owed is not owed any more: the department is asked anew, or no longer.

    Called before anything is written into the record: a process is locked before its audit stream.
    """
    rows = Task.objects.filter(case_item=item, kind=TaskKind.FORMAL, data__silent__in=list(questions))
    for process_id in rows.filter(finished=None).values_list("process_id", flat=True).order_by("process_id"):
        with FormalFlow.lock(process_id):
            task = rows.filter(process_id=process_id, finished=None).select_related("process").first()
            if task is not None:
                task.outcome = "cancelled"
                task.flow_task.activation_class(task).cancel()
                Process.objects.filter(pk=process_id).update(status="CANCELED", finished=current().at)
