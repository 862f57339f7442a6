"""The frozen table everything is counted on: the sessions of a calendar's published years, in order.

A working day has two sessions, morning and afternoon, so that session `2 * day` and
`2 * day + 1` belong to working day `day`. Where a moment falls is found by bisection; a
limit is an addition of indices. Nothing ever walks from day to day.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from portal.worktime.errors import CalendarMissing

NOTHING = timedelta()


@dataclass(frozen=True, eq=False)
class WorkTable:
    """One calendar's working sessions. Built by `building.build`, shared by every thread, never changed.

    `opens` and `closes` are naive wall-clock datetimes in `timezone`; `before[k]` is the
    working time of all sessions before `k`, `after[k]` the same with `k` included.
    `day_minutes` is the length of an ordinary working day. `version` names the tables this
    was built from, like "CN-XJ/2026.1" (R90).
    """

    code: str
    name: str
    version: str
    timezone: ZoneInfo
    years: frozenset[int]
    day_minutes: int
    opens: tuple[datetime, ...] = field(repr=False)
    closes: tuple[datetime, ...] = field(repr=False)
    before: tuple[timedelta, ...] = field(repr=False)
    after: tuple[timedelta, ...] = field(repr=False)

    def local(self, moment: datetime) -> datetime:
        """The wall clock of this calendar at an aware moment, as a naive datetime."""
        if moment.tzinfo is None:
            raise ValueError("moments must be aware")
        return moment.astimezone(self.timezone).replace(tzinfo=None)

    def aware(self, local: datetime) -> datetime:
        """The moment at which this calendar's wall clock shows `local`."""
        return local.replace(tzinfo=self.timezone)

    def index_of(self, local: datetime) -> int:
        """Like `session_at`, but never refuses: past the last session it is their number."""
        return bisect_left(self.closes, local)

    def session_at(self, local: datetime) -> int:
        """Index of the session `local` falls in, or of the next one outside business hours (R21).

        The closing minute still belongs to its session: who acts at 19:30:00 acts in time, and
        an item that starts when its predecessor is decided at closing starts on that day (R19).
        """
        index = self.index_of(local)
        self._cover(local.year, index)
        return index

    def close_after(self, index: int, sessions: int) -> datetime:
        """Wall clock at the end of the session `sessions` after `index`."""
        target = index + sessions
        self._cover(self.opens[index].year, target)
        return self.closes[target]

    def position(self, local: datetime) -> timedelta:
        """Working time from the beginning of the table to `local`."""
        self.require(local.year, local.year)
        index = self.index_of(local)
        if index == len(self.closes):
            return self.after[-1]
        return self.before[index] + max(NOTHING, local - self.opens[index])

    def moment_at(self, position: timedelta, start: datetime) -> datetime:
        """The first wall-clock moment at `position`, not before `start`, which is at or before it."""
        index = bisect_left(self.after, position)
        self._cover(start.year, index)
        return max(start, self.opens[index] + (position - self.before[index]))

    def require(self, first: int, last: int) -> None:
        """Raise CalendarMissing for the first unpublished year among `first` to `last` (R24)."""
        for year in range(first, last + 1):
            if year not in self.years:
                raise CalendarMissing(self.code, self.name, year)

    def _cover(self, year: int, index: int) -> None:
        """Every year from `year` to that of session `index` is published; the session exists."""
        last = self.opens[index].year if index < len(self.opens) else max(self.years, default=year) + 1
        self.require(year, max(year, last))
