"""Working days, business hours, time added and time left."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from portal.worktime import (
    CalendarMissing,
    Limit,
    Pause,
    Remaining,
    add_working_days,
    due_moment,
    effective_start,
    end_of_day,
    is_working_day,
    moment_after,
    remaining,
    sessions_on,
    time_used,
    working_time,
    yellow_moment,
)
from tests.worktime.demo_tables import CN, XJ, at


@pytest.mark.parametrize(
    ("moment", "effective"),
    [
        ("2026-03-02 07:00", "2026-03-02 10:00"),
        ("2026-03-02 11:17", "2026-03-02 11:17"),
        ("2026-03-02 14:30", "2026-03-02 15:30"),
        ("2026-03-02 19:30", "2026-03-02 19:30"),
        ("2026-03-06 20:00", "2026-03-09 10:00"),
        ("2026-02-14 20:00", "2026-02-24 10:00"),
        ("2026-05-02 12:00", "2026-05-06 09:30"),
    ],
)
def test_receipts_take_effect_in_business_hours__R21(moment: str, effective: str):
    assert effective_start(at(moment), XJ) == at(effective)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-03-02", True),
        ("2026-03-07", False),
        ("2026-02-14", True),  # a Saturday worked in exchange
        ("2026-02-16", False),  # a Monday in Spring Festival
        ("2025-01-26", True),
        ("2025-10-08", False),
    ],
)
def test_working_days__R24(day: str, works: bool):
    assert is_working_day(date.fromisoformat(day), XJ) is works


def test_sessions_of_a_day__R24():
    assert sessions_on(date(2026, 7, 1), XJ) == (
        (at("2026-07-01 09:30"), at("2026-07-01 13:30")),
        (at("2026-07-01 16:00"), at("2026-07-01 20:00")),
    )
    assert sessions_on(date(2026, 7, 4), XJ) == ()
    assert sessions_on(date(2026, 12, 31), XJ) != ()


@pytest.mark.parametrize("day", [date(2027, 1, 1), date(2024, 12, 31)])
def test_days_of_unpublished_years_are_not_known__R24(day: date):
    for ask in (is_working_day, sessions_on, end_of_day):
        with pytest.raises(CalendarMissing):
            ask(day, XJ)
    for count in (-1, 0, 1):
        with pytest.raises(CalendarMissing):
            add_working_days(day, count, XJ)


@pytest.mark.parametrize(
    ("day", "count", "result"),
    [
        ("2026-03-06", 1, "2026-03-09"),
        ("2026-03-06", 0, "2026-03-06"),
        ("2026-03-07", 0, "2026-03-09"),
        ("2026-03-07", 1, "2026-03-10"),  # Saturday stands for Monday
        ("2026-03-09", -1, "2026-03-06"),
        ("2026-03-07", -1, "2026-03-05"),  # Saturday stands for Friday
        ("2026-02-24", -3, "2026-02-12"),
        ("2026-10-01", -3, "2026-09-24"),  # Mid-Autumn lies in between
        ("2025-12-31", 3, "2026-01-06"),
        ("2026-01-06", -3, "2025-12-31"),
    ],
)
def test_adding_working_days(day: str, count: int, result: str):
    assert add_working_days(date.fromisoformat(day), count, XJ) == date.fromisoformat(result)


def test_adding_working_days_agrees_with_due_moments__R20():
    day = date(2026, 1, 1)
    while day < date(2026, 11, 1):
        noon = at(f"{day} 12:00")
        assert add_working_days(day, 7, XJ) == due_moment(noon, Limit(7), XJ).date()
        day += timedelta(days=1)


def test_working_days_cannot_be_taken_from_an_unpublished_year__R24():
    with pytest.raises(CalendarMissing) as caught:
        add_working_days(date(2025, 1, 3), -5, XJ)
    assert caught.value.year == 2024


def test_a_term_that_ends_on_a_day_off_ends_on_the_next_working_day():
    assert end_of_day(date(2026, 3, 6), XJ) == at("2026-03-06 19:30")
    assert end_of_day(date(2026, 3, 7), XJ) == at("2026-03-09 19:30")
    assert end_of_day(date(2026, 3, 7), CN) == at("2026-03-09 18:00")


@pytest.mark.parametrize(
    ("start", "minutes", "result"),
    [
        ("2026-03-02 11:00", 0, "2026-03-02 11:00"),
        ("2026-03-07 11:00", 0, "2026-03-09 10:00"),
        ("2026-03-02 11:00", 180, "2026-03-02 14:00"),
        ("2026-03-02 11:00", 181, "2026-03-02 15:31"),
        ("2026-03-06 19:00", 480, "2026-03-09 19:00"),
    ],
)
def test_working_time_is_added_inside_business_hours(start: str, minutes: int, result: str):
    assert moment_after(at(start), timedelta(minutes=minutes), XJ) == at(result)


def test_work_cannot_be_taken_back():
    with pytest.raises(ValueError, match="negative"):
        moment_after(at("2026-03-02 11:00"), timedelta(minutes=-1), XJ)


def test_working_time_between_moments():
    assert working_time(at("2026-03-02 11:00"), at("2026-03-03 11:00"), XJ) == timedelta(hours=8)
    assert working_time(at("2026-02-14 19:00"), at("2026-02-24 10:30"), XJ) == timedelta(hours=1)
    with pytest.raises(CalendarMissing):
        working_time(at("2026-12-31 11:00"), at("2027-01-01 00:00"), XJ)


# ---- Time used


def test_the_days_of_a_pause_are_not_used__R27():
    start, pause = at("2026-03-02 11:00"), Pause(at("2026-03-04 12:00"), at("2026-03-06 11:00"))
    assert time_used(start, at("2026-03-09 11:00"), XJ, [pause]) == timedelta(hours=7 + 8 + 1)


def test_while_the_clock_is_stopped_no_time_is_used__R26():
    start, pause = at("2026-03-02 11:00"), Pause(at("2026-03-04 12:00"))
    for now in ("2026-03-04 13:00", "2026-03-20 12:00", "2026-12-31 12:00"):
        assert time_used(start, at(now), XJ, [pause]) == timedelta(hours=7 + 8)
    assert time_used(start, at("2026-03-03 12:00"), XJ, [pause]) == timedelta(hours=7 + 2)


def test_two_pauses_on_one_day_lose_it_once__R27():
    start, first = at("2026-03-02 11:00"), Pause(at("2026-03-04 12:00"), at("2026-03-05 11:00"))
    for second in (Pause(at("2026-03-05 16:00"), at("2026-03-06 11:00")), Pause(at("2026-03-05 16:00"))):
        assert time_used(start, at("2026-03-06 19:30"), XJ, [first, second]) == timedelta(hours=7 + 8)


def test_what_ends_in_an_unpublished_year_does_not_hide_the_time_used_before__R24():
    start = at("2026-12-28 11:00")
    pauses = [Pause(at("2026-12-29 12:00"), at("2027-01-10 12:00")), Pause(at("2027-02-01 12:00"))]
    assert time_used(start, at("2026-12-31 12:00"), XJ, pauses) == timedelta(hours=7)


def test_before_the_start_nothing_is_used__R30():
    start = at("2026-03-02 11:00")
    assert time_used(start, start, XJ) == time_used(start, start - timedelta(days=3), XJ) == timedelta()


# ---- Yellow


def test_yellow_at_four_fifths_of_the_business_time__R32():
    start = at("2026-03-02 19:30")
    due = due_moment(start, Limit(5), XJ)
    assert yellow_moment(start, due, XJ) == at("2026-03-06 19:30")
    assert yellow_moment(start, due, XJ, 0.5) == at("2026-03-05 14:00")
    assert yellow_moment(start, due, XJ, 1) == due


def test_yellow_waits_for_the_end_of_a_pause__R32():
    start, pause = at("2026-03-02 19:30"), Pause(at("2026-03-06 12:00"), at("2026-03-10 12:00"))
    due = due_moment(start, Limit(5), XJ, [pause])
    assert due == at("2026-03-12 19:30")
    assert yellow_moment(start, due, XJ, pauses=[pause]) == at("2026-03-11 19:30")


def test_yellow_on_the_eve_of_a_pause_does_not_wait_for_its_end__R32():
    start, pause = at("2026-03-02 19:30"), Pause(at("2026-03-06 12:00"), at("2026-03-10 12:00"))
    due = due_moment(start, Limit(5), XJ, [pause])
    assert yellow_moment(start, due, XJ, 0.6, [pause]) == at("2026-03-05 19:30")


def test_yellow_of_an_emergency_is_counted_on_the_clock__R25_R32():
    start = at("2026-03-07 23:00")
    due = due_moment(start, Limit(2, "ch"), XJ)
    assert yellow_moment(start, due, XJ, unit="ch") == at("2026-03-08 00:36")
    pause = Pause(at("2026-03-07 23:30"), at("2026-03-08 00:30"))
    due = due_moment(start, Limit(2, "ch"), XJ, [pause])
    assert yellow_moment(start, due, XJ, pauses=[pause], unit="ch") == at("2026-03-08 01:36")


def test_yellow_of_a_due_moment_that_was_brought_forward_is_not_after_it__R19():
    saturday, sunday = at("2026-03-07 12:00"), at("2026-03-08 12:00")
    assert yellow_moment(saturday, sunday, XJ) == saturday  # no business time in between
    assert yellow_moment(sunday, saturday, XJ) == saturday


@pytest.mark.parametrize("threshold", [-0.1, 1.01])
def test_a_threshold_is_a_share(threshold: float):
    with pytest.raises(ValueError, match="threshold"):
        yellow_moment(at("2026-03-02 11:00"), at("2026-03-03 19:30"), XJ, threshold)


# ---- Remaining


@pytest.mark.parametrize(
    ("now", "left"),
    [
        ("2026-03-02 11:00", Remaining(False, 1, 420)),
        ("2026-03-03 11:00", Remaining(False, 0, 420)),
        ("2026-03-03 19:30", Remaining(False, 0, 0)),
        ("2026-03-03 19:31", Remaining(True, 0, 0)),  # overdue, but no business time yet
        ("2026-03-04 10:20", Remaining(True, 0, 20)),
        ("2026-03-05 11:00", Remaining(True, 1, 60)),
        ("2026-03-08 12:00", Remaining(True, 3, 0)),
    ],
)
def test_what_is_left_is_told_in_working_days__R32(now: str, left: Remaining):
    assert remaining(at(now), at("2026-03-03 19:30"), XJ) == left


def test_what_is_left_of_an_emergency_is_told_in_days_of_24_hours__R25():
    due = at("2026-03-07 12:00")
    assert remaining(at("2026-03-06 11:30"), due, XJ, "ch") == Remaining(False, 1, 30)
    assert remaining(at("2026-03-07 12:45"), due, XJ, "ch") == Remaining(True, 0, 45)


def test_a_day_left_is_the_working_day_of_the_calendar():
    assert XJ.day_minutes == CN.day_minutes == 480
    assert remaining(at("2026-03-02 11:00"), at("2026-03-05 11:00"), CN) == Remaining(False, 3, 0)


def test_into_an_unpublished_year_only_what_is_known_is_told__R24():
    due = at("2026-12-31 19:30")
    assert remaining(at("2027-01-05 12:00"), due, XJ) == Remaining(True, 0, 0, at_least=True)
    assert remaining(at("2026-12-31 11:00"), at("2027-01-05 19:30"), XJ) == Remaining(False, 0, 420, at_least=True)
