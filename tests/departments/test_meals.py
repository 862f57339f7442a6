"""Meals: cut-offs, no-shows, the halal canteen (R92); canteen cards."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from departments.life.cards import change_card
from departments.life.meals import book_meal, check_meal, cut_off, headcounts
from departments.life.models import CanteenCard, MealReservation
from departments.life.rules import halal_in_halal_canteen
from tests.departments.conftest import NOW, item, moment

pytestmark = pytest.mark.django_db


def meal(day: str, kind: str = "lunch", **changes: Any) -> Any:
    values = {"meal_date": day, "meal_type": kind, "meal_headcount": 2, "canteen": "base", "diet": "normal"}
    extra = {key: changes.pop(key) for key in list(changes) if key in values}
    return item("OF-LIFE-004", values | extra, **changes)


@pytest.mark.parametrize(
    ("kind", "last"),
    [("breakfast", "2026-03-09 20:00"), ("lunch", "2026-03-10 09:30"), ("dinner", "2026-03-10 15:00")],
)
def test_each_meal_has_its_cut_off__R92(kind: str, last: str) -> None:
    assert cut_off(date(2026, 3, 10), kind) == moment(last)
    on_time, late = moment(last), moment(last) + timedelta(seconds=1)
    assert check_meal(meal("2026-03-10", kind, now=on_time)) == []
    problem = check_meal(meal("2026-03-10", kind, now=late))[0]
    assert (problem.field, problem.code) == ("meal_date", "after_cut_off")
    assert problem.text and problem.remedy


def test_a_booking_is_confirmed_with_a_code() -> None:
    outcome = book_meal(meal("2026-03-10"))
    assert outcome.approved
    assert outcome.data["meal_code"] in outcome.text
    assert headcounts(date(2026, 3, 10)) == {("lunch", "base"): 2}


def test_the_same_case_books_once() -> None:
    first, again = book_meal(meal("2026-03-10")), book_meal(meal("2026-03-10"))
    assert first.data == again.data
    assert MealReservation.objects.count() == 1


def test_a_later_application_for_the_same_meal_changes_it() -> None:
    book_meal(meal("2026-03-10"))
    changed = book_meal(meal("2026-03-10", meal_headcount=5, case_number="YJS-20260309-OF-000002-9"))
    assert changed.approved
    assert headcounts(date(2026, 3, 10)) == {("lunch", "base"): 5}


def test_a_halal_diet_is_served_in_the_halal_canteen__R92() -> None:
    outcome = book_meal(meal("2026-03-10", diet="halal"))
    assert outcome.data["canteen"] == "halal"
    assert headcounts(date(2026, 3, 10)) == {("lunch", "halal"): 2}


def test_whoever_asked_in_time_keeps_the_meal_when_other_items_take_long() -> None:
    """The cut-off is that of the application, not of the handler."""
    late_hour = moment("2026-03-10 11:00")
    assert book_meal(meal("2026-03-10", now=late_hour)).approved
    too_late = book_meal(meal("2026-03-10", submitted_at=late_hour, now=late_hour, case_number="other"))
    assert (too_late.approved, too_late.reason_code) == (False, "after_cut_off")


def test_a_day_that_has_passed_is_refused_with_a_way_on() -> None:
    outcome = book_meal(meal("2026-03-10", now=moment("2026-03-12 10:00")))
    assert (outcome.approved, outcome.reason_code) == (False, "meal_over")
    assert outcome.text
    assert not MealReservation.objects.exists()


@pytest.mark.parametrize(("no_shows", "problems"), [(2, 0), (3, 1)])
def test_three_meals_not_collected_leave_the_same_day__R92(no_shows: int, problems: int) -> None:
    _leave_uncollected([5, 12, 20][:no_shows])
    assert len(check_meal(meal("2026-03-10"))) == problems
    assert check_meal(meal("2026-03-09", "dinner")) == []


def test_meals_not_collected_are_forgotten_after_30_days__R92() -> None:
    _leave_uncollected([5, 12, 30])
    assert check_meal(meal("2026-03-10")) == []


def _leave_uncollected(days_ago: list[int]) -> None:
    for days in days_ago:
        MealReservation.objects.create(
            username="yuan.gongjia",
            meal_date=NOW.date() - timedelta(days=days),
            meal="lunch",
            canteen="base",
            portions=1,
            case_number=f"earlier-{days}",
            no_show=True,
        )


@pytest.mark.parametrize("values", [{"meal_date": None}, {"meal_type": ""}, {"meal_date": "soon"}])
def test_an_incomplete_application_is_refused_in_words(values: dict[str, Any]) -> None:
    application = meal("2026-03-10")
    broken = item("OF-LIFE-004", {**application.values, **values})
    assert check_meal(broken) == []
    assert book_meal(broken).reason_code == "incomplete"


def test_reception_meals_for_a_halal_diet_need_the_halal_canteen__R92() -> None:
    assert halal_in_halal_canteen(item("OF-LIFE-003", {"diet": "halal", "canteen": "base"}))[0].field == "canteen"
    assert halal_in_halal_canteen(item("OF-LIFE-003", {"diet": "halal", "canteen": "halal"})) == []
    assert halal_in_halal_canteen(item("OF-LIFE-003", {"diet": "normal", "canteen": "base"})) == []


def test_a_newcomer_gets_a_card_and_a_leaver_gives_it_back() -> None:
    opened = change_card(item("OF-LIFE-008", {"employee_no": "10000049"}))
    assert opened.approved and opened.data["is_open"]
    again = change_card(item("OF-LIFE-008", {"employee_no": "10000049"}))
    assert again.data == opened.data
    closed = change_card(item("OF-LIFE-008", {"employee_no": "10000049"}, case_number="leaving"))
    assert closed.approved and not closed.data["is_open"]
    assert CanteenCard.objects.count() == 1


def test_a_card_needs_an_employee_number() -> None:
    assert change_card(item("OF-LIFE-008", {})).reason_code == "not_in_register"
