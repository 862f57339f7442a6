"""From a calendar's rows to its WorkTable: day kinds, seasons, and the sessions they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from portal.worktime.table import NOTHING, WorkTable

SATURDAY = 5


@dataclass(frozen=True)
class Hours:
    """Business hours of one season; `first` and `last` are "MM-DD", both empty for the rest of the year."""

    am_open: time
    am_close: time
    pm_open: time
    pm_close: time
    first: str = ""
    last: str = ""

    def covers(self, day: date) -> bool:
        """True when the season holds `day`; a season may run over New Year."""
        mark = f"{day:%m-%d}"
        if self.first <= self.last:
            return self.first <= mark <= self.last
        return mark >= self.first or mark <= self.last

    def sessions(self, day: date) -> list[tuple[datetime, datetime]]:
        return [
            (datetime.combine(day, self.am_open), datetime.combine(day, self.am_close)),
            (datetime.combine(day, self.pm_open), datetime.combine(day, self.pm_close)),
        ]


@dataclass(frozen=True)
class Blueprint:
    """A calendar with what it inherits already laid over: `worked[day]` is True on a make-up workday,
    False on a day off; other days follow the week (R24). `ordinary` hours hold outside every season."""

    code: str
    name: str
    version: str
    timezone: str
    years: frozenset[int]
    ordinary: Hours
    seasons: tuple[Hours, ...]
    worked: Mapping[date, bool]

    def works_on(self, day: date) -> bool:
        return self.worked.get(day, day.weekday() < SATURDAY)

    def hours_on(self, day: date) -> Hours:
        return next((season for season in self.seasons if season.covers(day)), self.ordinary)

    def days(self) -> Iterator[date]:
        """Every working day of the published years, in order."""
        for year in sorted(self.years):
            day = date(year, 1, 1)
            while day.year == year:
                if self.works_on(day):
                    yield day
                day += timedelta(days=1)


def build(blueprint: Blueprint) -> WorkTable:
    """The frozen table of a calendar. The days are walked here, once, and nowhere else."""
    sessions = [session for day in blueprint.days() for session in blueprint.hours_on(day).sessions(day)]
    after = tuple(accumulate(close - open_ for open_, close in sessions))
    ordinary = blueprint.ordinary.sessions(date(2000, 1, 1))
    return WorkTable(
        code=blueprint.code,
        name=blueprint.name,
        version=blueprint.version,
        timezone=ZoneInfo(blueprint.timezone),
        years=blueprint.years,
        day_minutes=sum((close - open_ for open_, close in ordinary), NOTHING) // timedelta(minutes=1),
        opens=tuple(open_ for open_, _ in sessions),
        closes=tuple(close for _, close in sessions),
        before=(NOTHING, *after[:-1]),
        after=after,
    )
