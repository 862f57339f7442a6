"""What a second pair of eyes found once: nobody locked out, nothing stuck, nothing slipped in, everybody told."""

from __future__ import annotations

import pytest

from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import CaseMaterial
from tests.workflows.test_countersign import keep_dissent
from workflows.models import Task
from workflows.operations.conversation.applicant import write_message
from workflows.operations.entry.submission import Application, submit
from workflows.operations.handling.holding import claim, release
from workflows.operations.owed.resupply import resupply
from workflows.operations.second_thoughts.withdrawing import withdraw
from workflows.operations.unattended.firing import MAX_FAILURES
from workflows.operations.unattended.sweeping import sweep
from workflows.queries.casefile import case_view

RECEPTION = "OF-OFFICE-001"
ROSTER = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}


def accepted(town):
    case = town.reception()
    town.accept(case)
    return case


def roster(town, **group):
    case = town.apply("OM-DUTY", "you.jingkou", ROSTER, {})
    town.accept(case)
    item = case.items.get()
    item.definition["countersigns"][0].update(group)
    item.save(update_fields=["definition"])
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass")
    return case


def asked(town, case):
    return {task.department.code: task for task in town.open_tasks(case, kind="countersign")}


def test_a_head_who_sent_back_may_still_decide__R3(town, monday):
    case = accepted(town)
    for _ in range(3):
        [first] = town.open_tasks(case, case_item__code=RECEPTION)
        town.act(first, "pass", "bi.jieban")
        [head] = town.open_tasks(case, case_item__code=RECEPTION)
        town.act(head, "send_back", "zhen.tongchou", to="经办审核", reason="请补充")
    [first] = town.open_tasks(case, case_item__code=RECEPTION)
    assert first.data["returned"]
    town.act(first, "pass", "bi.jieban")
    [head] = town.open_tasks(case, case_item__code=RECEPTION)
    town.act(head, "pass", "zhen.tongchou")


def test_what_somebody_held_who_left_is_free_again(town, monday):
    case = accepted(town)
    [task] = town.open_tasks(case, case_item__code=RECEPTION)
    gone = town.person("bi.jieban")
    claim(task, actor=gone)
    with pytest.raises(Forbidden):
        release(task, actor=town.person("yuan.gongyi"))
    release(task, actor=town.person("zhen.tongchou"))
    claim(task, actor=gone)
    gone.is_active = False
    gone.save()
    release(task, actor=town.person("zhen.xietiao"))
    task.refresh_from_db()
    assert task.owner is None


def test_after_a_correction_the_window_s_time_begins_anew__R35(town, monday):
    case = town.reception()
    [intake] = town.open_tasks(case)
    defects = [{"material": "M003", "problem": "没有盖章", "remedy": "请盖章后上传"}]
    town.act(intake, "notify_correction", "chuang.kouyi", defects=defects)
    monday.move_to("2026-03-11T10:30:00+08:00")
    resupply(case, actor=town.person("yuan.gongjia"), materials={"M003": town.upload("yuan.gongjia")})
    case.refresh_from_db()
    assert case_view(case, town.person("yuan.gongjia")).light == "green"
    monday.move_to("2026-03-13T10:00:00+08:00")
    while town.fire():
        pass
    case.refresh_from_db()
    assert case.state == "submitted"
    monday.move_to("2026-03-19T10:00:00+08:00")
    while town.fire():
        pass
    case.refresh_from_db()
    assert case.state == "in_progress" and case.accepted_at.date().isoformat() == "2026-03-11"


def test_withdrawing_gives_back_a_venue_that_was_already_decided__R14_R94(town, monday):
    case = town.reception("yuan.gongjia", venue="第二会议室")
    town.accept(case)
    [venue] = town.open_tasks(case, case_item__code="OF-CONF-001")
    town.act(venue, "pass")
    withdraw(case, actor=town.person("yuan.gongjia"))
    item = case.items.get(code="OF-CONF-001")
    assert item.state == "cancelled" and item.documents.get().revoked_at is not None
    town.reception("yuan.gongyi", venue="第二会议室")


def test_papers_after_the_event_change_nothing_that_was_approved__R16_R91(town, monday):
    case = town.run(town.reception())
    [papers] = town.open_tasks(case, kind="resupply")
    files = {code: town.upload("yuan.gongjia") for code in ("M035", "M005")}
    with pytest.raises(Invalid) as slipped:
        town.act(papers, "resupply", fields={"settle_amount": "99000", "budget_amount": "99000"}, materials=files)
    assert "budget_amount" in slipped.value.fields
    with pytest.raises(Invalid) as above:
        town.act(papers, "resupply", fields={"settle_amount": "99000"}, materials=files)
    assert "settle_amount" in above.value.fields


def test_a_notice_does_not_ask_for_what_a_register_or_an_answer_holds__R15_R16(town, monday):
    case = town.reception()
    [intake] = town.open_tasks(case)
    for field in ("cost_center", "guests"):
        with pytest.raises(Invalid):
            defect = {"field": field, "problem": "x", "remedy": "y"}
            town.act(intake, "notify_correction", "chuang.kouyi", defects=[defect])


def test_an_empty_value_does_not_answer_the_notice__R36(town, monday):
    case = town.reception()
    [intake] = town.open_tasks(case)
    defect = {"field": "companions", "problem": "写错", "remedy": "请改"}
    town.act(intake, "notify_correction", "chuang.kouyi", defects=[defect])
    with pytest.raises(Invalid):
        resupply(case, actor=town.person("yuan.gongjia"), fields={"companions": ""})


def test_a_dispute_on_advice_ends_with_the_decision__R45(town, monday):
    case = roster(town, policy="advisory")
    said = {"reason": "无关", "suggest": "OF-HSE", "basis": "职责清单"}
    town.act(asked(town, case)["OF-SEC"], "not_my_duty", **said)
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "pass")
    assert not town.open_tasks(case, kind="duty") and not asked(town, case)
    assert not case.processes.filter(case_item__isnull=False, status="NEW").exists()


def test_a_department_named_by_a_ruling_is_asked_again_after_dissent__R57(town, monday):
    case = roster(town)
    town.act(asked(town, case)["OF-PROD"], "agree")
    town.act(asked(town, case)["OF-SEC"], "not_my_duty", reason="无关", suggest="OF-HSE", basis="职责清单")
    [ruling] = town.open_tasks(case, kind="duty")
    with pytest.raises(Invalid):
        town.act(ruling, "rule", "zhen.tongchou", to="OF-PROD", reason="已同意的部门")
    town.act(ruling, "rule", "zhen.tongchou", to="OF-HSE", reason="由安全环保部")
    town.act(asked(town, case)["OF-HSE"], "disagree", reason="a", basis="b", cure="c")
    keep_dissent(town, case)
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "send_back", to="0", reason="协商")
    [handling] = town.open_tasks(case, kind="step")
    town.act(handling, "pass")
    assert set(asked(town, case)) == {"OF-HSE"}
    with pytest.raises(Conflict):
        town.act(asked(town, case)["OF-HSE"], "not_my_duty", reason="x", suggest="OF-SEC", basis="y")
    town.act(asked(town, case)["OF-HSE"], "agree")
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "pass")


def test_a_quorum_never_asks_for_more_than_there_are__R45_R57(town, monday):
    case = roster(town, policy="quorum", quorum=2)
    town.act(asked(town, case)["OF-SEC"], "not_my_duty", reason="无关", suggest="OF-HSE", basis="职责清单")
    [ruling] = town.open_tasks(case, kind="duty")
    town.act(ruling, "rule", "zhen.tongchou", reason="不需要")
    town.act(asked(town, case)["OF-PROD"], "agree")
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "pass")
    assert case.items.get().decision == "approved"


def test_nobody_is_asked_twice_at_once__R50(town, monday):
    case = roster(town, policy="advisory")
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "send_back", to="0", reason="补充")
    [handling] = town.open_tasks(case, kind="step")
    town.act(handling, "pass")
    assert len(town.open_tasks(case, kind="countersign")) == 2


def test_dissent_is_named_in_the_decision__R50(town, monday):
    case = roster(town, policy="any")
    town.act(asked(town, case)["OF-SEC"], "disagree", reason="人手不足", basis="b", cure="c")
    town.act(asked(town, case)["OF-PROD"], "agree")
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "pass", opinion="同意")
    assert "人手不足" in case.items.get().decision_text


def test_an_alarm_on_a_task_just_closed_is_no_failure__R48(town, monday):
    case = roster(town, policy="any", on_timeout="tacit")
    task = asked(town, case)["OF-SEC"]
    monday.move_to(task.due_at)
    monday.shift(60)
    while town.fire():
        pass
    assert not Task.objects.filter(case=case, finished__isnull=False, scheduled__isnull=False).exists()
    assert not task.alarm_failures.exists() and town.open_tasks(case, kind="step")


def test_a_broken_reminder_does_not_stop_the_deadline_behind_it__R35(town, monday, monkeypatch):
    case = town.reception()
    from workflows.operations.unattended import timers

    monkeypatch.setitem(timers.HANDLERS, "yellow", lambda act: 1 / 0)
    for _ in range(MAX_FAILURES + 3):
        monday.shift(26 * 3600)
        town.fire()
    while town.fire():
        pass
    case.refresh_from_db()
    assert case.state == "in_progress"


def test_silence_that_is_no_consent_turns_red_for_the_head__R34(town, monday):
    case = roster(town, on_timeout="escalate")
    task = asked(town, case)["OF-SEC"]
    monday.move_to(task.red_at)
    monday.shift(60)
    while town.fire():
        pass
    assert town.person("bao.pingan").notices.filter(case_number=case.number, event="task.red").exists()
    assert town.person("you.jingkou").notices.filter(case_number=case.number, event="case.late").exists()


def test_a_lost_wake_up_after_delivery_is_repaired(town, monday, monkeypatch):
    case = town.run(town.reception(), until="decided")
    monkeypatch.setattr("workflows.stages.waking.advance", lambda case_id: 1 / 0)
    [deliver] = town.open_tasks(case, kind="deliver")
    town.act(deliver, "deliver", method="电子送达")
    monkeypatch.undo()
    assert not town.open_tasks(case, kind="resupply")
    assert sweep() == 1
    assert town.open_tasks(case, kind="resupply")
    assert sweep() == 0


def test_the_auditor_reads_and_does_not_write__R4(town, monday):
    case = accepted(town)
    for name in ("shen.jilu", "du.banzhang"):
        with pytest.raises(Forbidden):
            write_message(case, actor=town.person(name), text="请尽快")
    write_message(case, actor=town.person("bi.jieban"), text="请补充名单")


def test_deemed_acceptance_makes_missing_papers_due__R9_R40(town, monday):
    case = town.apply("OM-RECEPTION", "yuan.gongjia", {"guest_count": 5}, {}, materials={})
    monday.shift(10 * 24 * 3600)
    while town.fire():
        pass
    case.refresh_from_db()
    assert case.state == "in_progress"
    paper = case.materials.get(code="M003")
    assert paper.status == CaseMaterial.Status.DEFERRED and paper.deferred_until is not None
    assert case.documents.filter(kind="RQ").exists()


def test_a_paper_that_is_in_cannot_be_promised_for_later(town, monday):
    case = town.reception()
    [intake] = town.open_tasks(case)
    with pytest.raises(Invalid):
        town.act(intake, "accept", "chuang.kouyi", deferrals=[{"material": "M003", "by": "2026-03-03"}])


def test_one_key_for_two_applicants_is_a_conflict(town, monday):
    clerk = town.person("chuang.kouyi")
    meal = town.apply("OM-MEAL", "yuan.gongjia", {}, {"meal_date": "2026-03-05", "canteen": "base"})
    fields = {key: entry["value"] for key, entry in meal.form.items() if entry["source"] is None}
    fields["meal_date"] = "2026-03-06"
    application = Application("OM-MEAL", {}, fields, channel="counter", consent="签名板")
    submit(application, applicant=town.person("yuan.gongjia"), actor=clerk, key="k")
    with pytest.raises(Conflict) as reused:
        submit(application, applicant=town.person("yuan.gongyi"), actor=clerk, key="k")
    assert reused.value.error_code == "idempotency_conflict"


def test_the_applicant_hears_of_every_cancelled_item__R9(town, monday):
    case = accepted(town)
    [first] = town.open_tasks(case, case_item__code=RECEPTION)
    town.act(first, "pass")
    [head] = town.open_tasks(case, case_item__code=RECEPTION)
    town.act(head, "deny", reason_code="x", reason="不符合", basis="第三条")
    told = town.person("yuan.gongjia").notices.filter(event="item.cancelled")
    assert told.count() == case.items.filter(state="cancelled").count() > 3
