"""Questions to another department or a person while one's own clock runs (R45's smaller sister: it decides nothing).

A question is a task of kind OPINION beside the step. `task.data`: {"asker": user id, "question": text, "to_person":
whether a person was named}. The open step keeps their ids in `data["questions"]`, so that lists ask nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from services.cases.models import CaseItem
from workflows.engine.change import current
from workflows.models import Task, TaskKind


def open_questions(item: CaseItem) -> Iterable[Task]:
    rows = Task.objects.filter(case_item=item, kind=TaskKind.OPINION, finished=None)
    return rows.select_related("process", "case__applicant", "case_item", "department", "owner").order_by("pk")


def words(task: Task) -> str:
    """What is asked, with who asks: for those who answer."""
    return _("%(department)s asks: %(question)s") % {
        "department": task.data.get("from", ""),
        "question": task.data.get("question", ""),
    }


def whom(task: Task) -> str:
    """Who was asked: 法务部, or 财务部 钱算清."""
    department = task.department.title if task.department else ""
    return f"{department} {task.owner.name}" if task.data.get("to_person") and task.owner else department


def keep_count(item: CaseItem) -> None:
    """The open step remembers which questions still wait for an answer."""
    ids = [one.pk for one in open_questions(item)]
    for step in Task.objects.filter(case_item=item, kind=TaskKind.STEP, finished=None):
        step.data = {**step.data, "questions": ids}
        step.save(update_fields=["data"])


def close(item: CaseItem) -> None:
    """The step went on: nobody has to answer any more."""
    for task in open_questions(item):
        task.outcome = "cancelled"
        task.flow_task.activation_class(task).cancel()
        current().note(
            item.stream, "opinion.closed", subject=task.case.number, data={"item": item.code, "task": task.pk}
        )
