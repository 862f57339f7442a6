"""Moments, durations, sizes and masked values as people read them, in both languages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.template import engines
from django.utils import translation

from portal.ui import masking, moments

NOW = datetime(2026, 11, 18, 2, 24, tzinfo=UTC)  # 10:24 in Shanghai
DUE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)  # 17:30


@pytest.fixture(autouse=True)
def on_a_wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


def said(source: str, language: str = "zh-hans", **context: object) -> str:
    with translation.override(language):
        return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize(
    ("source", "chinese", "english"),
    [
        ("{{ m|day }}", "11月24日", "24 Nov"),
        ("{{ m|day_week }}", "11月24日 周二", "Tue 24 Nov"),
        ("{{ m|moment }}", "11月24日 周二 17:30", "Tue 24 Nov 17:30"),
        ("{{ m|clock }}", "17:30", "17:30"),
        ("{{ m|weekday }}", "周二", "Tue"),
        ("{{ none|moment }}{{ none|day }}{{ none|since }}", "", ""),
    ],
)
def test_a_moment_has_one_format(source: str, chinese: str, english: str):
    assert said(source, m=DUE, none=None) == chinese
    assert said(source, "en", m=DUE, none=None) == english


def test_a_date_of_another_year_says_so():
    assert said("{{ d|day }}", d=date(2027, 1, 4)) == "2027年1月4日"
    assert said("{{ d|day }}", "en", d=date(2027, 1, 4)) == "4 Jan 2027"


@pytest.mark.parametrize(
    ("ago", "chinese", "english"),
    [
        (timedelta(seconds=20), "刚刚", "just now"),
        (timedelta(minutes=12), "12 分钟前", "12 minutes ago"),
        (timedelta(hours=2), "今天 08:24", "today 08:24"),
        (timedelta(hours=18), "昨天 16:24", "yesterday 16:24"),
        (timedelta(days=5), "11月13日 10:24", "13 Nov 10:24"),
    ],
)
def test_since_is_said_as_people_say_it(ago: timedelta, chinese: str, english: str):
    assert said("{{ m|since }}", m=NOW - ago) == chinese
    assert said("{{ m|since }}", "en", m=NOW - ago) == english


def test_a_moment_to_come_is_never_called_past():
    assert said("{{ m|since }}", m=NOW + timedelta(minutes=5)) == "今天 10:29"


@pytest.mark.parametrize(
    ("due", "chinese"),
    [(NOW + timedelta(hours=7), "今天 17:24"), (NOW + timedelta(days=1), "明天 10:24"), (DUE, "11月24日 周二 17:30")],
)
def test_due_is_said_by_today_tomorrow_or_date(due: datetime, chinese: str):
    assert said("{{ m|due_words }}", m=due) == chinese


@pytest.mark.parametrize(
    ("overdue", "days", "minutes", "chinese", "english"),
    [
        (False, 1, 420, "剩 1 天 7 小时", "1 day 7 h left"),
        (False, 0, 240, "剩 4 小时", "4 h left"),
        (False, 0, 96, "剩 1 小时 36 分", "1 h 36 min left"),
        (False, 2, 0, "剩 2 天", "2 days left"),
        (False, 2, 20, "剩 2 天", "2 days left"),
        (False, 0, 0, "剩不到 1 分钟", "Less than a minute left"),
        (True, 0, 0, "刚刚超期", "Just overdue"),
        (True, 0, 180, "超期 3 小时", "Overdue by 3 h"),
        (True, 3, 61, "超期 3 天 1 小时", "Overdue by 3 days 1 h"),
    ],
)
def test_remaining_time_is_in_at_most_two_units(overdue: bool, days: int, minutes: int, chinese: str, english: str):
    left = SimpleNamespace(overdue=overdue, days=days, minutes=minutes)
    assert said("{{ left|remaining_words }}", left=left) == chinese
    assert said("{{ left|remaining_words }}", "en", left=left) == english


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (900, "900 B"), (219136, "214 KB"), (2_500_000, "2.4 MB"), (27_262_976, "26 MB")],
)
def test_sizes_read_like_a_file_manager(size: int, words: str):
    assert moments.filesize_words(size) == words


def test_an_identity_number_shows_its_first_three_and_last_four__R84():
    assert masking.mask_id("650101199001012046") == "650***********2046"
    assert said("{{ n|mask_id }}", n="650101199001012046") == "650***********2046"


@pytest.mark.parametrize("short", ["", "6", "6501012"])
def test_a_value_too_short_to_mask_is_hidden_whole__R84(short: str):
    assert masking.mask_id(short) == "*" * len(short)
    assert masking.mask_phone(short) == "*" * len(short)


def test_a_telephone_number_keeps_both_ends():
    assert masking.mask_phone("13800002046") == "138****2046"
