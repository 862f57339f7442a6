"""Bringing departments together on the screens: positions, dock, appointment, attendance (R46, R50)."""

from __future__ import annotations

from datetime import datetime

from tests.desk.stories import countersigning, key_in, text_of
from tests.town import SHANGHAI
from workflows.models import Task

DISSENT = {"reason": "夜间人手不足", "basis": "值班办法第五条", "cure": "夜间加派一人"}
LEAD = "bi.jieban"


def decide(client, task, action, **fields):
    page = client.get(f"/desk/task/{task.pk}/")
    return client.post(f"/desk/task/{task.pk}/act/", {"decision": action, "key": key_in(page), "stay": "1", **fields})


def at_odds(town):
    case, tasks = countersigning(town)
    town.act(tasks["OF-PROD"], "agree_with_conditions", conditions="检修期间不得离岗")
    town.act(tasks["OF-SEC"], "disagree", **DISSENT)
    [task] = town.open_tasks(case, kind="reconcile")
    return case, task


def test_the_lead_reads_the_positions_side_by_side_and_asks_for_confirmation__R50(town, monday):
    case, task = at_odds(town)
    client = town.client(LEAD)
    assert "协调会签意见" in text_of(client.get("/desk/inbox/"))
    page = text_of(client.get(f"/desk/task/{task.pk}/"))
    for words in ("各方意见对照", "夜间人手不足", "值班办法第五条", "夜间加派一人", "检修期间不得离岗"):
        assert words in page
    # Whoever disagrees is ticked beforehand.
    assert 'name="reconcile-confirming" value="OF-SEC" checked' in page
    half = decide(
        client, task, "reconcile", say="加派一人", **{"reconcile-with_whom": "", "reconcile-confirming": "OF-SEC"}
    )
    assert half.status_code == 400 and "请写明和谁商定的" in text_of(half) and "加派一人" in text_of(half)
    fields = {"reconcile-with_whom": "保卫部 鲍平安", "reconcile-confirming": "OF-SEC"}
    assert decide(client, task, "reconcile", say="夜间加派一人后可行", **fields).status_code == 302
    [question] = town.open_tasks(case, kind="countersign")
    own = text_of(town.client("bao.pingan").get(f"/desk/task/{question.pk}/"))
    assert "商定意见：夜间加派一人后可行" in own
    assert decide(town.client("bao.pingan"), question, "agree", say="已落实").status_code == 302
    assert town.open_tasks(case, kind="step")


def test_a_stale_tab_reads_who_was_first__R50(town, monday):
    _case, task = at_odds(town)
    client = town.client(LEAD)
    town.act(task, "escalate", LEAD, reason="无法调和")
    answer = client.post(f"/desk/task/{task.pk}/act/", {"decision": "escalate", "say": "再提交", "key": "stale"})
    assert answer.status_code == 409 and "毕接办" in text_of(answer)


def test_the_coordination_office_rules_with_every_position_before_it__R50(town, monday):
    case, task = at_odds(town)
    town.act(task, "escalate", LEAD, reason="无法调和")
    [ruling] = town.open_tasks(case, kind="duty")
    client = town.client(town.able(ruling).username)
    page = text_of(client.get(f"/desk/task/{ruling.pk}/"))
    assert "各方意见对照" in page and "夜间人手不足" in page and "虽有不同意见，可以通过。" in page
    fields = {"rule-finding": "go_on", "rule-conditions": "夜间加一人"}
    assert decide(client, ruling, "rule", say="节前必须排班", **fields).status_code == 302
    [deciding] = town.open_tasks(case, kind="step")
    page = text_of(town.client(town.able(deciding).username).get(f"/desk/task/{deciding.pk}/"))
    assert "不同意，经裁定放行" in page


def test_whoever_decides_sees_what_goes_into_the_decision__R46(town, monday):
    case, tasks = countersigning(town)
    town.act(tasks["OF-PROD"], "agree_with_conditions", conditions="检修期间不得离岗")
    town.act(tasks["OF-SEC"], "agree")
    [deciding] = town.open_tasks(case, kind="step")
    page = text_of(town.client("zhen.tongchou").get(f"/desk/task/{deciding.pk}/"))
    assert "将写入决定" in page and page.count("检修期间不得离岗") >= 2


def test_asked_anew_a_countersigner_reads_what_has_changed__R45(town, monday):
    case, tasks = countersigning(town)
    town.act(tasks["OF-PROD"], "agree")
    step = Task.objects.filter(case=case, kind="step", outcome="pass").latest("pk")
    town.act(step, "send_back", "zhen.tongchou", to="0", reason="方案有改", changes={"opinion": True})
    [again] = town.open_tasks(case, kind="step")
    town.act(again, "pass", opinion="已改")
    [question] = [one for one in town.open_tasks(case, kind="countersign") if one.department.code == "OF-PROD"]
    client = town.client("sheng.wending")
    assert "签过后有变化" in text_of(client.get("/desk/inbox/"))
    page = text_of(client.get(f"/desk/task/{question.pk}/"))
    assert "您签过后有变化" in page and "方案有改" in page
    other = text_of(town.client("bao.pingan").get("/desk/inbox/"))
    assert "签过后有变化" not in other


def test_several_departments_are_added_and_left_out_at_once__R45(town, monday):
    case, _tasks = countersigning(town)
    step = Task.objects.filter(case=case, kind="step", outcome="pass").latest("pk")
    client = town.client(LEAD)
    two = {"add_countersigners-departments": ["OF-HSE", "OF-HR"]}
    assert decide(client, step, "add_countersigners", say="涉及动火和用工", **two).status_code == 302
    asked = {one.department.code for one in town.open_tasks(case, kind="countersign")}
    assert asked == {"OF-PROD", "OF-SEC", "OF-HSE", "OF-HR"}
    two = {"remove_countersigner-departments": ["OF-HSE", "OF-HR"]}
    assert decide(client, step, "remove_countersigner", say="不涉及", **two).status_code == 302
    assert {one.department.code for one in town.open_tasks(case, kind="countersign")} == {"OF-PROD", "OF-SEC"}


def test_an_appointment_stands_in_the_inbox_and_attendance_is_taken_in_the_dock__R50(town, monday):
    case, _tasks = countersigning(town)
    step = Task.objects.filter(case=case, kind="step", outcome="pass").latest("pk")
    client = town.client(LEAD)
    fields = {
        "call_meeting-what": "inspection",
        "call_meeting-starts_at": "2026-03-02T16:00",
        "call_meeting-place": "井口值班室",
        "call_meeting-departments": ["OF-PROD", "OF-SEC"],
    }
    assert decide(client, step, "call_meeting", say="看值守条件", **fields).status_code == 302
    security = town.client("bao.pingan")
    assert "联合踏勘 3月2日" in text_of(security.get("/desk/inbox/"))
    [question] = [one for one in town.open_tasks(case, kind="countersign") if one.department.code == "OF-SEC"]
    page = text_of(security.get(f"/desk/task/{question.pk}/"))
    assert "井口值班室" in page and "无正当理由缺席的，视为同意" in page
    [task] = town.open_tasks(case, kind="meeting")
    early = decide(client, task, "record_attendance", **attendance("came", "absent"))
    assert early.status_code == 409 and "才开始" in text_of(early)
    monday.move_to(datetime(2026, 3, 2, 16, 40, tzinfo=SHANGHAI))
    half = decide(client, task, "record_attendance", **attendance("came", ""))
    assert half.status_code == 400 and "请选择保卫部是否到场" in text_of(half)
    assert decide(client, task, "record_attendance", **attendance("came", "absent")).status_code == 302
    assert case.opinions.filter(action="absence_consent").count() == 1


def attendance(production, security):
    return {
        "record_attendance-attendance-OF-PROD": production,
        "record_attendance-attendance-OF-SEC": security,
    }


def test_the_applicant_reads_that_it_is_settled_and_nobody_is_blamed__R50(town, monday):
    case, _task = at_odds(town)
    page = text_of(town.client(case.applicant.username).get(f"/c/{case.number}/"))
    assert "各部门正在协调不同意见，办结日期不变" in page
    assert "夜间人手不足" not in page
