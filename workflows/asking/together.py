"""What countersigners read on their question when they are asked once more or called together (R50).

A question carries `data["again"]` {"because", "minutes"} and `data["meeting"]` {"what", "at" (ISO), "place",
"purpose", "rule": what absence means}, so that lists ask nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from portal.ui.moments import moment_words
from services.cases.models import Meeting
from workflows.models import Task, TaskKind


def words(task: Task) -> str:
    return " ".join(part for part in (again_words(task), appointment_words(task)) if part)


def again_words(task: Task) -> str:
    """Why a department that has disagreed is asked once more; "" for every other question."""
    again = task.data.get("again")
    if again is None:
        return ""
    if again["minutes"]:
        return _("Agreed: %(minutes)s Please confirm, or say what still stands against it.") % again
    return _("Please look at it once more: %(because)s") % again


def appointment_of(task: Task) -> dict[str, Any] | None:
    """The appointment a task is about, None for every other."""
    found = task.data.get("meeting") if isinstance(task.data, dict) else None
    return found if isinstance(found, dict) else None


def short_words(appointment: Mapping[str, Any]) -> str:
    """联合踏勘 3月2日 16:00."""
    return f"{what_words(appointment['what'])} {when_words(appointment)}"


def what_words(kind: str) -> str:
    return str(dict(Meeting.Kind.choices).get(kind, kind))


def when_words(appointment: Mapping[str, Any]) -> str:
    return moment_words(datetime.fromisoformat(appointment["at"]))


def appointment_words(task: Task) -> str:
    """What a task says about the appointment, in full sentences; "" where there is none."""
    appointment = appointment_of(task)
    if appointment is None:
        return ""
    told = {
        "what": what_words(appointment["what"]),
        "when": when_words(appointment),
        "place": appointment["place"],
        "purpose": appointment["purpose"],
    }
    if task.kind == TaskKind.MEETING:
        return _("%(what)s on %(when)s, %(place)s: %(purpose)s Record afterwards who came.") % told
    return _("%(what)s on %(when)s, %(place)s: %(purpose)s %(absence)s") % {
        **told,
        "absence": absence_words(appointment["rule"]),
    }


def absence_words(rule: str) -> str:
    """What it means not to come, said beforehand."""
    if rule == "tacit":
        return _("Who stays away without a reason counts as agreeing.")
    if rule == "escalate":
        return _("Who stays away without a reason is reported to the coordination office.")
    return _("If you cannot come, please say why beforehand.")
