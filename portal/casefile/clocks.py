"""Clocks in words: the light, the time left, when it ends, how much of the way is left (R32)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from portal.ui import lights, moments
from portal.worktime import CalendarMissing, Remaining, WorkTable, table_for, working_time
from services.cases.models import Case


@dataclass(frozen=True)
class Clock:
    """What components/clock.html draws. `part` is the share of time left in per cent."""

    state: str
    words: str
    note: str
    part: int


def light_words(state: str, left: Remaining | None) -> str:
    """剩 1 天 7 小时 / 超期 3 小时; the light's own word while no clock runs."""
    known = lights.state_of(state)
    if left is None or known in ("pause", "done", "wait", "ended"):
        return str(lights.WORDS[known])
    if left.overdue and known != "bad":
        # R33: the step is late, the case is not; the words say which clock is meant.
        if not left.days and not left.minutes:
            return _("step just late")
        return _("step late by %(time)s") % {"time": moments.duration_words(left.days, left.minutes)}
    return moments.remaining_words(left)  # type: ignore[arg-type]  # frozen; the protocol would let it change


def task_clock(
    state: str, left: Remaining | None, due_at: datetime | None, since: datetime, now: datetime, table: WorkTable | None
) -> Clock | None:
    """The clock of one task, None when it has no limit. `table` None: an emergency, counted day and night (R25)."""
    if due_at is None:
        return None
    known = lights.state_of(state)
    note = _("%(light)s · due %(when)s") % {
        "light": lights.WORDS[known],
        "when": moments.due_words(due_at, now),
    }
    return Clock(known, light_words(state, left), note, part_left(since, due_at, now, table))


def table_of(case: Case) -> WorkTable | None:
    """The calendar the case's clocks count on; None for an emergency, which counts day and night (R25)."""
    return None if case.limit_unit == "ch" else table_for(case.calendar_code)


def part_left(since: datetime, due_at: datetime, now: datetime, table: WorkTable | None) -> int:
    """Share of the time that counts between `since` and `due_at` that is left, in per cent."""
    if now >= due_at:
        return 0
    whole, left = due_at - since, due_at - now
    if table is not None:
        with suppress(CalendarMissing):
            whole, left = working_time(since, due_at, table), working_time(now, due_at, table)
    if not whole:
        return 0
    return min(100, max(0, round(left / whole * 100)))
