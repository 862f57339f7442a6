"""The formal opinion of a department whose silence counted as consent: filed, shown, without effect (R48)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from departments.org.duties import holders
from portal.errors import Invalid
from services.cases.models import Case
from workflows.acting import Acting, acting
from workflows.flows import ItemFlow
from workflows.models import Process, Task
from workflows.words import telling, wording


def file_opinion(task: Task, *, actor: Any, opinion: str = "", key: str = "") -> Case:
    """Put the department's opinion on file beside its silence. What was decided, or will be, stays as it is."""
    with item_locked(task), acting(task, actor, key=key, payload={"opinion": opinion}) as act:
        if act.repeated:
            return act.case
        words = required_opinion(opinion)
        act.opinion("file_opinion", text=words)
        act.note("countersign.filed", text=words, data={"silent": act.task.data["silent"]})
        act.conclude("file_opinion")
        return act.case


@contextmanager
def item_locked(task: Task) -> Iterator[None]:
    """The item's own process first, while it runs: who sends the item back forgets what is owed under that lock."""
    running = Process.objects.filter(case_item_id=task.case_item_id, flow_class=ItemFlow, status="NEW").only("pk")
    process = running.first()
    if process is None:
        yield
        return
    with ItemFlow.lock(process.pk):
        yield


def required_opinion(opinion: str) -> str:
    words = opinion.strip()
    if not words:
        problem = _("Please write the department's opinion: agree, on what conditions, or why not.")
        raise Invalid(problem, fields={"opinion": [problem]})
    return words


def overdue(act: Acting) -> None:
    """A working day has passed: the department's head is told, once. Nothing waits for it."""
    task, item = act.task, act.item
    assert item is not None and task.department is not None
    act.note("countersign.filing_overdue", data={"expired_at": task.due_at.isoformat() if task.due_at else ""})
    people = {one.pk: one for one in [*holders("approve", task.department_id), *telling.able_people(task)]}
    telling.tell_task(task, wording.FORMAL_LATE, people.values(), department=task.department.name, item=item.name)
