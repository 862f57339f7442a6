"""Why this date: every line behind it, in words, in both languages (R90)."""

from __future__ import annotations

from django.utils import translation

from tests.workflows.test_clock_ledger import ADMISSION, INSPECTION, contractor, item_of, request_of, step_of, suspended
from workflows.queries.why import explain


def lines_of(case, code=ADMISSION, language="zh-hans"):
    case.refresh_from_db()
    with translation.override(language):
        return {line.kind: line.text for line in explain(item_of(case, code), case)}


def test_start_limit_weekend_and_date_are_said__R20_R90(town, monday):
    lines = lines_of(contractor(town))
    assert lines["start"] == "3月2日 周一 10:30 开始计时。"
    assert lines["limit"] == "承诺时限 5 个工作日，开始计时当天不计入。"
    assert lines["off"] == "周末不计入：3月7日 周六–3月8日 周日。"
    assert lines["due"] == "因此办结期限是 3月9日 周一 19:30。"
    assert "2026 年第 1 版" in lines["calendar"]
    assert "effective" not in lines and "pause" not in lines and "extension" not in lines


def test_the_same_in_english__R90(town, monday):
    lines = lines_of(contractor(town), language="en")
    assert lines["due"] == "So it is due on Mon 9 Mar 19:30."
    assert lines["off"] == "Not counted, weekend: Sat 7 Mar–Sun 8 Mar."


def test_festivals_and_makeup_days_are_named__R24(town, monday):
    monday.move_to("2026-02-13T12:00:00+08:00")
    case = contractor(town)
    case.refresh_from_db()
    with translation.override("zh-hans"):
        texts = [line.text for line in explain(item_of(case), case)]
    assert "春节不计入：2月15日 周日–2月23日 周一。" in texts
    assert any(text.startswith("调休上班，计入：2月14日") for text in texts)


def test_a_start_outside_business_hours_takes_effect_later__R21(town, monday):
    case = town.apply("OM-CONTRACTOR", "ex.hengtuo", {}, {})
    monday.move_to("2026-03-02T20:10:00+08:00")
    town.accept(case)
    assert lines_of(case)["effective"] == "当时不在办公时间，从 3月3日 周二 10:00 起算。"


def test_pauses_and_extensions_are_part_of_the_answer__R26_R29_R90(town, monday):
    case = contractor(town)
    town.act(step_of(town, case), "extend", days=2, reason="资料量大")
    town.act(request_of(town, case), "approve_extension")
    monday.move_to("2026-03-04T12:00:00+08:00")
    suspended(town, case)
    lines = lines_of(case)
    assert "现场核查" in lines["pause"] and "最迟" in lines["pause"] and INSPECTION["reason"] in lines["pause"]
    assert lines["due"].startswith("因此办结期限最迟是")
    monday.move_to("2026-03-09T11:00:00+08:00")
    town.act(step_of(town, case), "resume")
    lines = lines_of(case)
    assert lines["extension"] == "延期一次，2 个工作日：资料量大"
    assert "3月4日 周三 12:00 至 3月9日 周一 11:00" in lines["pause"]
    assert lines["due"] == "因此办结期限是 3月17日 周二 19:30。"


def test_what_has_not_started_says_what_it_waits_for__R90(town, monday):
    lines = lines_of(contractor(town), "OF-SEC-001")
    assert list(lines) == ["waiting"] and "前置事项" in lines["waiting"]


def test_an_unpublished_year_is_said__R24(town, monday):
    monday.move_to("2026-12-30T10:30:00+08:00")
    lines = lines_of(contractor(town))
    assert "2027 年放假安排尚未公布" in lines["provisional"]


def test_the_page_shows_the_lines_to_applicant_and_staff__R90(town, monday):
    case = contractor(town)
    for name in ("ex.hengtuo", town.able(step_of(town, case)).username):
        page = town.client(name).get(f"/c/{case.number}/why/").content.decode()
        assert "每个日期是怎样算出来的" in page and "周末不计入：3月7日 周六–3月8日 周日。" in page
