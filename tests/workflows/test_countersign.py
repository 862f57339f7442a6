"""Countersigning: in parallel, by policy, tacit or escalated at the limit (R45–R49)."""

from __future__ import annotations

import pytest

from portal.errors import Conflict, Invalid
from services.cases.models import CaseItem
from workflows.casework.ballot import tallies

DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}


def roster(town):
    """OM-DUTY accepted and its first step done: production and security are asked at once."""
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass", opinion="已核对")
    return case


def with_policy(case, **group):
    """Give the case's one item another countersign policy, as a published version would."""
    item = CaseItem.objects.get(case=case, code="OF-OFFICE-003")
    item.definition["countersigns"][0].update(group)
    item.save(update_fields=["definition"])
    return item


def asked(town, case):
    return {task.department.code: task for task in town.open_tasks(case, kind="countersign")}


def keep_dissent(town, case):
    """The lead department leaves the disagreement as it is, to be named in the decision (R50)."""
    [task] = town.open_tasks(case, kind="reconcile")
    return town.act(task, "reconcile", with_whom="会签部门", minutes="各自保留意见，由决定部门处理")


def test_both_departments_are_asked_in_the_same_minute__R45(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    assert set(tasks) == {"OF-PROD", "OF-SEC"}
    assert len({task.created for task in tasks.values()}) == 1
    assert case.items.get().state == "countersigning"


def test_all_must_agree_before_the_head_decides__R45(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    assert not town.open_tasks(case, kind="step")
    town.act(tasks["OF-SEC"], "agree_with_conditions", conditions="节假日加派一人")
    [deciding] = town.open_tasks(case, kind="step")
    assert deciding.decides
    town.act(deciding, "pass", opinion="同意发布")
    item = case.items.get()
    assert item.decision == "approved"
    # Conditions become part of the decision (R46).
    assert "节假日加派一人" in item.decision_text


@pytest.mark.parametrize("left_out", ["reason", "basis", "cure"])
def test_a_disagreement_needs_reason_basis_and_cure__R46(town, monday, left_out):
    case = roster(town)
    said = {"reason": "人手不足", "basis": "值班管理办法第五条", "cure": "调整到周末以外"}
    with pytest.raises(Invalid) as incomplete:
        town.act(asked(town, case)["OF-SEC"], "disagree", **{**said, left_out: " "})
    assert set(incomplete.value.fields) == {left_out}


def test_dissent_blocks_approval_and_only_the_dissenter_is_asked_again__R45(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    town.act(tasks["OF-SEC"], "disagree", reason="人手不足", basis="办法第五条", cure="加一人")
    keep_dissent(town, case)
    [deciding] = town.open_tasks(case, kind="step")
    with pytest.raises(Conflict) as blocked:
        town.act(deciding, "pass")
    assert blocked.value.error_code == "countersign_not_met"
    town.act(deciding, "send_back", to="经办核对", reason="请与保卫部协商")
    [handling] = town.open_tasks(case, kind="step")
    assert handling.step_no == 0
    town.act(handling, "pass", opinion="已加派一人")
    assert set(asked(town, case)) == {"OF-SEC"}
    town.act(asked(town, case)["OF-SEC"], "agree")
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "pass")
    assert case.items.get().decision == "approved"


def test_any_one_consent_is_enough_and_the_others_are_released__R45(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    with_policy(case, policy="any")
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass")
    town.act(asked(town, case)["OF-SEC"], "agree")
    assert not asked(town, case)
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "pass")


def test_quorum_counts_consents__R45(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    item = with_policy(case, policy="quorum", quorum=2, departments=["OF-PROD", "OF-SEC", "OF-HR"])
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass")
    tasks = asked(town, case)
    town.act(tasks["OF-HR"], "disagree", reason="a", basis="b", cure="c")
    town.act(tasks["OF-SEC"], "agree")
    assert not town.open_tasks(case, kind="step")
    town.act(tasks["OF-PROD"], "agree")
    [tally] = tallies(CaseItem.objects.get(pk=item.pk))
    assert tally.met and len(tally.dissents) == 1
    assert town.open_tasks(case, kind="step")


def test_an_advisory_opinion_does_not_hold_the_flow__R45(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    with_policy(case, policy="advisory")
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass")
    [deciding] = town.open_tasks(case, kind="step")
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"}
    town.act(deciding, "pass")
    assert case.items.get().decision == "approved" and not asked(town, case)


def test_silence_is_consent_at_the_minute_of_expiry_even_when_fired_late__R48(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    silent = tasks["OF-SEC"]
    monday.move_to(silent.due_at)
    monday.shift(3 * 3600)
    town.fire()
    opinion = case.opinions.get(action="tacit")
    assert opinion.created_at == silent.due_at and opinion.tacit and opinion.author is None
    assert town.open_tasks(case, kind="step")
    assert case.opinions.filter(action="tacit").count() == 1
    town.fire()
    assert case.opinions.filter(action="tacit").count() == 1


def test_where_silence_is_no_consent_it_escalates_and_the_flow_waits__R48(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    with_policy(case, on_timeout="escalate")
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass")
    tasks = asked(town, case)
    monday.move_to(tasks["OF-SEC"].due_at)
    monday.shift(60)
    town.fire()
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"}
    told = town.person("zhen.tongchou").notices.filter(case_number=case.number, event="countersign.escalated")
    assert told.count() == 2


def test_not_my_duty_goes_to_a_ruling_that_binds__R46_R57(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    town.act(tasks["OF-SEC"], "not_my_duty", reason="应由安全环保部", suggest="OF-HSE", basis="职责清单")
    assert not town.open_tasks(case, kind="step")
    [ruling] = town.open_tasks(case, kind="duty")
    town.act(ruling, "rule", "zhen.tongchou", to="OF-HSE", reason="按职责清单由安全环保部会签")
    assert set(asked(town, case)) == {"OF-HSE"}
    town.act(asked(town, case)["OF-HSE"], "agree")
    assert town.open_tasks(case, kind="step")


def test_a_department_excused_by_the_ruling_no_longer_counts__R57(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-SEC"], "not_my_duty", reason="与我无关", suggest="OF-HSE", basis="职责清单")
    [ruling] = town.open_tasks(case, kind="duty")
    town.act(ruling, "rule", "zhen.tongchou", reason="本件不需要保卫部会签")
    town.act(tasks["OF-PROD"], "agree")
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "pass")
    assert case.items.get().decision == "approved"
