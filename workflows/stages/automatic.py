"""Items that a department app's handler decides by itself (instant items)."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from celery import shared_task
from django.db import transaction
from django.utils import timezone, translation
from viewflow.workflow.base import Node

from departments.org import registry
from departments.org.contract import AutoHandler, Outcome
from portal.errors import Busy
from services.cases.models import Case, CaseItem, Document
from services.cases.states import Decision
from workflows.acting import Acting, TaskClosed, acting_as_system
from workflows.casework import effects, holds
from workflows.engine.change import change
from workflows.engine.nodes import Following
from workflows.models import Task
from workflows.words import telling, wording

from .waking import wake_later

logger = logging.getLogger(__name__)


class HandlersAnswer:
    """The department app's own handler. Mixed into ItemFlow."""

    step: Node
    end: Node

    def call_handler(self, activation: Any) -> None:
        queue(activation.task, activation.process.case_item)

    def handler_answered(self, activation: Any) -> bool:
        return bool(activation.task.outcome)

    def after_automatic(self, activation: Any) -> Following:
        """A handler that could not answer leaves the item to people; otherwise it is decided."""
        if activation.task.outcome == "failed":
            return [(self.step, {"step_no": 0})]
        return [(self.end, {})]


def automatic_items(codes: list[str]) -> set[str]:
    """Item codes whose only step is done by their department app's handler."""
    return {code for code in codes if registry.handler(code) is not None}


def queue(task: Task, item: CaseItem) -> None:
    """Run the handler after commit: at once, or in a worker when it is slow."""
    handler = registry.handler(item.code)
    if handler is not None and handler.slow:
        transaction.on_commit(partial(hand_to_worker, task.pk))
    else:
        transaction.on_commit(partial(run, task.pk))


def hand_to_worker(task_id: int) -> None:
    """A dead broker must not lose the item: the sweep finds handlers that never ran."""
    try:
        run_automatic.delay(task_id)
    except Exception:  # the edge to the broker: the sweep repeats the call
        logger.exception("broker did not take automatic task %s; the sweep will run it", task_id)


@shared_task(name="workflows.tasks.run_automatic", acks_late=True)
def run_automatic(task_id: int) -> None:
    """Run a slow department handler outside the request."""
    run(task_id)


def run(task_id: int) -> None:
    """Let the handler decide, once. A handler that fails leaves the item to the department's people."""
    task = Task.objects.select_related("process").filter(pk=task_id, finished=None).first()
    if task is None:
        return
    try:
        answer(task)
    except TaskClosed:
        return
    except Busy:
        logger.warning("automatic task %s: the item is being worked on; the sweep tries again", task_id)
    except Exception:  # the edge of a plug-in: people take over
        logger.exception("automatic handler of task %s failed", task_id)
        leave_to_people(task)


def answer(task: Task) -> None:
    """A slow handler is called before any lock is taken; a quick one shares the item's transaction."""
    found = Task.objects.select_related("case__applicant", "case__applicant_department", "case_item").get(pk=task.pk)
    handler = registry.handler(found.case_item.code) if found.case_item else None
    if handler is None or found.case_item is None:
        raise LookupError(f"no handler is registered for automatic task {task.pk}")
    early = None
    if handler.slow:
        with change(None):
            early = call_handler(handler, found.case_item, found.case)
    with acting_as_system(task) as act:
        assert act.item is not None
        apply(act, early or call_handler(handler, act.item, act.case))


def call_handler(handler: AutoHandler, item: CaseItem, case: Case) -> Outcome:
    facts = holds.facts_of(item, case)
    with translation.override(case.applicant.language):
        return handler.handle(facts)


def apply(act: Acting, outcome: Outcome) -> None:
    item, case = act.item, act.case
    assert item is not None
    act.task.outcome = "pass" if outcome.approved else "deny"
    effects.decide_item(
        item,
        case,
        Decision.APPROVED if outcome.approved else Decision.DENIED,
        by=None,
        text=outcome.text,
        reason_code=outcome.reason_code,
        basis=item.snapshot.basis if not outcome.approved else "",
    )
    if not outcome.approved:
        said = {"item": item.name, "reason": outcome.text, "basis": item.snapshot.basis}
        telling.tell_applicant(case, wording.ITEM_DENIED, key=item.code, **said)
    if outcome.approved and outcome.data:
        for document in Document.objects.filter(item=item, kind=Document.Kind.RESULT):
            document.data = {**document.data, **outcome.data}
            document.save(update_fields=["data"])
    finish(act)


def finish(act: Acting) -> None:
    act.task.save(update_fields=["outcome"])
    activation = act.task.flow_task.activation_class(act.task)
    activation.complete()
    activation.activate_next()
    wake_later(act.case.pk)


def leave_to_people(task: Task) -> None:
    try:
        with acting_as_system(task) as act:
            act.task.outcome = "failed"
            act.note("automatic.failed", text="The automatic handler failed; the department takes over.")
            finish(act)
    except TaskClosed:
        return
    except Busy:
        logger.warning("automatic task %s: the item is being worked on; the sweep tries again", task.pk)


def sweep(limit: int = 100) -> int:
    """Run handlers that were queued but never ran. Returns how many."""
    overdue = timezone.now() - timedelta(minutes=2)
    tasks = Task.objects.filter(flow_task_type="AUTOMATIC", finished=None, created__lt=overdue)
    ids = list(tasks.order_by("pk").values_list("pk", flat=True)[:limit])
    for task_id in ids:
        run(task_id)
    return len(ids)
