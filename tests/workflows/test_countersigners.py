"""Countersigners for life as it is: added, taken out, weighted, never oneself (R3, R45–R50)."""

from __future__ import annotations

import pytest

from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import CaseItem
from tests.workflows.invariants import chain_faults, faults
from tests.workflows.test_countersign import asked, roster, with_policy
from workflows.casework.ballot import tallies
from workflows.models import Task

DISSENT = {"reason": "人手不足", "basis": "办法第五条", "cure": "加一人"}
DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}


def asking(case):
    """The closed step whose passing asked the countersigners."""
    return Task.objects.filter(case=case, kind="step", outcome="pass").latest("pk")


def handler(town, case):
    return asking(case).closed_by.username


def head(town):
    return "zhen.tongchou"


def test_a_department_added_while_the_round_runs_is_asked_at_once_and_counts__R45(town, monday):
    case = roster(town)
    town.act(asking(case), "add_countersigners", handler(town, case), departments=["OF-HSE"], reason="涉及动火")
    tasks = asked(town, case)
    assert set(tasks) == {"OF-PROD", "OF-SEC", "OF-HSE"}
    # Silence of the safety department is never consent, whatever the group's rule (R49).
    assert tasks["OF-HSE"].data["on_timeout"] == "escalate" and tasks["OF-SEC"].data["on_timeout"] == "tacit"
    assert tasks["OF-HSE"].due_at <= case.items.get().due_at
    town.act(tasks["OF-PROD"], "agree")
    town.act(tasks["OF-SEC"], "agree")
    assert not town.open_tasks(case, kind="step")
    town.act(tasks["OF-HSE"], "agree")
    assert town.open_tasks(case, kind="step")
    assert faults() == [] and chain_faults() == []


def test_a_department_added_before_the_round_is_asked_with_the_others__R45(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "add_countersigners", departments=["OF-HSE"], reason="涉及动火")
    assert not asked(town, case)
    town.act(step, "pass")
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC", "OF-HSE"}


def test_a_department_added_at_the_deciding_step_is_asked_before_the_decision__R45(town, monday):
    case = roster(town)
    for one in asked(town, case).values():
        town.act(one, "agree")
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "add_countersigners", departments=["OF-HR"], reason="涉及加班")
    assert set(asked(town, case)) == {"OF-HR"} and not town.open_tasks(case, kind="step")
    assert faults() == []
    town.act(asked(town, case)["OF-HR"], "agree_with_conditions", conditions="加班按规定补休")
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "pass")
    item = case.items.get()
    assert "加班按规定补休" in item.decision_text
    [result] = case.documents.filter(kind="BJ")
    assert "加班按规定补休" in result.data["text"]


@pytest.mark.parametrize("code", ["OF-SEC", "OF-OFFICE", "没有", ""])
def test_who_is_asked_already_decides_itself_or_is_unknown_is_not_added__R45(town, monday, code):
    case = roster(town)
    with pytest.raises(Invalid) as refused:
        town.act(asking(case), "add_countersigners", handler(town, case), departments=[code], reason="补充会签")
    assert set(refused.value.fields) == {"departments"}
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"}


@pytest.mark.parametrize("name", ["you.jingkou", "che.lunzhuan", "bao.pingan", "guan.xitong"])
def test_only_who_asks_sees_to_the_countersigners__R3(town, monday, name):
    case = roster(town)
    for action in ("add_countersigners", "remove_countersigner"):
        with pytest.raises(Forbidden):
            town.act(asking(case), action, name, departments=["OF-SEC"], reason="不需要")
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"}


def test_an_item_without_countersigners_gets_none(town, monday):
    case = town.reception()
    town.accept(case)
    [step] = town.open_tasks(case, kind="step", case_item__code="OF-OFFICE-001")
    with pytest.raises(Conflict) as refused:
        town.act(step, "add_countersigners", departments=["OF-HSE"], reason="请会签")
    assert refused.value.error_code == "no_countersigning"


def test_taking_out_the_last_silent_one_closes_the_round__R45(town, monday):
    case = roster(town)
    town.act(asked(town, case)["OF-PROD"], "agree")
    task = asked(town, case)["OF-SEC"]
    town.act(asking(case), "remove_countersigner", handler(town, case), departments=["OF-SEC"], reason="不涉及门禁")
    task.refresh_from_db()
    assert task.outcome == "removed" and task.finished is not None
    [deciding] = town.open_tasks(case, kind="step")
    assert town.person("bao.pingan").notices.filter(event="countersign.removed").count() == 1
    with pytest.raises(Conflict) as late:
        town.act(task, "agree", "bao.pingan")
    assert late.value.error_code == "task_closed"
    # Sent back, the round does not ask again who was taken out.
    town.act(deciding, "send_back", to="0", reason="请补充")
    [first] = town.open_tasks(case, kind="step")
    town.act(first, "pass", opinion="已补充")
    assert not asked(town, case)
    assert faults() == [] and chain_faults() == []


def test_nobody_takes_out_the_last_one_asked__R45(town, monday):
    case = roster(town)
    who, step = handler(town, case), asking(case)
    town.act(step, "remove_countersigner", who, departments=["OF-PROD"], reason="不涉及")
    with pytest.raises(Conflict) as refused:
        town.act(step, "remove_countersigner", who, departments=["OF-SEC"], reason="不涉及")
    assert refused.value.error_code == "last_countersigner"
    assert set(asked(town, case)) == {"OF-SEC"}


def test_who_has_disagreed_goes_only_with_the_heads_consent_and_is_named__R50(town, monday):
    case = roster(town)
    tasks = asked(town, case)
    town.act(tasks["OF-SEC"], "disagree", **DISSENT)
    town.act(asking(case), "remove_countersigner", handler(town, case), departments=["OF-SEC"], reason="已另行解决")
    [request] = town.open_tasks(case, kind="duty")
    assert len(tallies(case.items.get())[0].dissents) == 1
    with pytest.raises(Forbidden):
        town.act(request, "approve_removal", handler(town, case))
    town.act(request, "approve_removal", head(town), reason="情况属实")
    [tally] = tallies(case.items.get())
    assert not tally.dissents and tally.asked == 1
    opinion = case.opinions.get(action="disagree")
    assert opinion.voided_at is not None and opinion.voided_because == "已另行解决" and opinion.text == "人手不足"
    town.act(tasks["OF-PROD"], "agree")
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "pass", opinion="同意")
    item = case.items.get()
    assert item.decision == "approved" and "人手不足" in item.decision_text
    assert faults() == [] and chain_faults() == []


def test_the_head_who_refuses_leaves_the_dissent_standing__R50(town, monday):
    case = roster(town)
    town.act(asked(town, case)["OF-SEC"], "disagree", **DISSENT)
    town.act(asking(case), "remove_countersigner", handler(town, case), departments=["OF-SEC"], reason="已另行解决")
    [request] = town.open_tasks(case, kind="duty")
    town.act(request, "refuse_removal", head(town), reason="先协调")
    assert len(tallies(case.items.get())[0].dissents) == 1
    assert case.opinions.get(action="disagree").voided_at is None


def test_the_same_key_adds_once(town, monday):
    from workflows.acting import get_task
    from workflows.operations.acts import act

    case = roster(town)
    who = town.person(handler(town, case))
    payload = {"departments": ["OF-HSE"], "reason": "涉及动火"}
    for _ in range(2):
        act(get_task(asking(case).pk), actor=who, action="add_countersigners", payload=payload, key="k1")
    assert len(town.open_tasks(case, kind="countersign")) == 3


def test_a_quorum_counts_by_weight__R45(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    departments = ["OF-PROD", "OF-SEC", "OF-HR"]
    item = with_policy(case, policy="quorum", quorum=3, departments=departments, weights={"OF-PROD": 2})
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass")
    tasks = asked(town, case)
    town.act(tasks["OF-HR"], "disagree", **DISSENT)
    town.act(tasks["OF-PROD"], "agree")
    assert not town.open_tasks(case, kind="step")
    town.act(tasks["OF-SEC"], "agree")
    [tally] = tallies(CaseItem.objects.get(pk=item.pk))
    assert (tally.agreed, tally.needed, tally.met) == (3, 3, True)
    assert town.open_tasks(case, kind="step")


def test_who_handled_the_item_does_not_countersign_it__R3(town, monday):
    """The handler also heads production for a while: somebody else of production is asked."""
    from departments.org.models import Department, Membership

    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    [step] = town.open_tasks(case, kind="step")
    both = town.able(step)
    production = Department.objects.get(code="OF-PROD")
    post = Membership.objects.create(user=both, department=production, starts="2026-01-01", is_primary=False)
    post.roles.set(Membership.objects.filter(department=production, roles__role__code="dept_head").first().roles.all())
    town.act(step, "pass", both.username)
    task = asked(town, case)["OF-PROD"]
    assert both.pk in task.barred and town.able(task).pk != both.pk
    with pytest.raises(Forbidden) as own:
        town.act(task, "agree", both.username)
    assert own.value.error_code == "self_dealing"


def test_where_nobody_may_countersign_coordination_is_told__R3(town, monday):
    from departments.org.models import Department, Membership

    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    security = Department.objects.get(code="OF-SEC")
    Department.objects.filter(pk=security.pk).update(head=None, deputy=None)
    Membership.objects.filter(roles__role__code__in=["dept_head", "leader"]).exclude(
        department__code__in=["OF-OFFICE", "OF-PROD"]
    ).update(ends="2026-01-31")
    Membership.objects.filter(roles__role__code="leader").update(ends="2026-01-31")
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass")
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"}
    told = town.person("zhen.tongchou").notices.filter(event="task.nobody", case_number=case.number)
    assert told.count() == 1


# ---- departments that disagree (test_reconciling.py) ------------------------------------------------


@pytest.mark.parametrize("action", ["agree", "disagree"])
def test_departments_of_one_mind_need_nobody_to_reconcile_them__R50(town, monday, action):
    case = roster(town)
    for task in asked(town, case).values():
        town.act(task, action, **(DISSENT if action == "disagree" else {}))
    assert town.open_tasks(case, kind="step") and not Task.objects.filter(case=case, kind="reconcile").exists()
