"""A broken calendar document is refused with everything wrong with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from portal.worktime.documents import FILE, calendar_specs, check_calendars

NATION, REGION = 0, 1


def test_the_demo_document_is_in_order(demo_document: dict[str, Any]):
    assert check_calendars(demo_document) == []
    nation, region = calendar_specs(demo_document)
    assert (nation.code, nation.inherits, nation.years) == ("CN", None, {2025, 2026})
    assert (region.code, region.inherits, set(region.hours)) == ("CN-XJ", "CN", {"", "summer"})


@pytest.mark.parametrize(
    ("calendar", "key", "value", "path", "words"),
    [
        (NATION, "code", "", ("code",), "missing"),
        (NATION, "code", "C" * 21, ("code",), "20"),
        (REGION, "code", "CN", ("code",), "twice"),
        (NATION, "name", None, ("name",), "missing"),
        (NATION, "holiday", {}, ("holiday",), "makeup_workdays"),
        (REGION, "inherits", "CN-XX", ("inherits",), "CN-XX"),
        (REGION, "timezone", "Asia/Nowhere", ("timezone",), "Asia/Shanghai"),
        (REGION, "timezone", 8, ("timezone",), "Asia/Shanghai"),
        (NATION, "sessions", {"am": ["09:00", "13:00"]}, ("sessions",), "quotes"),
        (NATION, "sessions", {"am": ["09:00", 780], "pm": ["14:00", "18:00"]}, ("sessions",), "quotes"),
        (NATION, "sessions", {"am": ["09:00", "13:00"], "pm": ["12:00", "18:00"]}, ("sessions",), "in order"),
        (NATION, "sessions", {"am": ["09:00", "13:00"], "pm": ["14:00", "24:00"]}, ("sessions",), "in order"),
        (NATION, "sessions", "9 to 5", ("sessions",), "quotes"),
        (
            REGION,
            "sessions_winter",
            {"am": ["09:00", "13:00"], "pm": ["14:00", "18:00"]},
            ("sessions_winter",),
            "from:",
        ),
        (NATION, "holidays", ["2026-01-01"], ("holidays",), "by year"),
        (NATION, "holidays", {"2026": []}, ("holidays", "2026"), "year"),
        (NATION, "holidays", {20260: []}, ("holidays", 20260), "year"),
        (NATION, "holidays", {2026: "2026-01-01"}, ("holidays", 2026), "list"),
        (NATION, "makeup_workdays", {2027: ["2027-01-02"]}, ("makeup_workdays", 2027), "no holidays"),
        (NATION, "makeup_workdays", {2026: ["2026-01-05"]}, ("makeup_workdays", 2026, 0), "2026-01-05"),
        (NATION, "makeup_workdays", {2026: ["2026-02-15"]}, ("makeup_workdays", 2026, 0), "both"),
        (NATION, "makeup_workdays", {2026: ["2025-01-26"]}, ("makeup_workdays", 2026, 0), "2025-01-26"),
        (REGION, "regional_holidays", {2026: ["2026-03-20", "2026-03-20"]}, ("regional_holidays", 2026, 1), "twice"),
        (REGION, "regional_holidays", {2026: ["2026-02-30"]}, ("regional_holidays", 2026, 0), "2026-02-30"),
        (REGION, "company_holidays", {2026: [20260320]}, ("company_holidays", 2026, 0), "20260320"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(demo_document, calendar, key, value, path, words):
    demo_document["calendars"][calendar][key] = value
    findings = [found for found in check_calendars(demo_document) if found.path == (FILE, "calendars", calendar, *path)]
    assert len(findings) == 1
    assert words in f"{findings[0].what} {findings[0].how_to_mend}"


@pytest.mark.parametrize("key", ["sessions", "holidays"])
def test_a_calendar_that_inherits_nothing_says_everything_itself(demo_document, key):
    del demo_document["calendars"][NATION][key]
    assert (FILE, "calendars", NATION, key) in [found.path for found in check_calendars(demo_document)]


@pytest.mark.parametrize("document", [None, [], {}, {"calendars": []}, {"calendars": {"CN": {}}}])
def test_a_document_without_calendars_is_refused(document: Any):
    assert [found.path for found in check_calendars(document)] == [(FILE,)]


def test_an_entry_that_is_no_calendar_is_refused(demo_document):
    demo_document["calendars"].append("CN-TJ")
    assert [found.path for found in check_calendars(demo_document)] == [(FILE, "calendars", 2)]


def test_two_calendars_cannot_inherit_each_other(demo_document):
    demo_document["calendars"][NATION]["inherits"] = "CN-XJ"
    assert [found.path[-1] for found in check_calendars(demo_document)] == ["inherits", "inherits"]


def test_seasons_do_not_overlap(demo_document):
    season = {**demo_document["calendars"][REGION]["sessions_summer"], "from": "09-30", "to": "04-30"}
    demo_document["calendars"][REGION]["sessions_cold"] = season
    assert "overlap" in check_calendars(demo_document)[0].what
    season["from"] = "10-01"
    assert check_calendars(demo_document) == []


def test_a_calendar_loaded_before_may_be_inherited(demo_document):
    del demo_document["calendars"][NATION]
    assert check_calendars(demo_document) != []
    assert check_calendars(demo_document, frozenset({"CN"})) == []


def test_every_problem_is_found_at_once(demo_document):
    demo_document["calendars"][NATION]["name"] = ""
    demo_document["calendars"][NATION]["makeup_workdays"][2026].append("2026-01-05")
    demo_document["calendars"][REGION]["timezone"] = "?"
    assert len(check_calendars(demo_document)) == 3


def test_dates_may_stand_without_quotes(demo_document):
    demo_document["calendars"][REGION]["regional_holidays"][2026] = [date(2026, 3, 20)]
    assert check_calendars(demo_document) == []
    assert calendar_specs(demo_document)[REGION].days == {date(2026, 3, 20): "regional"}
