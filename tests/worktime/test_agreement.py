"""Search and day-by-day counting agree on thousands of cases made up by chance."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from portal.worktime import Limit, Pause, due_moment, effective_start, is_working_day, sessions_on, time_used
from tests.worktime.demo_tables import BEIJING, XJ
from tests.worktime.naive import Interval, WallCalendar

WALL = WallCalendar()


def random_case(chance: Random) -> tuple[datetime, Decimal, list[Interval]]:
    """A start, a limit and up to three pauses; many of them at opening, closing and midnight."""
    start = datetime(2025, 1, 1, tzinfo=BEIJING) + timedelta(minutes=30 * chance.randrange(600 * 48))
    amount = Decimal(chance.randrange(42)) / 2
    pauses = []
    for _ in range(chance.randrange(4)):
        begin = start + timedelta(minutes=30 * chance.randrange(-48, 25 * 48))
        pauses.append((begin, begin + timedelta(minutes=30 * chance.randrange(6 * 48))))
    return start, amount, [pause for pause in pauses if pause[0].year >= 2025]


@pytest.mark.parametrize("seed", range(4))
def test_due_moments_agree_with_counting_by_hand__R20_R21_R22_R23_R24_R25_R26_R27_R28(seed: int):
    chance = Random(seed)
    for _ in range(1500):
        start, amount, pauses = case = random_case(chance)
        computed = due_moment(start, Limit(amount), XJ, [Pause(*pause) for pause in pauses])
        assert computed == WALL.due(start, amount, pauses), case


def test_time_used_agrees_with_counting_by_hand__R30():
    chance = Random(30)
    for _ in range(2000):
        start, amount, pauses = case = random_case(chance)
        until = start + timedelta(days=float(amount), minutes=chance.randrange(1440))
        computed = time_used(start, until, XJ, [Pause(*pause) for pause in pauses])
        assert computed == WALL.time_used(start, until, pauses), case


def test_every_day_of_both_years_agrees_with_the_wall_calendar__R24():
    day = datetime(2025, 1, 1).date()
    while day.year < 2027:
        assert list(sessions_on(day, XJ)) == WALL.sessions(day)
        assert is_working_day(day, XJ) == WALL.works_on(day)
        day += timedelta(days=1)


def test_every_half_hour_starts_when_the_wall_calendar_says__R21():
    moment = datetime(2026, 1, 1, tzinfo=BEIJING)
    for _ in range(300 * 48):
        session = WALL.session_of(moment)
        assert effective_start(moment, XJ) == max(moment, session[0])
        moment += timedelta(minutes=30)
