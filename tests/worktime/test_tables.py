"""The tables a process keeps: cheap to ask for, renewed in time, safe to share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from portal.worktime import (
    CalendarMissing,
    CalendarUnknown,
    Limit,
    due_moment,
    invalidate,
    is_working_day,
    load_calendars,
    remaining,
    table_for,
    tables,
)
from portal.worktime.models import Calendar, CalendarDay, CalendarYear, SessionHours
from tests.worktime.demo_tables import at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The process's monotonic clock, to be moved by hand."""
    now = [1000.0]
    monkeypatch.setattr(tables.time, "monotonic", lambda: now[0])
    return now


def test_asking_again_costs_no_query(calendars, django_assert_num_queries):
    first = table_for("CN-XJ")
    with django_assert_num_queries(0):
        assert table_for("CN-XJ") is first
        due_moment(at("2026-03-02 11:00"), Limit(5), table_for("CN-XJ"))


def test_the_first_time_costs_a_handful_of_queries(calendars, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        table_for("CN-XJ")


def test_once_a_minute_one_query_asks_for_changes(calendars, clock, django_assert_num_queries):
    first = table_for("CN-XJ")
    clock[0] += 59.9
    with django_assert_num_queries(0):
        table_for("CN-XJ")
    clock[0] += 0.1
    with django_assert_num_queries(1):
        assert table_for("CN-XJ") is first
    with django_assert_num_queries(0):
        table_for("CN-XJ")


def test_a_change_made_by_another_process_is_seen_within_a_minute__R31(calendars, clock):
    assert is_working_day(date(2026, 12, 31), table_for("CN-XJ"))
    # What the other process leaves behind: rows, and no invalidation here.
    CalendarDay.objects.create(calendar_id="CN-XJ", day=date(2026, 12, 31), kind="company")
    CalendarYear.objects.filter(calendar_id="CN-XJ", year=2026).update(version=2, digest="other")
    assert is_working_day(date(2026, 12, 31), table_for("CN-XJ"))
    clock[0] += 60
    assert not is_working_day(date(2026, 12, 31), table_for("CN-XJ"))
    assert table_for("CN-XJ").version == "CN-XJ/2026.2"


def test_loading_is_seen_at_once_and_again_after_the_commit(
    calendars, demo_document, django_capture_on_commit_callbacks
):
    table_for("CN-XJ")
    demo_document["calendars"][1]["regional_holidays"][2026].append("2026-03-20")
    with django_capture_on_commit_callbacks(execute=False) as callbacks:
        load_calendars(demo_document)
    assert not is_working_day(date(2026, 3, 20), table_for("CN-XJ"))
    kept = table_for("CN-XJ")
    for callback in callbacks:
        callback()
    assert table_for("CN-XJ") is not kept


@pytest.mark.django_db
def test_a_calendar_that_is_not_loaded_is_named():
    with pytest.raises(CalendarUnknown) as caught:
        table_for("CN-XX")
    assert (caught.value.error_code, caught.value.status) == ("calendar_unknown", 404)
    assert "CN-XX" in str(caught.value)


def test_a_calendar_without_business_hours_is_not_usable(calendars):
    SessionHours.objects.all().delete()
    invalidate()
    with pytest.raises(CalendarUnknown):
        table_for("CN-XJ")


def test_a_calendar_without_a_published_year_says_so_when_asked__R24(calendars):
    Calendar.objects.create(code="CN-NEW", name="新", inherits_id="CN")
    table = table_for("CN-NEW")
    with pytest.raises(CalendarMissing):
        due_moment(at("2026-03-02 11:00"), Limit(0), table)
    assert remaining(at("2026-03-02 11:00"), at("2026-03-03 11:00"), table).at_least


@pytest.mark.django_db(transaction=True)
def test_threads_may_ask_at_the_same_time(demo_document):
    load_calendars(demo_document)

    def ask(number: int) -> str:
        try:
            if number % 5 == 0:
                invalidate()
            return str(due_moment(at("2026-03-02 11:00"), Limit(5), table_for("CN-XJ")))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(ask, range(80))) == {"2026-03-09 19:30:00+08:00"}
