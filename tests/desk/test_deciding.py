"""Deciding in the dock: nothing typed is lost, every refusal says what to do, the next case opens."""

from __future__ import annotations

import re

import pytest

from services.cases.models import Opinion
from tests.desk.stories import (
    POINTS,
    accepted,
    countersigning,
    for_the_head,
    key_in,
    office_task,
    text_of,
)
from tests.workflows.test_countersign import keep_dissent
from workflows.models import Task


def decide(client, task, **fields):
    return client.post(f"/desk/task/{task.pk}/act/", fields)


def test_a_point_the_system_can_check_is_answered_and_says_so(town, monday):
    task = office_task(town, accepted(town))
    page = text_of(town.client("bi.jieban").get(f"/desk/task/{task.pk}/"))
    assert "系统核对：" in page and "陪餐人数 3" in page
    assert re.search(r'name="point-c1" value="yes" form="decision" checked', page)
    assert not re.search(r'name="point-c3" value="(yes|no)" form="decision" checked', page)
    assert "还有 1 项要点没看" in page


def test_passing_with_an_open_point_is_refused_and_keeps_every_word(town, monday):
    task = office_task(town, accepted(town))
    answers = {"point-c1": "yes", "point-c2": "yes", "decision": "pass", "say": "资质齐全，同意上报"}
    response = decide(town.client("bi.jieban"), task, **answers)
    page = text_of(response)
    assert response.status_code == 400
    assert "先审批后接待" in page and "请先核对" in page
    assert "资质齐全，同意上报" in page
    task.refresh_from_db()
    assert task.finished is None


def test_passing_a_point_that_is_not_met_needs_words(town, monday):
    task = office_task(town, accepted(town))
    response = decide(town.client("bi.jieban"), task, decision="pass", say="", **{**POINTS, "point-c3": "no"})
    assert response.status_code == 400
    assert "请在意见里说明为什么仍可通过" in text_of(response)
    response = decide(
        town.client("bi.jieban"), task, decision="pass", say="抢险，事后补批", **{**POINTS, "point-c3": "no"}
    )
    assert response.status_code == 302
    kept = Opinion.objects.get(task_id=task.pk)
    assert kept.text == "抢险，事后补批"
    assert [(one["id"], one["holds"]) for one in kept.review_points] == [("c1", True), ("c2", True), ("c3", False)]


def test_what_the_handler_looked_at_stands_before_the_head(town, monday):
    task = for_the_head(town, accepted(town))
    page = text_of(town.client("zhen.tongchou").get(f"/desk/task/{task.pk}/"))
    assert "毕接办已核对" in page and "方案合规" in page
    assert "要点没看" not in page
    assert "办理意见（申请人可见）" in page
    assert "同意后办结，出具“接待审批意见”" in page


def test_after_deciding_the_next_due_task_opens_and_says_what_was_done(town, monday):
    first, second = accepted(town), accepted(town, applicant="yuan.gongyi")
    task = office_task(town, first)
    client = town.client("bi.jieban")
    response = decide(client, task, decision="pass", say="同意上报", **POINTS)
    assert response.status_code == 302
    following = office_task(town, second)
    assert response["Location"] == f"/desk/inbox/?task={following.pk}"
    page = text_of(client.get(response["Location"]))
    assert "已通过：业务招待" in page and first.number in page
    assert f'data-task="{following.pk}"' in page


def test_submit_and_stay_shows_what_was_decided(town, monday):
    task = office_task(town, accepted(town))
    client = town.client("bi.jieban")
    response = decide(client, task, decision="pass", say="同意上报", stay="1", **POINTS)
    assert response["Location"] == f"/desk/inbox/?task={task.pk}"
    page = text_of(client.get(response["Location"]))
    assert "毕接办 3月2日 周一 10:30 已通过" in page
    assert 'name="decision"' not in page


def test_from_its_own_page_the_next_task_opens_as_a_page(town, monday):
    accepted(town, applicant="yuan.gongyi")
    task = office_task(town, accepted(town))
    response = decide(town.client("bi.jieban"), task, decision="pass", say="", **POINTS, **{"from": "task"})
    assert re.fullmatch(r"/desk/task/\d+/", response["Location"])


def test_when_nothing_is_left_the_empty_inbox_says_so(town, monday):
    task = for_the_head(town, accepted(town))
    client = town.client("zhen.tongchou")
    response = client.post(f"/desk/task/{task.pk}/act/?bucket=approve", {"decision": "pass", "say": "同意", **POINTS})
    page = text_of(client.get(response["Location"], follow=True))
    assert "已同意：业务招待" in page
    assert "这里现在没有办件" in page


def test_the_same_form_sent_twice_acts_once(town, monday):
    task = office_task(town, accepted(town))
    client = town.client("bi.jieban")
    key = key_in(client.get(f"/desk/task/{task.pk}/"))
    for _ in range(2):
        response = decide(client, task, decision="pass", say="同意上报", key=key, **POINTS)
        assert response.status_code == 302
    assert Opinion.objects.filter(task_id=task.pk).count() == 1
    assert Task.objects.filter(case_item=task.case_item, kind="step").count() == 2


def test_a_stale_tab_reads_who_was_faster_keeps_the_words_and_goes_on(town, monday):
    other = accepted(town, applicant="yuan.gongyi")
    task = office_task(town, accepted(town))
    client = town.client("bi.jieban")
    key = key_in(client.get(f"/desk/task/{task.pk}/"))
    town.act(task, "pass", "bi.jieban", opinion="从另一个窗口办的")
    response = decide(client, task, decision="pass", say="我写了很久的意见", key=key, **POINTS)
    page = text_of(response)
    assert response.status_code == 409
    assert "毕接办" in page and "已通过" in page
    assert "我写了很久的意见" in page
    assert f"/desk/inbox/?task={office_task(town, other).pk}" in page


def test_not_approving_asks_for_kind_reason_and_basis_at_their_places__R7(town, monday):
    task = for_the_head(town, accepted(town))
    fields = {"decision": "deny", "say": "预算超出年度额度", "deny-reason_code": "", "deny-basis": ""}
    response = decide(town.client("zhen.tongchou"), task, **fields)
    page = text_of(response)
    assert response.status_code == 400
    assert "预算超出年度额度" in page
    assert 'id="id_deny-reason_code-error"' in page and 'id="id_deny-basis-error"' in page
    assert re.search(r'value="deny" checked', page)
    response = decide(
        town.client("zhen.tongchou"),
        task,
        **{**fields, "deny-reason_code": "beyond_standard", "deny-basis": "办法第 9 条"},
    )
    assert response.status_code == 302
    item = task.case.items.get(code="OF-OFFICE-001")
    assert (item.decision, item.reason_code, item.basis) == ("denied", "beyond_standard", "办法第 9 条")


def test_only_the_deciding_step_offers_not_to_approve(town, monday):
    case = accepted(town)
    page = text_of(town.client("bi.jieban").get(f"/desk/task/{office_task(town, case).pk}/"))
    assert 'value="pass"' in page and 'value="deny"' not in page and 'value="send_back"' not in page


def test_sending_back_names_the_step_and_why(town, monday):
    task = for_the_head(town, accepted(town))
    client = town.client("zhen.tongchou")
    response = decide(client, task, **{"decision": "send_back", "say": "陪餐人数请再核", "send_back-to": ""})
    assert response.status_code == 400 and "陪餐人数请再核" in text_of(response)
    said = {"decision": "send_back", "say": "陪餐人数请再核", "send_back-to": "0"}
    shown = decide(client, task, **said)
    assert shown.status_code == 200 and office_task(town, task.case).pk == task.pk
    seen = re.search(r'name="send_back-seen" value="(\w+)"', text_of(shown)).group(1)
    confirmed = {"send_back-seen": seen, "send_back-confirmed": "1"}
    response = decide(client, task, **said, **confirmed)
    assert response.status_code == 302
    again = office_task(town, task.case)
    assert again.step_no == 0
    page = text_of(town.client("bi.jieban").get(f"/desk/task/{again.pk}/"))
    assert "退回过 1 次，最近一次：陪餐人数请再核" in page


def test_without_a_choice_the_dock_asks_for_one(town, monday):
    task = office_task(town, accepted(town))
    response = decide(town.client("bi.jieban"), task, say="写好的意见")
    assert response.status_code == 400
    assert "请选择办理决定" in text_of(response) and "写好的意见" in text_of(response)


@pytest.mark.parametrize("action", ["accept", "deliver", "agree", "nonsense"])
def test_an_act_of_another_kind_of_task_is_refused(town, monday, action):
    task = office_task(town, accepted(town))
    assert decide(town.client("bi.jieban"), task, decision=action).status_code == 400


# ---- countersigning -----------------------------------------------------------------------


def test_the_countersigner_reads_rule_and_tally_in_words__R45(town, monday):
    _, tasks = countersigning(town)
    page = text_of(town.client("sheng.wending").get(f"/desk/task/{tasks['OF-PROD'].pk}/"))
    assert "2 个部门会签，需全部同意：未表态 2" in page
    assert "逾期未表态，视为同意" in page
    for action in ("agree", "agree_with_conditions", "disagree", "not_my_duty"):
        assert f'value="{action}"' in page
    town.act(tasks["OF-SEC"], "agree_with_conditions", conditions="节假日加派一人")
    page = text_of(town.client("sheng.wending").get(f"/desk/task/{tasks['OF-PROD'].pk}/"))
    assert "有条件 1，未表态 1" in page and "节假日加派一人" in page


def test_a_disagreement_without_its_three_parts_comes_back_with_what_was_written__R46(town, monday):
    _, tasks = countersigning(town)
    fields = {"decision": "disagree", "say": "与检修计划冲突", "disagree-basis": "", "disagree-cure": "改到下周"}
    response = decide(town.client("sheng.wending"), tasks["OF-PROD"], **fields)
    page = text_of(response)
    assert response.status_code == 400
    assert "与检修计划冲突" in page and "改到下周" in page
    assert 'id="id_disagree-basis-error"' in page
    response = decide(town.client("sheng.wending"), tasks["OF-PROD"], **{**fields, "disagree-basis": "检修规程第 3 条"})
    assert response.status_code == 302
    kept = Opinion.objects.get(task_id=tasks["OF-PROD"].pk)
    assert (kept.action, kept.text, kept.basis, kept.cure) == (
        "disagree",
        "与检修计划冲突",
        "检修规程第 3 条",
        "改到下周",
    )


def test_conditions_are_written_where_they_belong__R46(town, monday):
    _, tasks = countersigning(town)
    fields = {
        "decision": "agree_with_conditions",
        "say": "总体可行",
        "agree_with_conditions-conditions": "夜间双人值守",
    }
    assert decide(town.client("sheng.wending"), tasks["OF-PROD"], **fields).status_code == 302
    kept = Opinion.objects.get(task_id=tasks["OF-PROD"].pk)
    assert (kept.conditions, kept.text) == ("夜间双人值守", "总体可行")


def test_not_our_duty_suggests_a_department_and_the_office_rules__R57(town, monday):
    case, tasks = countersigning(town)
    fields = {
        "decision": "not_my_duty",
        "say": "值班由保卫部管",
        "not_my_duty-suggest": "OF-SEC",
        "not_my_duty-basis": "职责清单 2.3",
    }
    assert decide(town.client("sheng.wending"), tasks["OF-PROD"], **fields).status_code == 302
    [ruling] = town.open_tasks(case, kind="duty")
    client = town.client("zhen.xietiao")
    page = text_of(client.get(f"/desk/task/{ruling.pk}/"))
    assert re.search(r'value="OF-SEC" selected', page)
    response = decide(client, ruling, **{"decision": "rule", "say": "保卫部负责", "rule-to": ""})
    assert response.status_code == 302
    ruling.refresh_from_db()
    assert ruling.outcome == "rule"


def test_the_head_reads_every_vote_before_deciding(town, monday):
    case, tasks = countersigning(town)
    town.act(tasks["OF-PROD"], "agree", opinion="排班可行")
    town.act(tasks["OF-SEC"], "disagree", reason="人手不足", basis="保卫办法", cure="减少一岗")
    keep_dissent(town, case)
    [deciding] = town.open_tasks(case, kind="step")
    client = town.client("zhen.tongchou")
    page = text_of(client.get(f"/desk/task/{deciding.pk}/"))
    assert "排班可行" in page and "人手不足" in page and "改法：减少一岗" in page
    open_points = dict.fromkeys(re.findall(r'name="(point-\w+)"', page), "yes")
    response = decide(client, deciding, decision="pass", say="同意发布", **open_points)
    assert response.status_code == 409
    assert "同意发布" in text_of(response)
