"""Values as people type them: read kindly, refused with one sentence that says what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from portal.errors import Invalid
from services.catalog.snapshot import ConditionSnapshot, ItemSnapshot, LimitSnapshot, ResultSnapshot
from services.dictionary.checkdigits import gb11643_holds, gb32100_holds, luhn_holds
from services.dictionary.display import masked, shown
from services.dictionary.snapshot import ElementSnapshot, OptionSnapshot
from services.dictionary.validation import check_item_conditions, check_order, clean, clean_form

SHANGHAI = ZoneInfo("Asia/Shanghai")


def element(kind, key="it", name="来宾人数", **more):
    return ElementSnapshot(code="DE999", key=key, name=name, type=kind, **more)


GUESTS = element("int", "guests", "来宾人数", min=Decimal(1), max=Decimal(300))
BUDGET = element("decimal", "budget", "预算金额(元)", min=Decimal(0), max=Decimal(5000000))
IDENTITY = element(
    "string",
    "id_number",
    "公民身份号码",
    pattern=r"^\d{17}[\dX]$",
    check="GB11643",
    min_len=18,
    max_len=18,
    sensitivity="X",
)
CARD = element("string", "bank_account", "工资卡号", pattern=r"^\d{16,19}$", check="LUHN", min_len=16, max_len=19)
COST_CENTRE = element(
    "string", "cost_center", "成本中心", pattern=r"^[A-Z]{2}\d{4}$", format_hint="2 个大写字母加 4 位数字"
)
PURPOSE = element("text", "purpose", "接待事由", min_len=5, max_len=20)
MEAL = element(
    "code",
    "meal",
    "餐别",
    options=(OptionSnapshot("lunch", "午餐", "Lunch"), OptionSnapshot("dinner", "晚餐", "Dinner")),
)
START = element("datetime", "visit_start", "活动开始时间")
END = element("datetime", "visit_end", "活动结束时间", after="visit_start")
CHECK_IN = element("date", "checkin_date", "入住日期")
CHECK_OUT = element("date", "checkout_date", "离店日期", after="checkin_date")
VIDEO = element("bool", "video_needed", "需要视频接入")


def refusal(one, raw):
    with pytest.raises(Invalid) as caught:
        clean(one, raw)
    assert caught.value.fields == {one.key: [caught.value.detail]}
    return caught.value.detail


@pytest.mark.parametrize(
    ("one", "raw", "value"),
    [
        (GUESTS, 12, 12),
        (GUESTS, "12", 12),
        (GUESTS, " １２ ", 12),
        (GUESTS, "12.0", 12),
        (element("int"), "1,200", 1200),
        (element("int"), "-3", -3),
        (BUDGET, "1200.50", "1200.5"),
        (BUDGET, 1200.5, "1200.5"),
        (BUDGET, "１，２００．５", "1200.5"),
        (BUDGET, Decimal("0"), "0"),
        (VIDEO, True, True),
        (VIDEO, "否", False),
        (VIDEO, "on", True),
        (CHECK_IN, "2026/3/1", "2026-03-01"),
        (CHECK_IN, "2026年3月1日", "2026-03-01"),
        (CHECK_IN, date(2026, 3, 1), "2026-03-01"),
        (START, "2026-11-24T10:00:00+08:00", "2026-11-24T10:00:00+08:00"),
        (START, "2026-11-24 10:00", "2026-11-24T10:00:00+08:00"),
        (START, "2026年11月24日 10：00", "2026-11-24T10:00:00+08:00"),
        (START, "2026-11-24T02:00Z", "2026-11-24T02:00:00+00:00"),
        (START, datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI), "2026-11-24T10:00:00+08:00"),
        (MEAL, "lunch", "lunch"),
        (MEAL, "晚餐", "dinner"),
        (MEAL, "Lunch", "lunch"),
        (COST_CENTRE, "cy1001", "CY1001"),
        (COST_CENTRE, "CY-1001", "CY1001"),
        (PURPOSE, "  省公司来\r\n检查工作 \x00", "省公司来\n检查工作"),
        (element("string"), "两行\n并作一行", "两行 并作一行"),
        (CARD, "6222 0200 0000 0000 000", "6222020000000000000"),
        (IDENTITY, "11010519491231002x", "11010519491231002X"),
        (GUESTS, "", None),
        (PURPOSE, "   ", None),
        (GUESTS, None, None),
    ],
)
def test_values_are_read_however_people_write_them(one, raw, value):
    assert clean(one, raw, timezone=SHANGHAI) == value


@pytest.mark.parametrize(
    ("one", "raw", "sentence"),
    [
        (IDENTITY, "1101051949123100", "公民身份号码应为 18 位，现在是 16 位，请核对"),
        (IDENTITY, "110105194912310021", "公民身份号码有一位可能抄错了，请对照证件核对"),
        (CARD, "62220", "工资卡号应为 16 至 19 位，现在是 5 位，请核对"),
        (COST_CENTRE, "1001", "成本中心的写法是“2 个大写字母加 4 位数字”，请核对"),
        (GUESTS, 0, "来宾人数最少为 1，现在是 0，请核对"),
        (GUESTS, 999, "来宾人数最多为 300，现在是 999，请核对"),
        (GUESTS, "十二", "来宾人数应为整数，例如 12；现在是“十二”，请核对"),
        (GUESTS, 12.5, "来宾人数应为整数，例如 12；现在是“12.5”，请核对"),
        (GUESTS, True, "来宾人数应为整数，例如 12；现在是“True”，请核对"),
        (GUESTS, [12], "来宾人数只能填一个值，请核对"),
        (BUDGET, "1e400", "预算金额(元)应为数字，例如 1200.50；现在是“1e400”，请核对"),
        (BUDGET, "1_0", "预算金额(元)应为数字，例如 1200.50；现在是“1_0”，请核对"),
        (BUDGET, "NaN", "预算金额(元)应为数字，例如 1200.50；现在是“NaN”，请核对"),
        (BUDGET, "0.1234567", "预算金额(元)最多 6 位小数，请核对"),
        (BUDGET, -1, "预算金额(元)最少为 0，现在是 -1，请核对"),
        (PURPOSE, "检查", "接待事由至少写 5 个字，现在是 2 个字"),
        (PURPOSE, "字" * 21, "接待事由最多 20 个字，现在是 21 个字"),
        (MEAL, "夜宵", "餐别里没有“夜宵”，请从列表中选一项"),
        (CHECK_IN, "2026-02-30", "入住日期：没有 2026-02-30 这一天，请核对"),
        (CHECK_IN, "明天", "入住日期应为日期，例如 2026-11-24；现在是“明天”，请核对"),
        (START, "2026-11-24", "活动开始时间应为日期和时间，例如 2026-11-24 10:00；现在是“2026-11-24”，请核对"),
        (
            START,
            "2026-11-24 25:00",
            "活动开始时间应为日期和时间，例如 2026-11-24 10:00；现在是“2026-11-24 25:00”，请核对",
        ),
        (VIDEO, "也许", "需要视频接入应选“是”或“否”，现在是“也许”"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_to_do(chinese, one, raw, sentence):
    assert refusal(one, raw) == sentence


def test_a_form_tells_all_its_problems_at_once():
    form = clean_form(
        [GUESTS, PURPOSE, START, END, MEAL],
        {"guests": "many", "visit_start": "2026-11-24 10:00", "visit_end": "2026-11-24 10:00", "stranger": 1},
        required={"guests", "purpose", "meal"},
        timezone=SHANGHAI,
    )
    assert set(form.problems) == {"guests", "purpose", "meal", "visit_end"}
    assert form.values == {"visit_start": "2026-11-24T10:00:00+08:00"}
    assert form.problems["purpose"] == ["Please fill in “接待事由”"]


def test_a_moment_must_be_later_and_a_date_not_earlier():
    known = {one.key: one for one in (START, END, CHECK_IN, CHECK_OUT)}
    same_day = {"checkin_date": "2026-03-01", "checkout_date": "2026-03-01"}
    assert check_order(known, same_day) == {}
    assert set(check_order(known, {**same_day, "checkout_date": "2026-02-28"})) == {"checkout_date"}
    zones = {"visit_start": "2026-03-01T10:00+08:00", "visit_end": "2026-03-01T02:30+00:00"}
    assert check_order(known, zones) == {}
    assert set(check_order(known, {**zones, "visit_end": "2026-03-01T02:00+00:00"})) == {"visit_end"}
    assert check_order(known, {"visit_end": zones["visit_end"]}) == {}


@given(st.text(max_size=60) | st.integers() | st.floats() | st.booleans() | st.none() | st.lists(st.integers()))
def test_nothing_anybody_types_breaks_the_reading(raw):
    for one in (GUESTS, BUDGET, IDENTITY, CARD, COST_CENTRE, PURPOSE, MEAL, START, CHECK_IN, VIDEO):
        try:
            value = clean(one, raw, timezone=SHANGHAI)
        except Invalid as refused:
            assert refused.fields[one.key]
            continue
        # What was read once is read the same again: forms may be sent twice.
        assert value is None or clean(one, value, timezone=SHANGHAI) == value
        if value is not None:
            assert shown(one, value)


# ---- Check digits ------------------------------------------------------------

digits17 = st.builds(
    lambda area, day, order: f"{area:06d}{day:%Y%m%d}{order:03d}",
    st.integers(110000, 659999),
    st.dates(date(1940, 1, 1), date(2020, 1, 1)),
    st.integers(0, 999),
)


@given(digits17, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_place_of_an_identity_number_is_found(body, place, step):
    (right,) = [digit for digit in "0123456789X" if gb11643_holds(body + digit)]
    wrong = body[:place] + str((int(body[place]) + step) % 10) + body[place + 1 :] + right
    assert not gb11643_holds(wrong)


def test_an_identity_number_needs_an_existing_day():
    (right,) = [d for d in "0123456789X" if gb11643_holds("11010519491231002"[:17] + d)]
    assert right == "X"
    assert not any(gb11643_holds("11010519490230002" + digit) for digit in "0123456789X")


@given(st.integers(0, 10**15 - 1), st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_place_of_a_card_number_is_found(number, place, step):
    body = f"{number:015d}"
    (right,) = [digit for digit in "0123456789" if luhn_holds(body + digit)]
    wrong = body[:place] + str((int(body[place]) + step) % 10) + body[place + 1 :] + right
    assert not luhn_holds(wrong)


def test_credit_codes_of_known_companies_hold():
    assert gb32100_holds("91350100M000100Y43")
    assert not gb32100_holds("91350100M000100Y44")
    assert not gb32100_holds("91350100I000100Y43")


# ---- Conditions of items -----------------------------------------------------


def item(*conditions):
    return ItemSnapshot(
        code="OF-X-001",
        name="事项",
        department="OF-X",
        type="instant",
        promised=LimitSnapshot(Decimal(0)),
        statutory=LimitSnapshot(Decimal(1)),
        steps=(),
        result=ResultSnapshot("结果"),
        conditions=conditions,
    )


COMPANIONS = ConditionSnapshot(
    "c1",
    "来宾10人以内陪餐不超过3人",
    check="companions <= (3 if guests <= 10 else guests // 3)",
    types={"companions": "int", "guests": "int"},
)
JUDGED = ConditionSnapshot("c2", "先审批后接待")


def test_unmet_conditions_name_their_fields__R36():
    (unmet,) = check_item_conditions([item(COMPANIONS, JUDGED)], {"companions": 4, "guests": 10})
    assert unmet == ("OF-X-001", "c1", "来宾10人以内陪餐不超过3人", ("companions", "guests"))
    assert check_item_conditions([item(COMPANIONS)], {"companions": 3, "guests": 10}) == []


def test_a_condition_waits_for_all_its_values():
    assert check_item_conditions([item(COMPANIONS)], {"companions": 4}) == []


def test_a_condition_without_an_answer_is_not_met():
    share = replace(COMPANIONS, check="companions / guests < 1")
    assert len(check_item_conditions([item(share)], {"companions": 4, "guests": 0})) == 1


# ---- Showing -----------------------------------------------------------------


@time_machine.travel("2026-11-20T12:00+08:00", tick=False)
def test_values_are_shown_in_words(chinese):
    assert shown(MEAL, "lunch") == "午餐"
    assert shown(VIDEO, False) == "否"
    assert shown(CHECK_IN, "2026-03-01") == "3月1日 周日"
    assert shown(START, "2026-11-24T02:00:00+00:00") == "11月24日 周二 10:00"
    assert shown(MEAL, None) == ""


def test_sensitive_values_show_three_and_four_places__R84():
    assert masked(IDENTITY, "11010519491231002X") == "110***********002X"
    assert masked(replace(IDENTITY, sensitivity="S"), "11010519491231002X") == "11010519491231002X"
    assert masked(replace(VIDEO, sensitivity="X"), True) == "•••"
