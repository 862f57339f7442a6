"""Due moments rule by rule, beyond the table of vectors."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.errors import Conflict, Invalid
from portal.worktime import CalendarMissing, Limit, Pause, due_moment
from tests.worktime.demo_tables import CN, XJ, at, table_of

ACCEPTED = at("2026-03-02 11:00")  # a Monday


def due(accepted: str, limit: object, *pauses: tuple[str, str | None], table=XJ, unit="wd") -> str:
    spans = [Pause(at(start), end and at(end)) for start, end in pauses]
    return f"{due_moment(at(accepted), Limit(limit, unit), table, spans):%Y-%m-%d %H:%M}"


# ---- Where the clock starts


@pytest.mark.parametrize(
    ("accepted", "ends"),
    [
        ("2026-03-02 19:30", "2026-03-03 19:30"),  # at closing: still that day
        ("2026-03-02 19:31", "2026-03-04 19:30"),
        ("2026-03-02 00:00", "2026-03-03 19:30"),
        ("2026-03-01 23:59", "2026-03-03 19:30"),
    ],
)
def test_closing_time_belongs_to_the_day_it_closes__R21(accepted: str, ends: str):
    assert due(accepted, 1) == ends


@pytest.mark.parametrize(
    ("accepted", "ends"),
    [
        ("2026-03-02 14:00", "2026-03-02 19:30"),  # the morning's last moment
        ("2026-03-02 14:01", "2026-03-03 14:00"),  # lunch: taken on in the afternoon
        ("2026-03-02 15:30", "2026-03-03 14:00"),
    ],
)
def test_half_a_day_starts_in_the_session_of_acceptance__R22(accepted: str, ends: str):
    assert due(accepted, "0.5") == ends


def test_an_instant_item_received_on_a_day_off_is_due_on_the_next_working_day__R23():
    assert due("2026-03-08 09:00", 0) == "2026-03-09 19:30"


def test_a_chain_of_items_starting_at_closing_fits_the_published_limit__R19():
    first = due_moment(ACCEPTED, Limit(1), XJ)
    second = due_moment(first, Limit("0.5"), XJ)
    assert second == at("2026-03-04 14:00")
    assert second <= due_moment(ACCEPTED, Limit(2), XJ)


# ---- Calendars and seasons


def test_national_offices_close_at_six__R24():
    assert due("2026-07-01 12:00", 1, table=CN) == "2026-07-02 18:00"


def test_summer_begins_with_may_and_ends_with_september__R24():
    assert due("2026-04-29 12:00", 1) == "2026-04-30 19:30"
    assert due("2026-05-06 12:00", 1) == "2026-05-07 20:00"
    assert due("2026-09-29 12:00", 1) == "2026-09-30 20:00"


def test_a_season_holds_on_its_first_and_last_day_and_may_run_over_new_year__R24(demo_document):
    hours = {"am": ["11:00", "14:00"], "pm": ["15:00", "18:00"]}
    demo_document["calendars"][1]["sessions_cold"] = {"from": "11-02", "to": "03-03", **hours}
    region = table_of("CN-XJ", demo_document)
    days = ("2026-10-30", "2026-11-02", "2026-12-31", "2026-01-05", "2026-03-03", "2026-03-04")
    closings = [due(f"{day} 12:00", 0, table=region)[-5:] for day in days]
    assert closings == ["19:30", "18:00", "18:00", "18:00", "18:00", "19:30"]
    demo_document["calendars"][1]["sessions_summer"]["from"] = "05-06"
    assert due("2026-05-06 12:00", 0, table=table_of("CN-XJ", demo_document)) == "2026-05-06 20:00"


def test_regional_holidays_hold_in_the_region_only__R24(demo_document):
    demo_document["calendars"][1]["regional_holidays"][2026] = ["2026-03-20"]
    region = table_of("CN-XJ", demo_document)
    assert due("2026-03-19 12:00", 1, table=region) == "2026-03-23 19:30"
    assert due("2026-03-19 12:00", 1, table=table_of("CN", demo_document)) == "2026-03-20 18:00"


def test_the_nearest_calendar_decides_about_a_day__R24(demo_document):
    demo_document["calendars"][1]["makeup_workdays"] = {2026: ["2026-01-02"]}
    assert due("2025-12-31 12:00", 1, table=table_of("CN-XJ", demo_document)) == "2026-01-02 19:30"


# ---- Unpublished years


@pytest.mark.parametrize(
    ("accepted", "limit", "year"),
    [
        ("2026-12-31 12:00", "1", 2027),
        ("2026-12-31 16:00", "0.5", 2027),
        ("2026-12-31 20:00", "0", 2027),  # after closing: taken on next year
        ("2026-06-01 12:00", "300", 2027),
        ("2027-01-04 12:00", "1", 2027),
        ("2024-12-31 12:00", "1", 2024),
    ],
)
def test_an_unpublished_year_is_named_and_never_guessed__R24(accepted: str, limit: str, year: int):
    with pytest.raises(CalendarMissing) as caught:
        due(accepted, limit)
    assert (caught.value.calendar, caught.value.year) == ("CN-XJ", year)
    assert isinstance(caught.value, Conflict) and caught.value.error_code == "calendar_missing"
    assert "CN-XJ" in str(caught.value) and str(year) in str(caught.value)


def test_the_last_day_of_the_last_year_can_still_be_counted__R24():
    assert due("2026-12-31 12:00", 0) == "2026-12-31 19:30"
    assert due("2026-12-30 12:00", 1) == "2026-12-31 19:30"


def test_a_year_missing_in_between_is_not_jumped_over__R24():
    gap = table_of("CN-XJ", years={2025, 2027})
    with pytest.raises(CalendarMissing) as caught:
        due_moment(at("2025-12-31 12:00"), Limit(1), gap)
    assert caught.value.year == 2026
    assert due("2025-12-30 12:00", 1, table=gap) == "2025-12-31 19:30"


def test_a_pause_that_ends_in_an_unpublished_year_is_not_guessed__R24():
    with pytest.raises(CalendarMissing):
        due("2026-12-30 12:00", 1, ("2026-12-30 13:00", "2027-01-05 12:00"))


# ---- Pauses


@pytest.mark.parametrize(
    ("pause", "ends"),
    [
        (("2026-03-04 12:00", "2026-03-04 12:00"), "2026-03-09 19:30"),
        (("2026-03-06 20:00", "2026-03-09 09:00"), "2026-03-09 19:30"),  # Friday night to Monday morning: one day
        (("2026-03-06 19:30", "2026-03-09 10:00"), "2026-03-11 19:30"),  # Friday at closing: two days
        (("2026-03-09 12:00", "2026-03-10 12:00"), "2026-03-11 19:30"),  # on the due day itself
        (("2026-03-09 19:31", "2026-03-20 12:00"), "2026-03-09 19:30"),  # too late to help
        (("2026-02-26 12:00", "2026-03-02 10:30"), "2026-03-09 19:30"),  # over before the start
        (("2026-02-26 12:00", "2026-03-04 12:00"), "2026-03-11 19:30"),  # the start falls into it
        (("2026-03-04 12:00", None), "2026-03-09 19:30"),  # not over: nothing is known yet
    ],
)
def test_pauses_take_whole_days__R27_R28(pause: tuple[str, str | None], ends: str):
    assert due("2026-03-02 11:00", 5, pause) == ends


def test_overlapping_pauses_count_once_and_in_any_order__R27():
    pauses = [("2026-03-05 12:00", "2026-03-09 11:00"), ("2026-03-04 12:00", "2026-03-06 11:00")]
    assert due("2026-03-02 11:00", 5, *pauses) == "2026-03-13 19:30"


def test_a_pause_on_the_day_of_resumption_starts_from_there__R27():
    pauses = [("2026-03-04 12:00", "2026-03-05 11:00"), ("2026-03-05 16:00", "2026-03-09 11:00")]
    assert due("2026-03-02 11:00", 5, *pauses) == "2026-03-13 19:30"


def test_an_instant_item_suspended_overnight_is_due_on_the_day_of_resumption__R27():
    assert due("2026-03-02 11:00", 0, ("2026-03-02 12:00", "2026-03-04 12:00")) == "2026-03-04 19:30"


@pytest.mark.parametrize(
    ("accepted", "limit", "pause", "ends"),
    [
        # Accepted in the morning: its afternoon is spent, one day is left after the pause.
        ("2026-03-02 10:30", "1.5", ("2026-03-03 12:00", "2026-03-04 12:00"), "2026-03-05 19:30"),
        # Accepted in the afternoon: nothing is spent, a day and a half are left.
        ("2026-03-02 16:00", "1.5", ("2026-03-03 12:00", "2026-03-04 12:00"), "2026-03-06 14:00"),
        # Suspended on the day of acceptance: all is left, for half days too.
        ("2026-03-02 10:30", "0.5", ("2026-03-02 12:00", "2026-03-04 12:00"), "2026-03-05 14:00"),
        ("2026-03-02 16:00", "0.5", ("2026-03-02 17:00", "2026-03-04 16:00"), "2026-03-05 14:00"),
        # Suspended in the afternoon after it was due at noon: too late.
        ("2026-03-02 16:00", "0.5", ("2026-03-03 16:00", "2026-03-06 12:00"), "2026-03-03 14:00"),
        # Within one day: no effect.
        ("2026-03-02 16:00", "0.5", ("2026-03-03 10:30", "2026-03-03 13:00"), "2026-03-03 14:00"),
    ],
)
def test_pauses_take_whole_days_from_half_day_limits_too__R22_R27_R28(
    accepted: str, limit: str, pause: tuple[str, str], ends: str
):
    assert due(accepted, limit, pause) == ends


# ---- Calendar hours


def test_emergencies_run_day_and_night_from_registration__R25():
    assert due("2026-03-07 23:30", "0.5", unit="ch") == "2026-03-08 00:00"
    assert due("2026-10-01 03:00", 8, unit="ch") == "2026-10-01 11:00"
    assert due("2026-03-02 12:00", "0.1", unit="ch") == "2026-03-02 12:06"


def test_force_majeure_adds_its_own_length__R25():
    pauses = [("2026-03-02 13:00", "2026-03-02 15:30"), ("2026-03-02 17:00", "2026-03-02 17:10")]
    assert due("2026-03-02 12:00", 4, *pauses, unit="ch") == "2026-03-02 18:40"


@pytest.mark.parametrize(
    "pause",
    [
        ("2026-03-02 16:00", "2026-03-03 00:00"),  # begins when the time is up
        ("2026-03-02 10:00", "2026-03-02 12:00"),
        ("2026-03-02 13:00", None),
    ],
)
def test_force_majeure_outside_the_limit_adds_nothing__R25(pause: tuple[str, str | None]):
    assert due("2026-03-02 12:00", 4, pause, unit="ch") == "2026-03-02 16:00"


def test_calendar_hours_need_no_published_year__R25():
    assert due("2031-01-01 00:00", 1, unit="ch") == "2031-01-01 01:00"


# ---- What cannot be counted


@pytest.mark.parametrize("amount", [-1, "-0.5", "0.3", "1.25", "NaN", "Infinity", "soon", None])
def test_a_limit_that_cannot_be_counted_is_refused(amount: object):
    with pytest.raises(Invalid) as caught:
        Limit(amount)
    assert caught.value.error_code == "limit_invalid"


def test_a_limit_has_one_of_two_units():
    with pytest.raises(Invalid, match="weeks"):
        Limit(1, "weeks")


def test_limits_compare_by_what_they_say():
    assert Limit(1) == Limit("1.0") != Limit(1, "ch")
    assert Limit("1.5").half_days == 3
    assert Limit("1.5", "ch").hours == timedelta(minutes=90)


def test_a_pause_ends_after_it_begins():
    with pytest.raises(Invalid) as caught:
        Pause(at("2026-03-03 11:00"), at("2026-03-03 10:59"))
    assert caught.value.error_code == "pause_invalid"


def test_a_moment_without_a_zone_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="aware"):
        due_moment(datetime(2026, 3, 2, 11), Limit(1), XJ)
