"""What departments tell applicants reads well in both languages."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils import translation

from departments.life.meals import book_meal
from departments.office.models import DutyShift
from departments.office.shifts import file_swap
from departments.org.contract import Problem
from tests.departments.conftest import item

pytestmark = pytest.mark.django_db

MEAL: dict[str, Any] = {"meal_date": "2026-03-10", "meal_type": "lunch", "meal_headcount": 2, "canteen": "base"}


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["lunch", "base canteen", "portions: 2"]), ("zh-hans", ["午餐", "基地餐厅", "2 份"])]
)
def test_a_booking_in_the_applicants_language(language: str, words: list[str]) -> None:
    with translation.override(language):
        text = book_meal(item("OF-LIFE-004", MEAL)).text
    assert all(word in text for word in words), text


@pytest.mark.parametrize(("language", "joined"), [("en", "Wrong. Mend it."), ("zh-hans", "Wrong.Mend it.")])
def test_reason_and_remedy_are_joined_as_the_language_does(language: str, joined: str) -> None:
    with translation.override(language):
        assert Problem(None, "Wrong.", "Mend it.").sentence == joined


def test_a_denial_in_chinese_gives_reason_and_remedy__R7() -> None:
    DutyShift.objects.create(username="yuan.gongjia", duty_date=date(2026, 3, 11), shift="full")
    with translation.override("zh-hans"):
        text = file_swap(item("OF-OFFICE-004", {"duty_date": "2026-03-12", "duty_shift": "full"})).text
    assert "3月11日" in text and "请" in text
