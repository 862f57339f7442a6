"""The window: accept, one notice for everything, refuse; grades; the applicant's answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import Correction
from services.cases.states import CaseState
from workflows.operations.owed.resupply import resupply

DEFECTS = [
    {"material": "M003", "problem": "公函没有盖章", "remedy": "请上传盖章后的公函"},
    {"field": "companions", "problem": "陪餐人数写错", "remedy": "请改为实际人数"},
]


def intake(town, case):
    [task] = town.open_tasks(case, kind="intake")
    return task


def test_a_junior_clerk_cannot_accept_a_whole_matter__R6(town, monday):
    case = town.reception()
    with pytest.raises(Forbidden) as refused:
        town.act(intake(town, case), "accept", "chuang.kouer")
    assert refused.value.error_code == "grade_too_low"


def test_somebody_without_the_duty_cannot_accept__R2(town, monday):
    case = town.reception()
    for name in ("zhen.tongchou", "yuan.gongyi", "guan.xitong", "yuan.gongjia"):
        with pytest.raises(Forbidden):
            town.act(intake(town, case), "accept", name)


def test_one_notice_lists_everything_and_the_answer_comes_back_complete__R36(town, monday):
    case = town.reception()
    town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=DEFECTS)
    case.refresh_from_db()
    assert case.state == CaseState.CORRECTING
    notice = Correction.objects.get(case=case)
    assert notice.defects.count() == 2
    assert notice.due_at.date().isoformat() == "2026-03-16"

    person = town.person("yuan.gongjia")
    with pytest.raises(Invalid) as incomplete:
        resupply(case, actor=person, fields={"companions": 2})
    assert set(incomplete.value.fields) == {"M003"}
    case.refresh_from_db()
    assert case.state == CaseState.CORRECTING and case.form["companions"]["value"] == 3

    resupply(case, actor=person, fields={"companions": 2}, materials={"M003": town.upload("yuan.gongjia")})
    case.refresh_from_db()
    assert case.state == CaseState.SUBMITTED and case.form["companions"]["value"] == 2
    assert set(case.items.values_list("state", flat=True)) == {"submitted"}
    town.accept(case, "chuang.kouyi")


def test_the_correction_answers_only_what_was_asked__R36(town, monday):
    case = town.reception()
    town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=DEFECTS)
    with pytest.raises(Invalid):
        resupply(case, actor=town.person("yuan.gongjia"), fields={"budget_amount": "99"})


def test_a_second_notice_is_refused__R37(town, monday):
    case = town.reception()
    town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=DEFECTS[:1])
    resupply(case, actor=town.person("yuan.gongjia"), materials={"M003": town.upload("yuan.gongjia")})
    with pytest.raises(Conflict) as refused:
        town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=DEFECTS[1:])
    assert refused.value.error_code == "second_notice"


MENDING = {"problem": "x", "remedy": "y"}


@pytest.mark.parametrize(
    "defects",
    [
        [],
        [{"material": "M004", **MENDING}],
        [{"material": "M003", "problem": "", "remedy": "y"}],
        [{"material": "M003", "field": "companions", **MENDING}],
        [{"field": "nonsense", **MENDING}],
    ],
)
def test_a_notice_names_real_things_what_is_wrong_and_how_to_mend_it__R36(town, monday, defects):
    case = town.reception()
    with pytest.raises(Invalid):
        town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=defects)


def test_a_correction_lapses_when_nothing_comes__R38(town, monday):
    case = town.reception()
    town.act(intake(town, case), "notify_correction", "chuang.kouyi", defects=DEFECTS)
    due = Correction.objects.get(case=case).due_at
    monday.move_to(due - timedelta(minutes=1))
    assert town.fire() == 1  # the reminder, late but once
    assert town.fire() == 0
    monday.move_to(due)
    assert town.fire() == 1
    case.refresh_from_db()
    assert case.state == CaseState.LAPSED and case.closed_at is not None
    assert town.fire() == 0


def test_refusal_says_why_and_where_to_go__R7_R53(town, monday):
    case = town.reception()
    with pytest.raises(Invalid) as incomplete:
        town.act(intake(town, case), "refuse", "chuang.kouyi", reason_code="wrong_place")
    assert "reason" in incomplete.value.fields
    town.act(
        intake(town, case),
        "refuse",
        "chuang.kouyi",
        reason_code="wrong_place",
        reason="由乙方接待",
        apply_where="OF-LOCAL",
    )
    case.refresh_from_db()
    assert case.state == CaseState.NOT_ACCEPTED
    assert case.documents.get(kind="BS").number.startswith("BS-")


def test_silence_for_five_working_days_is_acceptance_from_the_day_of_receipt__R35(town, monday):
    case = town.reception()
    monday.shift(8 * 24 * 3600)
    while town.fire():
        pass
    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS
    assert case.accepted_at == case.received_at
    assert case.items.get(code="OF-OFFICE-001").started_at == case.received_at


def test_a_missing_paper_needs_a_date_or_a_correction__R39_R40(town, monday):
    case = town.apply("OM-RECEPTION", "yuan.gongjia", {"guest_count": 5}, {}, materials={})
    with pytest.raises(Invalid) as missing:
        town.accept(case, "chuang.kouyi")
    assert missing.value.error_code == "materials_missing"
    with pytest.raises(Invalid):
        town.act(intake(town, case), "accept", "chuang.kouyi", deferrals=[{"material": "M003", "by": "2026-04-30"}])
    town.act(intake(town, case), "accept", "chuang.kouyi", deferrals=[{"material": "M003", "by": "2026-03-03"}])
    for _ in range(1):
        [task] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
        town.act(task, "pass", opinion="同意")
    [deciding] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
    with pytest.raises(Conflict) as open_paper:
        town.act(deciding, "pass", opinion="同意")
    assert open_paper.value.error_code == "deferred_open"
    resupply(case, actor=town.person("yuan.gongjia"), materials={"M003": town.upload("yuan.gongjia")})
    town.act(deciding, "pass", opinion="同意")
    assert case.items.get(code="OF-OFFICE-001").decision == "approved"
