"""What somebody said instead of writing it, in an emergency (R60): how it is called, and who could have said it.

`content` of a spoken approval, kept on the task that files it:
{"who": user id, "name": their name, "channel": one of CHANNELS, "said_at": ISO moment, "text": their words}.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.org.duties import holders
from portal.accounts.models import User
from portal.ui import moments
from services.cases.models import CaseItem
from workflows.models import Task, TaskKind

# What the filing task asks (task.data["request"]), and the outcome of the step that was approved by word.
FILING, SPOKEN = "filing", "approve_verbally"
CHANNELS: Mapping[str, str | Promise] = {
    "phone": gettext_lazy("by phone"),
    "radio": gettext_lazy("by radio"),
    "in_person": gettext_lazy("in person"),
}
SAFETY = "HSE"


def is_emergency(item: CaseItem) -> bool:
    """Only items that count calendar hours are emergencies (R25)."""
    return item.snapshot.unit == "ch"


def is_safety(task: Task) -> bool:
    """Whether the step is one of safety (R61): HSE stands in the item's code or its department's, or the step's.

    The catalogue marks safety by nothing else.
    """
    item = task.case_item
    codes = [task.department.code] if task.department else []
    if item is not None:
        codes += [item.code, item.snapshot.department]
    return any(SAFETY in code.split("-") for code in codes)


def is_possible(task: Task) -> bool:
    """Whether this step could be approved by word: the deciding one of an emergency, and not about safety."""
    item = task.case_item
    return (
        task.kind == TaskKind.STEP and task.decides and item is not None and is_emergency(item) and not is_safety(task)
    )


def speakers(task: Task, *, but: Any = None) -> list[User]:
    """Who may approve this step by word: who could decide it, and the head above them; nobody R3 keeps out."""
    item = task.case_item
    assert item is not None and task.department_id is not None
    found = [*holders(task.duty, task.department_id), *holders("approve", item.department_id)]
    if task.stand_in is not None:
        found.append(task.stand_in)
    people = {one.pk: one for one in found if one.pk not in task.barred and one.is_active}
    if but is not None:
        people.pop(but.pk, None)
    return list(people.values())


def words(content: Mapping[str, Any]) -> str:
    """Who said it, when, and through which channel, in one sentence."""
    return _("%(who)s approved %(channel)s at %(when)s: %(text)s") % {
        "who": content["name"],
        "channel": CHANNELS[content["channel"]],
        "when": moments.moment_words(datetime.fromisoformat(content["said_at"])),
        "text": content["text"],
    }
