"""Calendars in the database: loaded, published, corrected, recorded."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from portal import audit
from portal.errors import Invalid
from portal.worktime import CalendarMissing, Limit, due_moment, invalidate, is_working_day, load_calendars, table_for
from portal.worktime.models import Calendar, CalendarDay, CalendarYear, SessionHours
from tests.worktime.demo_tables import CN, XJ, at

pytestmark = pytest.mark.django_db


def versions() -> dict[str, int]:
    return {f"{row.calendar_id}/{row.year}": row.version for row in CalendarYear.objects.all()}


def test_the_loaded_table_is_the_documents(calendars):
    for code, expected in (("CN", CN), ("CN-XJ", XJ)):
        table = table_for(code)
        assert (table.opens, table.closes, table.before) == (expected.opens, expected.closes, expected.before)
        assert (table.day_minutes, table.years, table.timezone) == (480, {2025, 2026}, expected.timezone)


def test_the_table_names_its_version__R90(calendars):
    assert table_for("CN-XJ").version == "CN-XJ/2026.1"


def test_loading_again_changes_nothing(calendars, demo_document):
    before = [list(model.objects.values()) for model in (Calendar, SessionHours, CalendarDay, CalendarYear)]
    load_calendars(demo_document)
    assert before == [list(model.objects.values()) for model in (Calendar, SessionHours, CalendarDay, CalendarYear)]
    assert audit.timeline("CN-XJ").count() == 2  # 2025 and 2026, once


def test_a_correction_is_a_new_version_of_its_year_and_of_those_that_inherit__R31_R90(calendars, demo_document):
    demo_document["calendars"][0]["holidays"][2026].append("2026-12-31")
    load_calendars(demo_document)
    assert versions() == {"CN/2025": 1, "CN/2026": 2, "CN-XJ/2025": 1, "CN-XJ/2026": 2}
    assert table_for("CN-XJ").version == "CN-XJ/2026.2"
    assert not is_working_day(date(2026, 12, 31), table_for("CN-XJ"))
    last = audit.timeline("CN-XJ").last()
    assert (last.event, last.data["year"], last.data["version"]) == ("calendar.published", 2026, 2)


def test_an_announced_regional_holiday_leaves_the_nation_as_it_is__R24(calendars, demo_document):
    demo_document["calendars"][1]["regional_holidays"][2026].append("2026-03-20")
    load_calendars(demo_document)
    assert versions() == {"CN/2025": 1, "CN/2026": 1, "CN-XJ/2025": 1, "CN-XJ/2026": 2}
    assert is_working_day(date(2026, 3, 20), table_for("CN"))


def test_new_business_hours_are_a_new_version_of_every_year__R90(calendars, demo_document):
    del demo_document["calendars"][1]["sessions_summer"]
    load_calendars(demo_document)
    assert versions() == {"CN/2025": 1, "CN/2026": 1, "CN-XJ/2025": 2, "CN-XJ/2026": 2}
    assert table_for("CN-XJ").version == "CN-XJ/2026.3"
    assert due_moment(at("2026-07-01 12:00"), Limit(0), table_for("CN-XJ")) == at("2026-07-01 19:30")


def test_a_withdrawn_day_is_taken_out_again(calendars, demo_document):
    demo_document["calendars"][0]["makeup_workdays"][2026].remove("2026-10-10")
    load_calendars(demo_document)
    assert not is_working_day(date(2026, 10, 10), table_for("CN-XJ"))
    assert not CalendarDay.objects.filter(day=date(2026, 10, 10)).exists()


def test_the_next_year_is_published_for_those_that_inherit_too__R24(calendars, demo_document):
    with pytest.raises(CalendarMissing):
        due_moment(at("2026-12-31 12:00"), Limit(1), table_for("CN-XJ"))
    demo_document["calendars"][0]["holidays"][2027] = ["2027-01-01"]
    load_calendars(demo_document)
    assert due_moment(at("2026-12-31 12:00"), Limit(1), table_for("CN-XJ")) == at("2027-01-04 19:30")
    assert table_for("CN-XJ").version == "CN-XJ/2027.1"


def test_a_year_the_document_no_longer_names_stays_published(calendars, demo_document):
    for calendar in demo_document["calendars"]:
        for key in ("holidays", "makeup_workdays", "regional_holidays"):
            calendar.get(key, {}).pop(2025, None)
    load_calendars(demo_document)
    assert versions() == {"CN/2025": 1, "CN/2026": 1, "CN-XJ/2025": 1, "CN-XJ/2026": 1}
    assert is_working_day(date(2025, 1, 26), table_for("CN-XJ"))


def test_a_calendar_may_inherit_hours_and_add_a_season_or_days_of_its_own__R24(calendars, demo_document):
    plant = {"code": "CN-XJ-P1", "name": "采油一厂", "inherits": "CN-XJ", "company_holidays": {2026: ["2026-03-16"]}}
    demo_document["calendars"].append(plant)
    load_calendars(demo_document)
    table = table_for("CN-XJ-P1")
    assert due_moment(at("2026-03-13 12:00"), Limit(1), table) == at("2026-03-17 19:30")
    assert due_moment(at("2026-07-01 12:00"), Limit(0), table) == at("2026-07-01 20:00")
    plant["sessions_deep"] = {"from": "12-01", "to": "01-31", "am": ["11:00", "14:00"], "pm": ["15:00", "18:00"]}
    load_calendars(demo_document)
    assert due_moment(at("2026-12-01 12:00"), Limit(0), table_for("CN-XJ-P1")) == at("2026-12-01 18:00")
    assert due_moment(at("2026-07-01 12:00"), Limit(0), table_for("CN-XJ-P1")) == at("2026-07-01 20:00")


def test_a_broken_document_is_refused_whole(calendars, demo_document):
    demo_document["calendars"][0]["holidays"][2026].append("2026-12-31")
    demo_document["calendars"][1]["timezone"] = "Asia/Nowhere"
    with pytest.raises(Invalid) as caught:
        load_calendars(demo_document)
    assert caught.value.error_code == "calendar_invalid"
    assert list(caught.value.fields) == ["calendar.yaml.calendars.1.timezone"]
    assert "Asia/Shanghai" in str(caught.value)
    assert versions()["CN/2026"] == 1


def test_loading_costs_the_same_whatever_changed(calendars, demo_document):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load_calendars(demo_document)
    assert len(queries) <= 30


@pytest.mark.parametrize(
    "row",
    [
        lambda: SessionHours(season="x", first_day="05-01", last_day="", **TIMES),
        lambda: SessionHours(season="x", first_day="13-01", last_day="05-01", **TIMES),
        lambda: SessionHours(season="x", first_day="01-01", last_day="02-01", **{**TIMES, "pm_open": time(12)}),
        lambda: SessionHours(season="", **TIMES),
        lambda: CalendarDay(day=date(2026, 1, 1), kind="makeup"),
        lambda: CalendarDay(day=date(2026, 3, 2), kind="festival"),
        lambda: CalendarYear(year=2026, digest="x", published_at=at("2026-01-01 12:00")),
    ],
)
def test_the_database_refuses_what_must_never_be(calendars, row):
    row = row()
    row.calendar_id = "CN"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


TIMES = {"am_open": time(9), "am_close": time(13), "pm_open": time(14), "pm_close": time(18)}


def test_a_calendar_is_not_its_own_parent(calendars):
    with pytest.raises(IntegrityError), transaction.atomic():
        Calendar.objects.filter(code="CN").update(inherits_id="CN")


def test_a_calendar_others_inherit_cannot_be_removed(calendars):
    with pytest.raises(ProtectedError):
        Calendar.objects.get(code="CN").delete()
    invalidate()
    assert table_for("CN-XJ").version == "CN-XJ/2026.1"
