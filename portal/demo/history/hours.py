"""Office time as one axis of minutes, so that delays and ages skip nights, weekends and holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from portal.worktime import CalendarMissing, WorkTable, moment_after, sessions_on, working_time

DAY_MINUTES = 480
REACH = timedelta(days=110)
FAR = timedelta(days=30)
NOTHING = timedelta()


@dataclass(frozen=True)
class OfficeHours:
    """The offices' time up to `now` (aware). A "day" is a working day of office time, 480 minutes."""

    table: WorkTable
    now: datetime

    @property
    def beginning(self) -> datetime:
        return self.now - REACH

    @cached_property
    def elapsed(self) -> timedelta:
        """Office time from the beginning until now."""
        return working_time(self.beginning, self.now, self.table)

    def after(self, moment: datetime, minutes: float) -> datetime:
        """`minutes` of office time after `moment`; far in the future where the calendar ends."""
        try:
            return moment_after(moment, timedelta(minutes=max(minutes, 0)), self.table)
        except CalendarMissing:
            return self.now + FAR

    def days_after(self, moment: datetime, days: float) -> datetime:
        return self.after(moment, days * DAY_MINUTES)

    def days_ago(self, days: float) -> datetime:
        """The moment since which `days` of office time have passed."""
        left = self.elapsed - timedelta(minutes=days * DAY_MINUTES)
        return moment_after(self.beginning, max(left, NOTHING), self.table)

    def part_of(self, start: datetime, end: datetime, parts: int) -> datetime:
        """The end of the first of `parts` equal stretches of office time from `start` to `end`."""
        if end <= start:
            return start
        work = working_time(start, end, self.table)
        if not work:
            return start + (end - start) / parts
        return moment_after(start, work / parts, self.table)

    def sessions_ago(self, count: int, share: float = 0.4) -> datetime:
        """A moment `share` into the half-day session `count` before the current one.

        The current session is the one now falls in, outside office hours the coming one. Never
        after now; `count` 0 outside office hours is the session that has just ended.
        """
        begun = self._begun_sessions
        in_session = begun[-1][1] > self.now
        opens, closes = begun[-1 - count] if in_session else begun[-max(count, 1)]
        return min(opens + (closes - opens) * share, self.now - timedelta(minutes=1))

    @cached_property
    def _begun_sessions(self) -> list[tuple[datetime, datetime]]:
        today = self.table.local(self.now).date()
        days = [today - timedelta(days=back) for back in range(40, -1, -1)]
        sessions = [session for day in days for session in sessions_on(day, self.table)]
        return [session for session in sessions if session[0] <= self.now]
