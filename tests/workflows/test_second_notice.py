"""After the one notice a second one needs a ground and the head, and stops one item only (R36–R37)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.errors import Conflict, Invalid
from services.cases.models import Correction, Document, Pause
from tests.town import SHANGHAI
from workflows.models import AlarmFailure
from workflows.operations.owed.resupply import resupply

RECEPTION, LETTER = "OF-OFFICE-001", "M003"
FIRST = [{"material": LETTER, "problem": "公函没有盖章", "remedy": "请上传盖章后的公函"}]
AGAIN = [{"material": LETTER, "problem": "盖的章不是来访单位的", "remedy": "请来访单位重新盖章"}]
ASKED = {"defects": AGAIN, "ground": "resupplied_defective"}


def corrected(town):
    """A reception whose letter was corrected once, in review now."""
    case = town.reception()
    [intake] = town.open_tasks(case, kind="intake")
    town.act(intake, "notify_correction", "chuang.kouyi", defects=FIRST)
    resupply(case, actor=case.applicant, materials={LETTER: town.upload("yuan.gongjia")})
    town.accept(case, "chuang.kouyi")
    case.refresh_from_db()
    return case


def step(town, case):
    [task] = town.open_tasks(case, case_item__code=RECEPTION, kind="step")
    return task


def noticed(town, case, **changes):
    town.act(step(town, case), "second_notice", **{**ASKED, **changes})
    [request] = town.open_tasks(case, case_item__code=RECEPTION, kind="duty")
    town.act(request, "approve_notice")
    return Correction.objects.get(case=case, item__code=RECEPTION)


def test_a_second_notice_needs_the_head__R37(town, monday):
    case = corrected(town)
    town.act(step(town, case), "second_notice", **ASKED)
    assert Correction.objects.count() == 1 and not Pause.objects.exists()
    [request] = town.open_tasks(case, kind="duty")
    assert request.duty == "approve" and request.step_name == "再次告知审批"
    with pytest.raises(Invalid):
        town.act(request, "refuse_notice")
    town.act(request, "refuse_notice", reason="电话核实即可")
    assert Correction.objects.count() == 1 and not town.open_tasks(case, kind="resupply")


def test_it_stops_only_that_items_clock__R37(town, monday):
    case = corrected(town)
    others = dict(case.items.exclude(code=RECEPTION).values_list("code", "state"))
    notice = noticed(town, case)
    assert notice.round == 2 and notice.ground == "resupplied_defective" and notice.defects.get().label
    assert case.items.get(code=RECEPTION).state == "suspended"
    assert dict(case.items.exclude(code=RECEPTION).values_list("code", "state")) == others
    [task] = town.open_tasks(case, kind="resupply")
    assert task.owner_id == case.applicant_id and task.due_at == notice.due_at
    assert Document.objects.get(kind="BZ", item__code=RECEPTION).number == f"BZ-{case.number}-02"
    assert case.applicant.notices.filter(event="item.second_notice").count() == 1
    assert not case.applicant.notices.filter(event="task.papers").exists()
    with pytest.raises(Conflict) as waits:
        town.act(step(town, case), "resume")
    assert waits.value.error_code == "waits_for_applicant"


def test_the_answer_lets_the_clock_go_on__R27_R37(town, monday):
    case = corrected(town)
    notice = noticed(town, case)
    monday.move_to(datetime(2026, 3, 4, 11, 0, tzinfo=SHANGHAI))
    with pytest.raises(Invalid):
        resupply(case, actor=case.applicant, fields={"companions": 2})
    resupply(case, actor=case.applicant, materials={LETTER: town.upload("yuan.gongjia")})
    notice.refresh_from_db()
    item = case.items.get(code=RECEPTION)
    assert notice.answered_at is not None and item.state == "in_review"
    assert item.due_at == datetime(2026, 3, 5, 19, 30, tzinfo=SHANGHAI)
    assert town.run(case).state == "closed"


def test_without_an_answer_the_department_decides_on_what_is_in__R26_R37(town, monday):
    case = corrected(town)
    notice = noticed(town, case)
    monday.move_to(notice.due_at)
    for _ in range(3):
        town.fire()
    notice.refresh_from_db()
    assert not AlarmFailure.objects.exists()
    assert notice.lapsed_at is not None and case.items.get(code=RECEPTION).state == "in_review"
    assert not town.open_tasks(case, kind="resupply")
    events = set(case.applicant.notices.values_list("event", flat=True))
    assert {"item.second_notice_reminder", "item.second_notice_silent"} <= events


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"ground": ""}, "ground"),
        ({"ground": "forgotten"}, "ground"),
        ({"defects": []}, "defects"),
        # Not named in the first notice: it cannot hold the case up (R37).
        ({"defects": [{"field": "companions", "problem": "x", "remedy": "y"}]}, "defects.0"),
        # A paper of another department is that department's to name.
        ({"defects": [{"material": "M007", "problem": "x", "remedy": "y"}], "ground": "rule_changed"}, "defects.0"),
    ],
)
def test_only_a_ground_of_the_rules_opens_it__R37(town, monday, change, field):
    case = corrected(town)
    with pytest.raises(Invalid) as refused:
        town.act(step(town, case), "second_notice", **{**ASKED, **change})
    assert field in refused.value.fields and not town.open_tasks(case, kind="duty")


def test_a_changed_rule_may_name_what_was_not_named__R37(town, monday):
    case = corrected(town)
    fields = [{"field": "companions", "problem": "新规定陪餐不超过 2 人", "remedy": "请减少陪餐人数"}]
    notice = noticed(town, case, defects=fields, ground="rule_changed")
    resupply(case, actor=case.applicant, fields={"companions": 2})
    case.refresh_from_db()
    assert case.form["companions"]["value"] == 2
    notice.refresh_from_db()
    assert notice.answered_at is not None


def test_once_per_item__R26_R37(town, monday):
    case = corrected(town)
    noticed(town, case)
    resupply(case, actor=case.applicant, materials={LETTER: town.upload("yuan.gongjia")})
    with pytest.raises(Conflict) as again:
        town.act(step(town, case), "second_notice", **ASKED)
    assert again.value.error_code == "procedure_used"


def test_the_applicants_pages_ask_for_exactly_that__R36_R37(town, monday):
    case = corrected(town)
    noticed(town, case)
    client = town.client("yuan.gongjia")
    page = client.get(f"/c/{case.number}/correct/").content.decode()
    assert "盖的章不是来访单位的" in page and "请来访单位重新盖章" in page
    assert "本事项在您答复前暂停计时" in client.get(f"/c/{case.number}/").content.decode()


def test_withdrawn_while_the_answer_is_awaited__R9(town, monday):
    from workflows.operations.second_thoughts.withdrawing import withdraw

    case = corrected(town)
    noticed(town, case)
    monday.shift(timedelta(hours=1))
    withdraw(case, actor=case.applicant)
    assert not town.open_tasks(case) and not Pause.objects.filter(ended_at=None).exists()
