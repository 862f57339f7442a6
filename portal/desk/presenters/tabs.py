"""The other tabs of a file: form, papers, lanes, rules, conversation, record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.ui import moments
from services.cases.models import CaseItem
from services.catalog.snapshot import CountersignSnapshot, LimitSnapshot
from services.regulations.citing import Cited
from workflows.models import APPLICANT_KINDS, Task
from workflows.queries.people import holder_name


@dataclass(frozen=True)
class Basis:
    """The rules of one item: what it rests on, its conditions, its time, who is asked; `cited` are its clauses
    as they hold today, whatever the case started with."""

    name: str
    text: str
    conditions: list[str]
    lines: list[tuple[str, str]]
    cited: Sequence[Cited] = ()


def basis_of(item: CaseItem, departments: dict[str, str], cited: Sequence[Cited] = ()) -> Basis:
    snapshot = item.snapshot
    lines = [
        (_("Promised limit"), limit_words(snapshot.promised)),
        (_("Limit in the rules"), limit_words(snapshot.statutory)),
        (_("Steps"), " → ".join(step.label for step in snapshot.steps)),
        (_("Result"), snapshot.result.label),
    ]
    lines += [(_("Countersigned by"), countersign_words(group, departments)) for group in snapshot.countersigns]
    lines += [
        (
            _("Not counted in the limit"),
            _("%(name)s, at most %(n)d working days") % {"name": one.label, "n": one.max_days},
        )
        for one in snapshot.special_procedures
    ]
    return Basis(item.title, snapshot.basis, [one.label for one in snapshot.conditions], lines, cited)


def held_words(task: Task) -> str:
    """办公室 毕接办正在办“经办审核”，11月23日 周一 19:30 到期."""
    if task.kind in APPLICANT_KINDS:
        who = task.case.applicant.name
    else:
        unit = task.department.title if task.department else ""
        who = f"{unit} {holder_name(task)}" if task.owner else unit
    words = _("“%(step)s” is with %(who)s.") % {"step": task.step_title, "who": who}
    if task.due_at is None:
        return words
    due = _("“%(step)s” is with %(who)s, until %(when)s.")
    return due % {"step": task.step_title, "who": who, "when": moments.moment_words(task.due_at)}


def limit_words(limit: LimitSnapshot) -> str:
    number = int(limit.amount) if limit.amount == int(limit.amount) else limit.amount
    if limit.unit == "ch":
        return ngettext("%(n)s hour, day and night", "%(n)s hours, day and night", int(limit.amount)) % {"n": number}
    if not limit.amount:
        return _("on the spot, the same working day")
    return ngettext("%(n)s working day", "%(n)s working days", int(limit.amount)) % {"n": number}


def countersign_words(group: CountersignSnapshot, departments: dict[str, str]) -> str:
    names = _(", ").join(departments.get(code, code) for code in group.departments)
    silence = _("silence is consent") if group.on_timeout == "tacit" else _("silence goes to the coordination office")
    days = limit_words(LimitSnapshot(group.days))
    return _("%(names)s; %(days)s; %(silence)s") % {"names": names, "days": days, "silence": silence}


@dataclass(frozen=True)
class ThreadLine:
    """One message of components/thread.html."""

    author: str
    department: str
    text: str
    at: Any
    mine: bool
    state: str = ""


def thread_lines(messages: Sequence[Any], user: Any) -> list[ThreadLine]:
    return [
        ThreadLine(
            author=one.author.name,
            department=one.department.title if one.department else "",
            text=one.text,
            at=one.created_at,
            mine=one.author_id == user.pk,
        )
        for one in messages
    ]
