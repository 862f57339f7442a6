"""The rules of working time once more, as one would count with a finger on the wall calendar.

Slow on purpose and written apart from the product: day by day, session by session.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.worktime.demo_tables import demo_document

DAY = timedelta(days=1)
Interval = tuple[datetime, datetime]


class WallCalendar:
    """The demo's Xinjiang offices, read straight from the document."""

    zone = ZoneInfo("Asia/Shanghai")

    def __init__(self) -> None:
        nation, region = demo_document()["calendars"]
        self.off = {day for days in nation["holidays"].values() for day in days}
        self.off |= {day for days in region["regional_holidays"].values() for day in days}
        self.worked = {day for days in nation["makeup_workdays"].values() for day in days}
        self.winter, self.summer = region["sessions"], region["sessions_summer"]

    def works_on(self, day: date) -> bool:
        text = day.isoformat()
        return text in self.worked or (day.weekday() < 5 and text not in self.off)

    def sessions(self, day: date) -> list[Interval]:
        if not self.works_on(day):
            return []
        warm = self.summer["from"] <= day.strftime("%m-%d") <= self.summer["to"]
        hours = self.summer if warm else self.winter
        return [tuple(self._at(day, text) for text in hours[half]) for half in ("am", "pm")]

    def _at(self, day: date, text: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(text), self.zone)

    def sessions_from(self, day: date) -> Iterator[Interval]:
        while True:
            yield from self.sessions(day)
            day += DAY

    def session_of(self, moment: datetime) -> Interval:
        """R21: the session of a moment, or the next one."""
        local = moment.astimezone(self.zone)
        return next(session for session in self.sessions_from(local.date()) if local <= session[1])

    def due(self, start: datetime, amount: Decimal, pauses: list[Interval]) -> datetime:
        """R20, R22, R23, R27, R28: count, session by session, and begin anew after each pause."""
        base = self.session_of(start)
        if amount == int(amount):
            base = self.sessions(base[0].date())[-1]
        rest = int(amount * 2)
        for begin, end in merged(pauses):
            if begin > self.walk(base, rest)[1]:
                break
            first, last = self.session_of(begin)[0].date(), self.session_of(end)[0].date()
            if end > start and first < last:
                rest -= self.sessions_between(base, first)
                base = self.sessions(last)[-1]
        return self.walk(base, rest)[1]

    def walk(self, base: Interval, count: int) -> Interval:
        for session in self.sessions_from(base[0].date()):
            if session > base:
                count -= 1
            if session >= base and count <= 0:
                return session
        raise AssertionError("the calendar has no end")

    def sessions_between(self, base: Interval, day: date) -> int:
        counted = 0
        for session in self.sessions_from(base[0].date()):
            if session[0].date() >= day:
                return counted
            counted += session > base
        raise AssertionError("the calendar has no end")

    def lost_days(self, start: datetime, pauses: list[Interval]) -> set[date]:
        """The days that do not count: R27, but not R28."""
        lost: set[date] = set()
        for begin, end in merged(pauses):
            day, last = self.session_of(begin)[0].date(), self.session_of(end)[0].date()
            if end > start and day < last:
                lost |= {day + DAY * number for number in range((last - day).days + 1)}
        return lost

    def time_used(self, start: datetime, until: datetime, pauses: list[Interval]) -> timedelta:
        lost = self.lost_days(start, pauses)
        total, day = timedelta(), start.astimezone(self.zone).date()
        while day <= until.astimezone(self.zone).date():
            for opening, closing in self.sessions(day) if day not in lost else ():
                total += max(timedelta(), min(until, closing) - max(start, opening))
            day += DAY
        return total


def merged(pauses: list[Interval]) -> list[Interval]:
    """Pauses in order, overlapping and touching ones as one."""
    joined: list[Interval] = []
    for begin, end in sorted(pauses):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined
