"""Selective return: only what rested on the change falls, signatures that stand are not asked again (R9, R26, R47)."""

from __future__ import annotations

import pytest

from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import CaseItem
from tests.workflows.invariants import chain_faults, faults
from tests.workflows.test_countersign import asked, keep_dissent, roster, with_policy
from tests.workflows.test_countersigners import DISSENT, asking, handler
from workflows.models import Task
from workflows.operations.second_thoughts.returning import preview

HOUSING = {"housing_buy": False, "applicant_married": False}


def deciding(town, case):
    [step] = town.open_tasks(case, kind="step")
    return step


def consented(town, case):
    for one in asked(town, case).values():
        town.act(one, "agree")
    return deciding(town, case)


def whole():
    assert faults() == [] and chain_faults() == []


def test_without_a_change_the_signatures_stay_and_are_not_asked_again__R47(town, monday):
    case = roster(town)
    due = case.items.get().due_at
    town.act(consented(town, case), "send_back", to="经办核对", reason="请补充说明")
    step = deciding(town, case)
    assert step.step_no == 0 and step.data["returned"]
    town.act(step, "pass", opinion="已补充")
    assert not asked(town, case)
    last = deciding(town, case)
    assert last.decides
    town.act(last, "pass")
    item = case.items.get()
    # The clock never starts anew.
    assert item.decision == "approved" and item.due_at == due
    whole()


@pytest.mark.parametrize(
    ("changes", "falls"),
    [
        ({"opinion": True}, {"OF-PROD", "OF-SEC"}),
        ({"fields": ["roster_month"]}, {"OF-PROD", "OF-SEC"}),
        ({}, set()),
    ],
)
def test_who_rested_on_the_change_is_asked_again__R47(town, monday, changes, falls):
    case = roster(town)
    changes = own_fields(case, changes)
    last = consented(town, case)
    shown = preview(reread(last), town.able(last), to="0", changes=changes)
    assert {one.department for one in shown.falls if one.step == "会签"} == titles(falls)
    town.act(last, "send_back", to="0", reason="排班有改动", changes=changes, seen=shown.digest)
    town.act(deciding(town, case), "pass", opinion="已调整")
    assert set(asked(town, case)) == falls
    void = case.opinions.exclude(voided_at=None).filter(kind="countersign")
    assert {one.department.code for one in void} == falls
    assert all(one.voided_because == "排班有改动" for one in void)
    if falls:
        told = town.person("bao.pingan").notices.filter(event="countersign.void", case_number=case.number)
        assert told.count() == 1
    whole()


def own_fields(case, changes):
    """Fields named by example become the first field of the item."""
    if "fields" in changes:
        return {"fields": [next(key for key in case.items.get().snapshot.elements if key in case.form)]}
    return changes


def reread(task):
    return Task.objects.select_related("case__version", "case_item", "department", "owner").get(pk=task.pk)


def titles(codes):
    from departments.org.models import Department

    return {one.title for one in Department.objects.filter(code__in=codes)}


def test_back_to_the_countersigners_asks_who_disagreed_and_loses_no_task__R50(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    town.act(tasks["OF-SEC"], "disagree", **DISSENT)
    keep_dissent(town, case)
    town.act(deciding(town, case), "send_back", to="会签", reason="已与保卫部协商")
    assert set(asked(town, case)) == {"OF-SEC"} and not town.open_tasks(case, kind="step")
    whole()
    town.act(asked(town, case)["OF-SEC"], "agree")
    town.act(deciding(town, case), "pass")
    assert case.items.get().decision == "approved"
    whole()


def test_back_to_the_countersigners_names_whose_opinion_is_asked_again__R45(town, monday):
    case = roster(town)
    last = consented(town, case)
    with pytest.raises(Conflict) as nobody:
        town.act(last, "send_back", to="countersign", reason="再议")
    assert nobody.value.error_code == "nobody_to_ask"
    town.act(last, "send_back", to="countersign", reason="门禁要求有变", changes={"departments": ["OF-SEC"]})
    assert set(asked(town, case)) == {"OF-SEC"}
    whole()


def test_a_countersigner_sends_back_from_inside_the_parallel_branches__R9(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    town.act(tasks["OF-SEC"], "send_back", to="0", reason="名单不全")
    step = deciding(town, case)
    assert step.step_no == 0 and not asked(town, case) and case.items.get().state == "in_review"
    whole()
    town.act(step, "pass", opinion="名单已补全")
    # Production's signature stands; security, which gave none, is asked.
    assert set(asked(town, case)) == {"OF-SEC"}
    town.act(asked(town, case)["OF-SEC"], "agree")
    assert deciding(town, case).decides
    whole()


@pytest.mark.parametrize("name", ["handler", "zhen.tongchou"])
def test_who_asks_takes_the_round_back_while_it_runs__R9(town, monday, name):
    case = roster(town)
    tasks = asked(town, case)
    who = handler(town, case) if name == "handler" else name
    town.act(asking(case), "send_back", who, to="0", reason="发现排班有误", changes={"opinion": True})
    assert not asked(town, case) and deciding(town, case).step_no == 0
    with pytest.raises(Conflict) as late:
        town.act(tasks["OF-SEC"], "agree", "bao.pingan")
    assert late.value.error_code == "task_closed" and town.person(who).name in late.value.detail
    whole()
    town.act(deciding(town, case), "pass", opinion="已更正")
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"}
    whole()


def test_when_the_round_is_over_who_asked_can_no_longer_take_it_back(town, monday):
    case = roster(town)
    step = asking(case)
    consented(town, case)
    with pytest.raises(Conflict) as over:
        town.act(step, "send_back", "zhen.tongchou", to="0", reason="发现排班有误")
    assert over.value.error_code == "task_closed"
    whole()


def test_returning_twice_keeps_what_still_stands__R47(town, monday):
    case = roster(town)
    town.act(consented(town, case), "send_back", to="0", reason="第一次", changes={"opinion": True})
    town.act(deciding(town, case), "pass", opinion="改一")
    town.act(asked(town, case)["OF-PROD"], "agree")
    town.act(asked(town, case)["OF-SEC"], "send_back", to="0", reason="第二次")
    town.act(deciding(town, case), "pass", opinion="改二")
    assert set(asked(town, case)) == {"OF-SEC"}
    town.act(asked(town, case)["OF-SEC"], "agree")
    town.act(deciding(town, case), "pass")
    assert case.items.get().decision == "approved"
    whole()


def test_a_tacit_consent_falls_like_every_other__R48(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    monday.move_to(tasks["OF-SEC"].due_at)
    town.fire()
    town.act(deciding(town, case), "send_back", to="0", reason="排班有改动", changes={"opinion": True})
    assert case.opinions.get(action="tacit").voided_at is not None
    town.act(deciding(town, case), "pass", opinion="已调整")
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"}
    whole()


def test_an_open_dispute_about_duty_ends_with_the_round_and_its_department_is_asked_again__R57(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-SEC"], "not_my_duty", reason="应由安全环保部", suggest="OF-HSE", basis="职责清单")
    town.act(tasks["OF-PROD"], "send_back", to="0", reason="名单不全")
    assert not town.open_tasks(case, kind="duty")
    whole()
    town.act(deciding(town, case), "pass", opinion="已补全")
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"}
    whole()


def test_a_paper_that_came_later_voids_only_who_saw_the_old_one(town, monday):
    """What was decided before the paper was in did not rest on it."""
    case = roster(town)
    item = case.items.get()
    key = next(key for key in item.snapshot.elements if key in case.form)
    for one in case.opinions.filter(action="pass", item=item):
        one.inputs["fields"].pop(key)
        one.save()
    tasks = asked(town, case)
    town.act(tasks["OF-PROD"], "agree")
    town.act(tasks["OF-SEC"], "agree")
    last = deciding(town, case)
    found = preview(reread(last), town.able(last), to="countersign", changes={"fields": [key]})
    assert found.begins == "会签" and len(found.falls) == 2
    assert [one.step for one in found.stands] == ["经办核对"]
    # Had the first step seen it, the item would begin there.
    case.opinions.filter(action="pass", item=item).update(inputs={})
    found = preview(reread(last), town.able(last), to="countersign", changes={"fields": [key]})
    assert found.begins == "经办核对" and found.begins_earlier


def test_what_was_shown_and_is_no_longer_true_is_not_done(town, monday):
    case = roster(town)
    step = asking(case)
    shown = preview(reread(step), town.person("zhen.tongchou"), to="0", changes={"opinion": True})
    town.act(asked(town, case)["OF-PROD"], "agree")
    with pytest.raises(Conflict) as other:
        town.act(
            step, "send_back", "zhen.tongchou", to="0", reason="有误", changes={"opinion": True}, seen=shown.digest
        )
    assert other.value.error_code == "consequences_changed"
    assert set(asked(town, case)) == {"OF-SEC"}
    assert not case.opinions.filter(action__in=["send_back", "recall_round"]).exists()
    whole()


@pytest.mark.parametrize("changes", [{"papers": ["M999"]}, {"fields": ["nothing"]}, {"departments": ["OF-HSE"]}, "x"])
def test_a_change_of_something_else_is_refused(town, monday, changes):
    case = roster(town)
    last = consented(town, case)
    with pytest.raises(Invalid) as strange:
        town.act(last, "send_back", to="0", reason="有误", changes=changes)
    assert set(strange.value.fields) == {"changes"}
    assert deciding(town, case).pk == last.pk


@pytest.mark.parametrize("name", ["you.jingkou", "che.lunzhuan", "guan.xitong"])
def test_strangers_and_the_applicant_send_nothing_back__R3(town, monday, name):
    case = roster(town)
    for task in (asking(case), asked(town, case)["OF-SEC"]):
        with pytest.raises(Forbidden):
            town.act(task, "send_back", name, to="0", reason="有误")
        with pytest.raises(Forbidden):
            preview(reread(task), town.person(name), to="0")
    whole()


def test_nobody_returns_to_a_step_that_comes_later(town, monday):
    case = roster(town)
    with pytest.raises(Invalid):
        town.act(asked(town, case)["OF-SEC"], "send_back", to="1", reason="有误")
    with pytest.raises(Invalid):
        town.act(asked(town, case)["OF-SEC"], "send_back", to="会签", reason="有误")


def test_three_steps_fall_from_the_place_returned_to_and_no_further__R9(town, monday):
    case = town.apply("OM-HOUSING", "yuan.gongjia", HOUSING, {})
    town.accept(case)
    item = case.items.get(code="OF-LIFE-005") if case.items.filter(code="OF-LIFE-005").exists() else None
    if item is None or not town.open_tasks(case, kind="step", case_item=item):
        pytest.skip("the matter does not begin with this item")
    town.act(town.open_tasks(case, kind="step", case_item=item)[0], "pass", opinion="一")
    for one in town.open_tasks(case, kind="countersign", case_item=item):
        town.act(one, "agree")
    town.act(town.open_tasks(case, kind="step", case_item=item)[0], "pass", opinion="二")
    [last] = town.open_tasks(case, kind="step", case_item=item)
    town.act(last, "send_back", to="1", reason="复核不清")
    [again] = town.open_tasks(case, kind="step", case_item=item)
    assert again.step_no == 1
    passed = Task.objects.filter(case_item=item, kind="step", outcome="pass").order_by("pk")
    assert [(one.step_no, one.void) for one in passed] == [(0, ""), (1, "returned")]
    whole()


def test_an_advisory_question_beside_the_decision_survives_a_return__R45(town, monday):
    case = town.apply(
        "OM-DUTY", "you.jingkou", {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}, {}
    )
    town.accept(case)
    with_policy(case, policy="advisory")
    town.act(deciding(town, case), "pass")
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"}
    town.act(asked(town, case)["OF-PROD"], "agree")
    town.act(deciding(town, case), "send_back", to="0", reason="有误", changes={"opinion": True})
    assert set(asked(town, case)) == {"OF-SEC"}
    whole()
    town.act(deciding(town, case), "pass", opinion="已更正")
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"} and deciding(town, case).decides
    assert CaseItem.objects.get(case=case).state == "in_review"
    whole()
