"""Shapes and words that need no database."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from portal.casefile import controls
from portal.hall.presenters import lanes, promise, words
from portal.hall.presenters.papers import still_valid
from portal.hall.qr import qr
from portal.ui.lanes import Segment
from services.catalog.snapshot import LimitSnapshot, QuestionSnapshot
from services.dictionary.snapshot import ElementSnapshot, OptionSnapshot

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def element(**changes):
    return ElementSnapshot(**{"code": "DE1", "key": "one", "name": "某项", "type": "string", **changes})


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({"type": "text"}, "textarea"),
        ({"type": "int"}, "number"),
        ({"type": "decimal"}, "number"),
        ({"type": "date"}, "date"),
        ({"type": "datetime"}, "datetime"),
        ({"type": "bool"}, "radio"),
        ({"type": "code", "options": tuple(OptionSnapshot(str(n), str(n)) for n in range(3))}, "radio"),
        ({"type": "code", "options": tuple(OptionSnapshot(str(n), str(n)) for n in range(4))}, "select"),
        ({}, "text"),
    ],
)
def test_each_type_has_its_control(changes, kind):
    assert controls.control(element(**changes), None, required=True).kind == kind


def test_a_stored_moment_stands_local_in_its_control():
    moment = element(type="datetime")
    assert controls.notation(moment, "2026-03-10T02:00:00+00:00") == "2026-03-10T10:00"
    assert controls.notation(moment, "2026-03-10T10:00") == "2026-03-10T10:00"
    assert controls.notation(moment, "gestern") == "gestern"
    assert controls.notation(element(type="bool"), True) == "true"


def test_phones_show_digits_for_digits():
    assert controls.inputmode_of(element(pattern=r"^1[3-9]\d{9}$")) == "numeric"
    assert controls.inputmode_of(element(pattern=r"^\d{17}[\dX]$")) == ""
    assert controls.inputmode_of(element(type="int")) == "numeric"


def test_an_optional_list_can_stay_empty():
    options = tuple(OptionSnapshot(str(n), str(n)) for n in range(5))
    field = controls.control(element(type="code", options=options), "2", required=False)
    assert field.options[0].value == "" and [one.value for one in field.options if one.selected] == ["2"]


def test_questions_are_radios_or_numbers():
    asked = QuestionSnapshot(id="need", type="bool", text="需要用车", default=False)
    assert [one.selected for one in controls.question_control(asked, True).options] == [True, False]
    number = QuestionSnapshot(id="n", type="int", text="人数", default=5, min=1, max=300)
    assert (controls.question_control(number, 7).value, controls.question_control(number, 7).maximum) == ("7", "300")


def test_values_read_as_on_every_page__R84():
    assert words.value_words(element(type="date"), "2026-03-10").endswith("3月10日 周二")
    assert words.value_words(element(type="datetime"), "2026-03-10T02:00:00+00:00").endswith("3月10日 周二 10:00")
    assert words.value_words(element(type="date"), "kein Tag") == "kein Tag"
    assert "19491231" not in words.value_words(element(sensitivity="X"), "11010519491231002X")


def test_lists_sentences_and_limits():
    assert words.listed(["人力", "保卫", "安环"]) == "人力、保卫、安环"
    assert words.listed(list("abcdef"), most=2) == "a、b等，另有 4 个"
    assert words.sentences("甲。", "", "乙。") == "甲。乙。"
    assert words.full_stop("改期了") == words.full_stop("改期了。") == "改期了。"
    assert words.ordinal(2) == "第二步" and words.ordinal(13) == "第 13 步"
    assert words.limit_words(LimitSnapshot(Decimal("0.75"), "ch")) == "45 分钟"


def test_a_label_wider_than_its_bar_stands_beside_it():
    narrow = lanes.label_beside(Segment("done", 10, 2, label="✓ 2日 10:30", label_x=10))
    assert narrow.label_x == 12
    wide = Segment("done", 10, 60, label="✓ 2日 10:30", label_x=10)
    assert lanes.label_beside(wide) is wide
    at_the_end = Segment("plan", 95, 5, label="等人力资源部、保卫部", label_x=95, label_anchor="end")
    assert lanes.label_beside(at_the_end) is at_the_end


def test_waves_follow_the_needs_and_a_damaged_graph_does_not_hang():
    def one(code, *needs):
        return SimpleNamespace(code=code, item=SimpleNamespace(needs=list(needs)))

    plain = lanes.waves([one("c", "a", "b"), one("a"), one("b", "a")])
    assert [[row.code for row in wave] for wave in plain] == [["a"], ["b"], ["c"]]
    assert lanes.waves([one("a", "b"), one("b", "a")])


def test_days_of_this_month_are_short():
    now = datetime(2026, 11, 18, 10, tzinfo=SHANGHAI)
    assert lanes.short_day(datetime(2026, 11, 20, 10, tzinfo=SHANGHAI), now) == "20 日"
    assert lanes.short_day(datetime(2026, 12, 2, 10, tzinfo=SHANGHAI), now).endswith("12月2日")


def test_a_paper_is_valid_for_its_days():
    letter = SimpleNamespace(validity_days=90)
    assert still_valid(letter, date(2026, 1, 1), date(2026, 3, 1)) == date(2026, 4, 1)
    assert still_valid(letter, date(2026, 1, 1), date(2026, 6, 1)) is None
    assert still_valid(SimpleNamespace(validity_days=None), date(2026, 1, 1), date(2026, 1, 1)) is None


def test_qr_codes_need_nothing_the_policy_forbids(settings):
    settings.SITE_URL = "https://portal.example"
    drawn = qr("/c/YJS-1/")
    assert drawn.startswith("<svg") and "style" not in drawn and "href" not in drawn


def test_a_date_of_the_past_is_not_a_promise():
    dated = promise.dated(promise.Promise("办完时间"), datetime(2026, 11, 2, 18, tzinfo=SHANGHAI))
    assert dated.date is None and dated.date_words.endswith("11月2日") and dated.date_small == "周一 18:00"
