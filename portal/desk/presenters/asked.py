"""Questions asked beside a step, with their answers: for everybody who reads the item's file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from portal.desk.reads import TaskFile
from portal.ui import moments
from services.cases.models import Opinion
from workflows.asking import questions
from workflows.models import Task, TaskKind


@dataclass(frozen=True)
class Asked:
    """One question. `state` and `words` are its light: waiting, overdue, answered, no longer needed."""

    whom: str
    question: str
    asker: str
    state: str
    words: str
    answer: str = ""
    who: str = ""
    at: datetime | None = None


def asked_of(file: TaskFile) -> list[Asked]:
    """Every question of the item, oldest first, from what the panel has read already."""
    if file.item is None or not file.may_read:
        return []
    said = {one.task_id: one for one in file.item_opinions if one.action == "answer"}
    rows = [one for one in file.tasks if one.kind == TaskKind.OPINION and one.case_item_id == file.item.pk]
    return [asked(one, said.get(one.pk), file.now) for one in rows if one.pk != file.task.pk]


def asked(task: Task, answer: Opinion | None, now: datetime) -> Asked:
    state, words = standing(task, answer, now)
    return Asked(
        whom=questions.whom(task),
        question=str(task.data.get("question", "")),
        asker=str(task.data.get("from", "")),
        state=state,
        words=words,
        answer=answer.text if answer else "",
        who=answer.author.name if answer and answer.author else "",
        at=answer.created_at if answer else None,
    )


def standing(task: Task, answer: Opinion | None, now: datetime) -> tuple[str, str]:
    """The question's light: its shape and its words."""
    if answer is not None:
        return "done", _("answered")
    if task.finished is not None:
        return "wait", _("no longer needed")
    if task.due_at is not None and task.due_at < now:
        return "warn", _("no answer, was due %(when)s") % {"when": moments.moment_words(task.due_at)}
    return "ok", _("answer by %(when)s") % {"when": moments.moment_words(task.due_at) if task.due_at else "—"}
