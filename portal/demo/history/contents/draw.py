"""Chance and the calendar, as the contents need them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar

T = TypeVar("T")
SATURDAY = 5


@dataclass
class Diary:
    """Which venue is taken on which day: nobody books one twice."""

    taken: set[tuple[str, date]] = field(default_factory=set)

    def book(self, venues: Sequence[str], day: date) -> tuple[str, date]:
        """The first free of `venues` on `day`, or on a working weekday after it."""
        while True:
            for venue in venues:
                if (venue, day) not in self.taken:
                    self.taken.add((venue, day))
                    return venue, day
            day = weekday(day + timedelta(days=1))


@dataclass
class Draw:
    """One application's share of chance: `at` is when it is handed in (local), `number` its place in the history."""

    rng: Random
    at: datetime
    number: int
    diary: Diary

    def pick(self, options: Sequence[T]) -> T:
        return self.rng.choice(options)

    def turn(self, options: Sequence[T]) -> T:
        """In turn, so that neighbours differ."""
        return options[self.number % len(options)]

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def between(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)

    def day(self, low: int, high: int) -> date:
        """A weekday `low` to `high` days from now."""
        return weekday(self.at.date() + timedelta(days=self.between(low, high)))

    def other(self, options: Iterable[T], not_this: T) -> T:
        return self.pick([one for one in options if one != not_this])


def weekday(day: date) -> date:
    """`day`, or the Monday after it."""
    while day.weekday() >= SATURDAY:
        day += timedelta(days=1)
    return day


def moment(day: date, hour: int, minute: int = 0) -> str:
    """As a form field takes it: 2026-03-10T10:30."""
    return f"{datetime.combine(day, time(hour, minute)):%Y-%m-%dT%H:%M}"
