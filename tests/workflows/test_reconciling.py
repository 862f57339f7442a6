"""Departments that disagree are brought together within a working day, else the coordination office rules (R50)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from portal import audit
from portal.errors import Conflict, Forbidden, Invalid
from tests.workflows.invariants import chain_faults, faults
from tests.workflows.test_countersign import DUTY, asked, roster, with_policy
from workflows.acting import get_task
from workflows.models import AlarmFailure, Task
from workflows.operations.acts import act
from workflows.operations.second_thoughts.recalling import recall_act
from workflows.operations.second_thoughts.withdrawing import withdraw

DISSENT = {"reason": "人手不足", "basis": "办法第五条", "cure": "加一人"}
AGREED = {"with_whom": "保卫部鲍平安", "minutes": "加派一人后可行"}
LEAD = "bi.jieban"
OFFICE = "zhen.tongchou"


def whole():
    assert faults() == [] and chain_faults() == []
    assert not AlarmFailure.objects.exists()


def at_odds(town, case=None):
    """Production agrees, security does not. Returns the case and the lead department's task."""
    case = case or roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    town.act(tasks["OF-SEC"], "disagree", **DISSENT)
    [task] = town.open_tasks(case, kind="reconcile")
    return case, task


def deciding(town, case):
    [step] = town.open_tasks(case, kind="step")
    return step


def ruling_of(town, case):
    [task] = town.open_tasks(case, kind="duty")
    return task


def ruler(town, task):
    """Somebody of the coordination office who is no party."""
    return town.able(task)


def test_the_lead_department_gets_a_task_of_one_working_day__R50(town, monday):
    case, task = at_odds(town)
    item = case.items.get()
    assert (
        task.department_id == case.lead_department_id
        and task.due_at.date() == (task.created + timedelta(days=1)).date()
    )
    assert item.state == "countersigning" and not town.open_tasks(case, kind="step")
    [told] = town.person(LEAD).notices.filter(case_number=case.number, event="countersign.conflict")
    assert "人手不足" in told.body and told.url == f"/desk/task/{task.pk}/"
    assert not case.applicant.notices.filter(event="countersign.conflict").exists()
    whole()


def test_the_items_clock_never_stops_for_it__R47(town, monday):
    case = roster(town)
    before = case.items.get().due_at
    at_odds(town, case)
    item = case.items.get()
    assert item.due_at == before and not item.pauses.exists()


def test_agreed_and_confirmed_by_the_dissenter_the_round_goes_on__R50(town, monday):
    case, task = at_odds(town)
    town.act(task, "reconcile", LEAD, **AGREED, confirming=["OF-SEC"])
    # Nobody signs for another: security confirms itself, and until then its dissent stands.
    question = asked(town, case)["OF-SEC"]
    assert question.due_at == task.due_at and question.data["again"]["minutes"] == AGREED["minutes"]
    [told] = town.person("bao.pingan").notices.filter(case_number=case.number, event="countersign.again")
    assert AGREED["minutes"] in told.body
    assert not town.open_tasks(case, kind="step")
    whole()
    town.act(question, "agree")
    assert not town.open_tasks(case, kind="reconcile")
    town.act(deciding(town, case), "pass")
    item = case.items.get()
    assert item.decision == "approved" and "人手不足" not in item.decision_text
    whole()


def test_a_dissent_that_is_kept_is_named_and_still_forbids_the_approval__R45_R50(town, monday):
    case, task = at_odds(town)
    town.act(task, "reconcile", LEAD, **AGREED)
    with pytest.raises(Conflict) as blocked:
        town.act(deciding(town, case), "pass")
    assert blocked.value.error_code == "countersign_not_met"
    town.act(deciding(town, case), "deny", reason_code="other", reason="保卫部不同意", basis="值班办法")
    assert case.items.get().decision == "denied"
    whole()


def test_a_kept_dissent_is_named_where_a_quorum_is_reached_without_it__R50(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    with_policy(case, policy="quorum", quorum=2, departments=["OF-PROD", "OF-SEC", "OF-HR"])
    town.act(town.open_tasks(case, kind="step")[0], "pass")
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    town.act(tasks["OF-SEC"], "disagree", **DISSENT)
    town.act(tasks["OF-HR"], "disagree", **{**DISSENT, "reason": "编制不够"})
    [task] = town.open_tasks(case, kind="reconcile")
    town.act(task, "reconcile", LEAD, **AGREED, confirming="OF-HR")
    town.act(asked(town, case)["OF-HR"], "agree_with_conditions", conditions="下月补员")
    town.act(deciding(town, case), "pass")
    text = case.items.get().decision_text
    assert "人手不足" in text and "下月补员" in text and "编制不够" not in text
    whole()


def test_a_policy_that_settles_it_brings_nobody_together__R45(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    with_policy(case, policy="quorum", quorum=1)
    town.act(town.open_tasks(case, kind="step")[0], "pass")
    tasks = asked(town, case)
    town.act(tasks["OF-SEC"], "disagree", **DISSENT)
    town.act(tasks["OF-PROD"], "agree")
    assert not town.open_tasks(case, kind="reconcile")
    town.act(deciding(town, case), "pass")
    assert "人手不足" in case.items.get().decision_text


def test_asked_once_more_the_vote_reopens_for_the_time_that_is_left__R50(town, monday):
    case, task = at_odds(town)
    monday.shift(3600)
    town.act(task, "ask_dissenters", LEAD, reason="已加派一人")
    question = asked(town, case)["OF-SEC"]
    assert question.due_at == task.due_at
    with pytest.raises(Conflict) as refused:
        town.act(question, "not_my_duty", reason="a", suggest="OF-HSE", basis="b")
    assert refused.value.error_code == "voted_already"
    with pytest.raises(Conflict) as twice:
        town.act(task, "ask_dissenters", LEAD, reason="再问")
    assert twice.value.error_code == "already_asked"
    # Still against it: the matter stays with the lead department.
    town.act(question, "disagree", **{**DISSENT, "reason": "仍然不够"})
    assert town.open_tasks(case, kind="reconcile") and not town.open_tasks(case, kind="step")
    assert Task.objects.filter(case=case, kind="reconcile").count() == 1
    whole()
    town.act(task, "reconcile", LEAD, **AGREED)
    assert deciding(town, case)


def test_keeping_a_dissent_closes_the_question_that_was_asked_once_more__R50(town, monday):
    case, task = at_odds(town)
    town.act(task, "ask_dissenters", LEAD, reason="已加派一人")
    town.act(task, "reconcile", LEAD, **AGREED)
    assert not asked(town, case) and deciding(town, case)
    whole()


def test_undone_after_a_working_day_the_dispute_opens_by_itself__R50_R58(town, monday):
    case, task = at_odds(town)
    town.act(task, "ask_dissenters", LEAD, reason="已加派一人")
    monday.move_to(task.due_at)
    town.fire()
    assert not town.open_tasks(case, kind="reconcile") and not asked(town, case)
    ruling = ruling_of(town, case)
    assert ruling.duty == "arbitrate" and "人手不足" in ruling.data["about"]
    assert town.person(OFFICE).notices.filter(case_number=case.number, event="conflict.waiting").count() == 1
    assert town.person(LEAD).notices.filter(case_number=case.number, event="conflict.escalated").count() == 1
    assert not town.open_tasks(case, kind="step") and case.items.get().state == "countersigning"
    town.fire()
    assert len(town.open_tasks(case, kind="duty")) == 1
    whole()


def test_the_lead_takes_it_to_the_coordination_office_at_once__R50(town, monday):
    case, task = at_odds(town)
    with pytest.raises(Invalid):
        town.act(task, "escalate", LEAD, reason=" ")
    town.act(task, "escalate", LEAD, reason="两家意见无法调和")
    assert ruling_of(town, case) and not town.open_tasks(case, kind="reconcile")
    whole()


def test_the_ruling_lets_the_item_go_on_and_names_dissent_and_condition__R50(town, monday):
    case, task = at_odds(town)
    town.act(task, "escalate", LEAD, reason="两家意见无法调和")
    ruling = ruling_of(town, case)
    for bad in ({"finding": "", "reason": "x"}, {"finding": "sideways", "reason": "x"}, {"finding": "go_on"}):
        with pytest.raises(Invalid):
            town.act(ruling, "rule", **bad)
    assert ruling_of(town, case)
    town.act(ruling, "rule", finding="go_on", reason="节前必须排班", conditions="夜间加一人")
    assert town.person("bao.pingan").notices.filter(case_number=case.number, event="conflict.ruled").count() == 1
    town.act(deciding(town, case), "pass", opinion="同意")
    item = case.items.get()
    assert item.decision == "approved"
    assert "人手不足" in item.decision_text and "节前必须排班" in item.decision_text
    assert "夜间加一人" in item.decision_text
    whole()


def test_an_objection_that_stands_binds_whoever_decides__R50(town, monday):
    case, task = at_odds(town)
    town.act(task, "escalate", LEAD, reason="两家意见无法调和")
    town.act(ruling_of(town, case), "rule", finding="objection_stands", reason="人手确实不足")
    with pytest.raises(Conflict):
        town.act(deciding(town, case), "pass")
    whole()


def test_a_ruling_binds_also_when_further_departments_are_asked__R50(town, monday):
    case, task = at_odds(town)
    town.act(task, "escalate", LEAD, reason="两家意见无法调和")
    town.act(ruling_of(town, case), "rule", finding="go_on", reason="节前必须排班")
    town.act(deciding(town, case), "add_countersigners", departments=["OF-HSE"], reason="涉及动火")
    assert set(asked(town, case)) == {"OF-HSE"}
    town.act(asked(town, case)["OF-HSE"], "agree")
    assert not town.open_tasks(case, kind="reconcile")
    assert deciding(town, case)
    whole()


def test_a_ruling_that_is_late_reaches_the_leader__R58(town, monday):
    case, task = at_odds(town)
    town.act(task, "escalate", LEAD, reason="两家意见无法调和")
    ruling = ruling_of(town, case)
    monday.move_to(ruling.due_at)
    town.fire()
    assert ruling_of(town, case)
    assert "conflict.late" in [one.event for one in audit.timeline(case.number)]
    whole()


def test_parties_neither_reconcile_nor_rule__R3(town, monday):
    case, task = at_odds(town)
    for who in ("bao.pingan", "sheng.wending", case.applicant.username):
        with pytest.raises(Forbidden):
            town.act(task, "escalate", who, reason="x")
    town.act(task, "escalate", LEAD, reason="两家意见无法调和")
    ruling = ruling_of(town, case)
    voters = set(Task.objects.filter(case=case, kind="countersign").values_list("closed_by_id", flat=True))
    assert voters | {case.applicant_id, town.person(LEAD).pk} <= set(ruling.barred)


def test_the_same_key_records_once_and_the_second_of_two_reads_who_did(town, monday):
    case, task = at_odds(town)
    lead = town.person(LEAD)
    for _ in range(2):
        act(get_task(task.pk), actor=lead, action="reconcile", payload=dict(AGREED), key="k1")
    assert case.opinions.filter(action="reconcile").count() == 1
    with pytest.raises(Conflict) as late:
        act(get_task(task.pk), actor=lead, action="escalate", payload={"reason": "x"}, key="k2")
    assert late.value.error_code == "task_closed" and lead.name in late.value.detail


@pytest.mark.parametrize(
    "payload",
    [
        {"with_whom": "", "minutes": "加一人"},
        {"with_whom": "保卫部", "minutes": " "},
        {**AGREED, "confirming": ["OF-PROD"]},
        {**AGREED, "held_at": "2027-01-01T10:00"},
        {**AGREED, "held_at": "昨天"},
    ],
)
def test_a_record_that_is_not_whole_changes_nothing(town, monday, payload):
    case, task = at_odds(town)
    events = len(audit.timeline(case.number))
    with pytest.raises((Invalid, Conflict)):
        town.act(task, "reconcile", LEAD, **payload)
    assert town.open_tasks(case, kind="reconcile") and not asked(town, case)
    assert not case.opinions.filter(action="reconcile").exists() and len(audit.timeline(case.number)) == events
    whole()


def test_a_dissenter_left_out_with_the_heads_consent_ends_the_matter__R50(town, monday):
    case, _task = at_odds(town)
    asking = Task.objects.filter(case=case, kind="step", outcome="pass").latest("pk")
    town.act(asking, "add_countersigners", asking.closed_by.username, departments=["OF-HSE"], reason="涉及动火")
    town.act(asked(town, case)["OF-HSE"], "agree")
    assert len(town.open_tasks(case, kind="reconcile")) == 1
    whole()
    payload = {"departments": ["OF-SEC"], "reason": "已另行解决"}
    town.act(asking, "remove_countersigner", asking.closed_by.username, **payload)
    [request] = town.open_tasks(case, kind="duty")
    town.act(request, "approve_removal", OFFICE, reason="情况属实")
    assert not town.open_tasks(case, kind="reconcile") and deciding(town, case)
    whole()


def test_sent_back_nobody_has_to_bring_them_together__R9(town, monday):
    case, _task = at_odds(town)
    asking = Task.objects.filter(case=case, kind="step", outcome="pass").latest("pk")
    town.act(asking, "send_back", asking.closed_by.username, to="0", reason="方案有改")
    assert not town.open_tasks(case, kind="reconcile") and deciding(town, case).step_no == 0
    whole()


def test_the_dissenter_takes_its_vote_back_while_nobody_has_begun(town, monday):
    case, task = at_odds(town)
    vote = Task.objects.get(case=case, kind="countersign", outcome="disagree")
    recall_act(vote, actor=vote.closed_by)
    assert not town.open_tasks(case, kind="reconcile") and set(asked(town, case)) == {"OF-SEC"}
    town.act(asked(town, case)["OF-SEC"], "disagree", **DISSENT)
    [task] = town.open_tasks(case, kind="reconcile")
    town.act(task, "ask_dissenters", LEAD, reason="已加派一人")
    vote = Task.objects.get(case=case, kind="countersign", outcome="agree")
    with pytest.raises(Conflict) as refused:
        recall_act(vote, actor=vote.closed_by)
    assert refused.value.error_code == "gone_on"
    whole()


def test_a_confirmation_taken_back_puts_the_matter_before_the_lead_again(town, monday):
    case, task = at_odds(town)
    town.act(task, "reconcile", LEAD, **AGREED, confirming=["OF-SEC"])
    question = asked(town, case)["OF-SEC"]
    town.act(question, "agree")
    assert deciding(town, case)
    closed = Task.objects.get(pk=question.pk)
    recall_act(closed, actor=closed.closed_by)
    assert [one.pk for one in town.open_tasks(case, kind="reconcile")] == [task.pk]
    assert set(asked(town, case)) == {"OF-SEC"} and not town.open_tasks(case, kind="step")
    whole()


def test_a_second_answer_taken_back_leaves_the_matter_with_the_lead__R50(town, monday):
    case, task = at_odds(town)
    monday.shift(3600)
    town.act(task, "ask_dissenters", LEAD, reason="已加派一人")
    monday.shift(60)
    question = asked(town, case)["OF-SEC"]
    town.act(question, "disagree", **{**DISSENT, "reason": "仍然不够"})
    closed = Task.objects.get(pk=question.pk)
    recall_act(closed, actor=closed.closed_by)
    # Without it nobody would see to the question that is open again.
    assert [one.pk for one in town.open_tasks(case, kind="reconcile")] == [task.pk]
    assert asked(town, case)["OF-SEC"].pk == question.pk
    whole()


@pytest.mark.parametrize(("action", "payload"), [("reconcile", AGREED), ("escalate", {"reason": "两家意见无法调和"})])
def test_what_the_lead_made_of_a_second_answer_keeps_it__R50(town, monday, action, payload):
    case, task = at_odds(town)
    monday.shift(3600)
    town.act(task, "ask_dissenters", LEAD, reason="已加派一人")
    question = asked(town, case)["OF-SEC"]
    town.act(question, "disagree", **{**DISSENT, "reason": "仍然不够"})
    monday.shift(60)
    town.act(task, action, LEAD, **payload)
    closed = Task.objects.get(pk=question.pk)
    with pytest.raises(Conflict) as refused:
        recall_act(closed, actor=closed.closed_by)
    assert refused.value.error_code == "gone_on" and not asked(town, case)
    whole()


def with_a_further_department(town, case):
    """Safety is asked too, while the others are being brought together. Returns the step that asked."""
    asking = Task.objects.filter(case=case, kind="step", outcome="pass").latest("pk")
    town.act(asking, "add_countersigners", asking.closed_by.username, departments=["OF-HSE"], reason="涉及动火")
    return asking


@pytest.mark.parametrize("ruling", [False, True])
def test_the_only_dissenter_left_out_there_is_nothing_to_settle__R50(town, monday, ruling):
    case, task = at_odds(town)
    asking = with_a_further_department(town, case)
    if ruling:
        town.act(task, "escalate", LEAD, reason="两家意见无法调和")
    payload = {"departments": ["OF-SEC"], "reason": "已另行解决"}
    town.act(asking, "remove_countersigner", asking.closed_by.username, **payload)
    request = next(one for one in town.open_tasks(case, kind="duty") if "request" in one.data)
    town.act(request, "approve_removal", OFFICE, reason="情况属实")
    assert not town.open_tasks(case, kind="reconcile") and not town.open_tasks(case, kind="duty")
    whole()
    town.act(asked(town, case)["OF-HSE"], "agree")
    assert deciding(town, case)
    whole()


def test_a_removal_taken_back_brings_the_matter_back__R50(town, monday):
    case, task = at_odds(town)
    asking = with_a_further_department(town, case)
    payload = {"departments": ["OF-SEC"], "reason": "已另行解决"}
    town.act(asking, "remove_countersigner", asking.closed_by.username, **payload)
    [request] = town.open_tasks(case, kind="duty")
    town.act(request, "approve_removal", OFFICE, reason="情况属实")
    closed = Task.objects.get(pk=request.pk)
    recall_act(closed, actor=closed.closed_by)
    assert [one.pk for one in town.open_tasks(case, kind="reconcile")] == [task.pk]
    whole()


def test_nobody_rules_where_nobody_disagrees_any_more__R50(town, monday):
    case, task = at_odds(town)
    with_a_further_department(town, case)
    town.act(task, "reconcile", LEAD, **AGREED, confirming=["OF-SEC"])
    town.act(asked(town, case)["OF-SEC"], "agree")
    with pytest.raises(Conflict) as refused:
        town.act(task, "escalate", LEAD, reason="两家意见无法调和")
    assert refused.value.error_code == "nobody_against"
    monday.move_to(task.due_at)
    town.fire()
    assert not town.open_tasks(case, kind="reconcile") and not town.open_tasks(case, kind="duty")
    whole()
    town.act(asked(town, case)["OF-HSE"], "agree")
    assert deciding(town, case)
    whole()


def test_whose_objection_was_ruled_to_stand_is_not_left_out__R50(town, monday):
    case, task = at_odds(town)
    town.act(task, "escalate", LEAD, reason="两家意见无法调和")
    town.act(ruling_of(town, case), "rule", finding="objection_stands", reason="人手确实不足")
    with pytest.raises(Conflict) as refused:
        town.act(deciding(town, case), "remove_countersigner", departments=["OF-SEC"], reason="已另行解决")
    assert refused.value.error_code == "ruling_binds" and not town.open_tasks(case, kind="duty")
    whole()


def test_a_withdrawn_case_leaves_nothing_to_reconcile(town, monday):
    case, _task = at_odds(town)
    withdraw(case, actor=case.applicant, reason="不办了")
    assert not town.open_tasks(case)
    whole()


def test_an_item_has_one_such_task_at_a_time(town, monday):
    _case, task = at_odds(town)
    twin = Task.objects.get(pk=task.pk)
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_an_emergency_goes_to_the_ruling_at_once__R58(town, monday):
    case = roster(town)
    type(case).objects.filter(pk=case.pk).update(limit_unit="ch")
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    town.act(tasks["OF-SEC"], "disagree", **DISSENT)
    assert not town.open_tasks(case, kind="reconcile") and ruling_of(town, case).duty == "arbitrate"


def test_a_ruling_on_a_dissent_that_fell_with_a_return_is_not_repeated__R9_R50(town, monday):
    case, task = at_odds(town)
    town.act(task, "escalate", LEAD, reason="两家意见无法调和")
    town.act(ruling_of(town, case), "rule", finding="go_on", reason="节前必须排班")
    town.act(deciding(town, case), "send_back", to="0", reason="方案重做", changes={"opinion": True})
    town.act(deciding(town, case), "pass", opinion="已重做")
    for question in asked(town, case).values():
        town.act(question, "agree")
    town.act(deciding(town, case), "pass")
    text = case.items.get().decision_text
    assert "节前必须排班" not in text and "人手不足" not in text
    whole()
