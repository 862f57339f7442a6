"""Withdrawing says what it does to every branch, and does exactly that, in every state before the decision (R9)."""

from __future__ import annotations

import pytest

from departments.org import registry
from portal.errors import Forbidden
from portal.notices.models import Notice
from services.cases.models import Pause
from services.cases.states import CaseState
from tests.workflows.invariants import chain_faults, faults
from workflows.models import Task
from workflows.operations.second_thoughts.withdrawing import EffectsChanged, TooLate, withdraw
from workflows.queries.withdrawal import withdrawal_of

OFFICE, BUDGET, VENUE = "OF-OFFICE-001", "OF-FIN-001", "OF-CONF-001"
DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}
DEFECT = [{"material": "M003", "problem": "公函没有盖章", "remedy": "请盖章后上传"}]


def yuan(town):
    return town.person("yuan.gongjia")


def accepted(town, **changes):
    case = town.reception(**changes)
    town.accept(case)
    case.refresh_from_db()
    return case


def effects(case):
    return {one.item.code: one for one in withdrawal_of(case).branches}


def through(town, case, code):
    """Every step of one item, to its decision."""
    while found := town.open_tasks(case, case_item__code=code, kind="step"):
        town.act(found[0], "pass", opinion="同意")
    case.refresh_from_db()


def whole(case):
    assert not Task.objects.filter(case=case, finished=None).exists()
    assert not case.processes.filter(status="NEW").exists()
    assert not faults([case]) and not chain_faults()


def test_before_acceptance_nothing_begins__R9(town, monday):
    case = town.reception()
    assert {one.effect for one in effects(case).values()} == {"never_begins"}
    withdraw(case, actor=yuan(town), reason="客人改期")
    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN and case.state_reason == "客人改期"
    assert set(case.items.values_list("state", flat=True)) == {"withdrawn"}
    # Who could have accepted it is told as well, not only who held it.
    told = set(Notice.objects.filter(event="case.withdrawn").values_list("recipient__username", flat=True))
    assert "chuang.kouyi" in told and "yuan.gongjia" not in told
    whole(case)


def test_while_the_applicant_corrects__R9(town, monday):
    case = town.reception()
    [intake] = town.open_tasks(case)
    town.act(intake, "notify_correction", defects=DEFECT)
    withdraw(case, actor=yuan(town))
    case.refresh_from_db()
    assert case.state == CaseState.WITHDRAWN
    whole(case)


def test_a_decided_sibling_keeps_its_decision_and_loses_its_result__R14(town, monday):
    case = accepted(town)
    through(town, case, OFFICE)
    seen = effects(case)
    assert seen[OFFICE].effect == "revoked" and seen[BUDGET].effect == "stops"
    withdraw(case, actor=yuan(town), reason="不来了")
    office = case.items.get(code=OFFICE)
    assert office.state == "decided" and office.decision == "approved"
    result = office.documents.get(kind="BJ")
    assert result.revoked_at is not None and result.revoked_because == "不来了" and result.released_at is None
    whole(case)


def test_a_provisional_result_and_its_hold_are_taken_back__R14_R94(town, monday):
    case = accepted(town, venue="第一会议室")
    through(town, case, VENUE)
    assert case.items.get(code=VENUE).provisional
    branch = effects(case)[VENUE]
    assert branch.effect == "undone" and branch.frees and registry.hold(VENUE) is not None
    withdraw(case, actor=yuan(town))
    assert case.items.get(code=VENUE).state == "cancelled"
    # The room is free for the next one.
    town.reception("yuan.gongyi", venue="第一会议室")
    whole(case)


def test_while_departments_are_asked_and_the_head_has_a_request__R9(town, monday):
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass", opinion="已核对")
    [branch] = withdrawal_of(case).branches
    assert branch.asked == 2 and len(branch.sentences) == 2
    withdraw(case, actor=town.person("you.jingkou"))
    whole(case)

    other = town.apply("OM-CONTRACTOR", "ex.hengtuo", {}, {})
    town.accept(other)
    [step] = town.open_tasks(other, case_item__code="OF-HSE-002")
    town.act(step, "suspend", procedure="inspection", reason="现场核查", expected_days=2)
    found = {one.item.code: one for one in withdrawal_of(other).branches}
    assert found["OF-HSE-002"].requests == 1
    withdraw(other, actor=other.applicant)
    whole(other)


def test_a_clock_that_stands_still_ends_its_pause__R26(town, monday):
    case = town.apply("OM-CONTRACTOR", "ex.hengtuo", {}, {})
    town.accept(case)
    [step] = town.open_tasks(case, case_item__code="OF-HSE-002")
    town.act(step, "suspend", procedure="inspection", reason="现场核查", expected_days=2)
    [request] = town.open_tasks(case, kind="duty")
    town.act(request, "approve_suspension")
    withdraw(case, actor=case.applicant)
    item = case.items.get(code="OF-HSE-002")
    assert item.state == "withdrawn" and item.paused_at is None and Pause.objects.get().ended_at is not None
    whole(case)


def test_what_was_shown_is_what_happens_or_nothing__R9(town, monday):
    case = accepted(town)
    plan = withdrawal_of(case)
    through(town, case, OFFICE)
    with pytest.raises(EffectsChanged):
        withdraw(case, actor=yuan(town), seen=plan.seen)
    case.refresh_from_db()
    assert case.state == "in_progress" and town.open_tasks(case) and not faults([case])
    withdraw(case, actor=yuan(town), seen=withdrawal_of(case).seen)


def test_only_the_applicant_and_only_before_the_decision__R1_R9(town, monday):
    case = accepted(town)
    with pytest.raises(Forbidden):
        withdraw(case, actor=town.person("yuan.gongyi"))
    town.run(case, until="decided")
    assert not withdrawal_of(case).possible
    with pytest.raises(TooLate):
        withdraw(case, actor=yuan(town))
    assert not faults([case])


def test_the_page_and_the_api_say_the_same(town, monday):
    case = accepted(town)
    through(town, case, OFFICE)
    client = town.client("yuan.gongjia")
    page = client.get(f"/c/{case.number}/withdraw/").content.decode()
    assert "结果不再出件，已失效" in page or "不再出件" in page
    found = client.get(f"/api/v1/cases/{case.number}/withdraw/").json()
    assert found["possible"] and {one["effect"] for one in found["items"]} >= {"revoked", "stops", "never_begins"}
    assert f'value="{found["seen"]}"' in page
    assert town.client("yuan.gongyi").get(f"/api/v1/cases/{case.number}/withdraw/").status_code in (403, 404)
    town.act(town.open_tasks(case, case_item__code=BUDGET)[0], "pass", opinion="同意")
    through(town, case, BUDGET)
    stale = client.post(f"/c/{case.number}/withdraw/", {"seen": found["seen"], "reason": "改期"})
    assert stale.status_code == 409 and "改期" in stale.content.decode()
    refused = client.post(
        f"/api/v1/cases/{case.number}/withdraw/", {"seen": found["seen"]}, content_type="application/json"
    )
    assert refused.status_code == 409 and refused.json()["code"] == "effects_changed"
    assert client.post(f"/c/{case.number}/withdraw/", {}, follow=True).status_code == 200
    whole(case)
