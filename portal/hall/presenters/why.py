"""Why this date: the promise, the calendar it was counted on, and every item's own clock (R90)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.hall.presenters.words import limit_words, listed
from portal.ui import moments
from portal.worktime import CalendarMissing, sessions_on, table_for
from portal.worktime.specials import SpecialDay
from services.cases.models import Case, CaseItem, Document, Pause
from services.catalog.snapshot import LimitSnapshot
from workflows.queries.casefile import CaseView
from workflows.queries.why import calendar_words, explain, recalled_of, specials_of


@dataclass(frozen=True)
class ItemClock:
    """One item's clock in words; "" for what has not happened yet."""

    name: str
    department: str
    limit: str
    started: str
    due: str
    decided: str
    pauses: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    lead: str
    lines: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    clocks: tuple[ItemClock, ...]
    # What counts and what does not, in a sentence.
    counting: str


def explanation_of(view: CaseView) -> Explanation:
    case = view.case
    limit = limit_words(LimitSnapshot(Decimal(case.limit_amount), case.limit_unit))
    specials = specials_of(case, [one.item for one in view.items])
    recalled = recalled_of(case)
    return Explanation(
        lead=lead(case, limit),
        lines=tuple(line_text(one) for one in case.promised_because),
        facts=tuple((label, value) for label, value in facts(case, limit) if value),
        clocks=tuple(clock_of(one.item, case, specials, recalled) for one in view.items),
        counting=counting(case),
    )


def counting(case: Case) -> str:
    if case.limit_unit == "ch":
        return _(
            "Every hour counts, day and night and on days off. A paused clock goes on with the time that was left."
        )
    return _(
        "The day of acceptance is not counted. Days off are not counted, make-up working days are."
        " A paused clock goes on with the time that was left."
    )


def line_text(line: object) -> str:
    return str(line.get("line", "")) if isinstance(line, dict) else str(line)


def lead(case: Case, limit: str) -> str:
    if case.due_at is None:
        return _("The clock starts when the window accepts the case; then it is done within %(limit)s.") % {
            "limit": limit
        }
    if case.limit_unit == "ch":
        return _("Registered %(accepted)s, %(limit)s counted day and night: done by %(due)s.") % {
            "accepted": moments.moment_words(case.accepted_at) if case.accepted_at else "",
            "limit": limit,
            "due": moments.moment_words(case.due_at),
        }
    return _("Accepted %(accepted)s, %(limit)s counted from the next working day: done by %(due)s.") % {
        "accepted": moments.moment_words(case.accepted_at) if case.accepted_at else "",
        "limit": limit,
        "due": moments.moment_words(case.due_at),
    }


def facts(case: Case, limit: str) -> list[tuple[str, str]]:
    return [
        (_("Handed in on"), moments.moment_words(case.submitted_at)),
        (_("Receipt takes effect"), moments.moment_words(case.received_at)),
        (_("Accepted on"), moments.moment_words(case.accepted_at) if case.accepted_at else ""),
        (_("Promised limit"), limit),
        (_("Done by"), moments.moment_words(case.due_at) if case.due_at else ""),
        (_("Working hours"), hours_words(case)),
        (_("Counted on the calendar"), calendar_words(case) if case.limit_unit != "ch" else ""),
    ]


def hours_words(case: Case) -> str:
    """10:00–14:00，15:30–19:30 on the day of receipt."""
    if case.limit_unit == "ch":
        return _("day and night, emergencies do not wait")
    table = table_for(case.calendar_code)
    try:
        sessions = sessions_on(table.local(case.received_at).date(), table)
    except CalendarMissing:
        return ""
    spans = [f"{moments.clock(opens)}–{moments.clock(closes)}" for opens, closes in sessions]
    return listed(spans)


def clock_of(item: CaseItem, case: Case, specials: Sequence[SpecialDay], recalled: Sequence[Document]) -> ItemClock:
    promised = item.snapshot.promised
    return ItemClock(
        name=item.title,
        department=item.department.title,
        limit=limit_words(promised),
        started=moments.moment_words(item.started_at) if item.started_at else "",
        due=moments.moment_words(item.due_at) if item.due_at else "",
        decided=moments.moment_words(item.decided_at) if item.decided_at else "",
        pauses=tuple(pause_words(one) for one in item.pauses.all()),
        lines=tuple(line.text for line in explain(item, case, specials, recalled)),
    )


def pause_words(pause: Pause) -> str:
    since = moments.day(pause.started_at)
    if pause.ended_at is None:
        return _("paused since %(since)s: %(reason)s") % {"since": since, "reason": pause.reason}
    return _("paused %(since)s to %(until)s: %(reason)s") % {
        "since": since,
        "until": moments.day(pause.ended_at),
        "reason": pause.reason,
    }
