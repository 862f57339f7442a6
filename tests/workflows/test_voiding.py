"""A result that cannot stand is voided by two people; what rests on it follows, and everybody is told (R9)."""

from __future__ import annotations

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from portal.notices.models import Notice
from tests.workflows.invariants import chain_faults, faults
from workflows.acting import get_task
from workflows.models import Task
from workflows.operations.heads.requests import AlreadyAsked
from workflows.operations.second_thoughts import voiding
from workflows.people.permission import SelfDealing
from workflows.queries.voiding import consequences

OFFICE, VENUE, VEHICLE, BUDGET = "OF-OFFICE-001", "OF-CONF-001", "OF-LIFE-001", "OF-FIN-001"
WHY = {"reason_code": "false_papers", "reason": "公函经核实系伪造"}


def asked(town, case, code=OFFICE, head="zhen.tongchou"):
    return voiding.ask(case, code, actor=town.person(head), **WHY)


def through(town, case, code):
    while found := town.open_tasks(case, case_item__code=code, kind="step"):
        town.act(found[0], "pass", opinion="同意")
    case.refresh_from_db()


def whole(*cases):
    assert not faults(cases) and not chain_faults()


def test_the_head_asks_and_legal_confirms__R9(town, monday):
    case = town.run(town.reception())
    task = asked(town, case)
    item = case.items.get(code=OFFICE)
    assert task.department.code == "OF-LEGAL" and task.kind == "duty" and item.state == "closed"
    assert not Notice.objects.filter(event="item.voided").exists()
    whole(case)
    number = case.documents.get(item=item, kind="BJ").number
    town.act(task, "approve_voiding", "fa.youju", reason="同意作废")
    item.refresh_from_db()
    paper = case.documents.get(item=item, kind="BJ")
    assert item.state == "voided" and item.decision == "approved" and paper.number == number
    assert paper.revoked_at is not None and paper.revoked_because == WHY["reason"]
    found = town.client().get(f"/api/v1/verify/{paper.code}/").json()
    assert found["valid"] is False and found["revoked_at"]
    assert Entry.objects.filter(stream=item.stream, event="request.void").count() == 1
    told = Notice.objects.get(event="item.voided", recipient=case.applicant)
    assert WHY["reason"] in told.body and "统筹" in told.body
    whole(case)


def test_never_by_one_person__R3_R9(town, monday):
    case = town.run(town.reception())
    with pytest.raises(Forbidden):
        asked(town, case, head="bi.jieban")
    with pytest.raises(Forbidden):
        asked(town, case, head="song.bianli")
    with pytest.raises(Forbidden):
        asked(town, case, head="guan.xitong")
    task = asked(town, case)
    for name in ("zhen.tongchou", "guan.xitong"):
        with pytest.raises((Forbidden, SelfDealing)):
            town.act(task, "approve_voiding", name)
    assert case.items.get(code=OFFICE).state == "closed"
    # The legal department's own results are confirmed by somebody else than the one who asks.
    assert town.person("zhen.tongchou").pk in Task.objects.get(pk=task.pk).barred
    whole(case)


def test_a_request_needs_a_reason_and_is_made_once__R7(town, monday):
    case = town.run(town.reception())
    head = town.person("zhen.tongchou")
    for wrong in ({}, {"reason_code": "false_papers"}, {"reason_code": "whim", "reason": "不想要了"}):
        with pytest.raises(Invalid):
            voiding.ask(case, OFFICE, actor=head, **wrong)
    with pytest.raises(Invalid):
        voiding.ask(case, "OF-NONE-999", actor=head, **WHY)
    task = asked(town, case)
    with pytest.raises(AlreadyAsked):
        asked(town, case)
    with pytest.raises(Invalid):
        town.act(task, "refuse_voiding", "fa.youju")
    town.act(task, "refuse_voiding", "fa.youju", reason="证据不足")
    assert case.items.get(code=OFFICE).state == "closed"
    refused = Notice.objects.get(event="voiding.refused")
    assert refused.recipient == head and "证据不足" in refused.body
    # Refused once, it may be asked again with better evidence.
    asked(town, case)
    whole(case)


def test_only_a_result_that_stands_can_be_voided__R10(town, monday):
    case = town.reception()
    town.accept(case)
    with pytest.raises(voiding.NotVoidable):
        asked(town, case)
    whole(case)


def test_what_rests_on_it_follows__R9_R14(town, monday):
    case = town.reception()
    town.accept(case)
    through(town, case, OFFICE)
    [held] = town.open_tasks(case, case_item__code=VEHICLE)
    town.act(held, "pass", "che.lunzhuan", opinion="同意") if not held.decides else None
    seen = {one.item.code: one.effect for one in consequences(case.items.get(code=OFFICE), case)}
    assert seen[OFFICE] == "voided" and seen[VEHICLE] == "cancelled"
    task = asked(town, case)
    # Until legal has answered, everything goes on.
    assert case.items.get(code=VEHICLE).state in ("accepted", "in_review")
    town.act(task, "approve_voiding", "fa.youju")
    states = dict(case.items.values_list("code", "state"))
    assert all(states[code] == seen_state for code, seen_state in ((OFFICE, "voided"), (VEHICLE, "cancelled")))
    assert not town.open_tasks(case, case_item__code=VEHICLE)
    whole(case)


def test_decisions_that_rest_on_it_stand_and_their_heads_are_told__R9(town, monday):
    case = town.run(town.reception())
    standing = [one.item.code for one in consequences(case.items.get(code=OFFICE), case) if one.effect == "stands"]
    assert VEHICLE in standing
    town.act(asked(town, case), "approve_voiding", "fa.youju")
    assert case.items.get(code=VEHICLE).state == "closed"
    told = set(Notice.objects.filter(event="item.ground_voided").values_list("recipient__username", flat=True))
    assert "song.bianli" in told
    whole(case)


def test_before_delivery_the_case_is_partly_approved__R11(town, monday):
    case = town.run(town.reception(venue="第一会议室"), until="decided")
    town.act(asked(town, case, VENUE, "hui.yizhou"), "approve_voiding", "fa.youju")
    case.refresh_from_db()
    assert case.state == "partly_approved"
    # The room is free again (R94).
    town.reception("yuan.gongyi", venue="第一会议室")
    whole(case)


def test_what_changed_meanwhile_is_not_voided__R10(town, monday):
    from workflows.operations.second_thoughts.withdrawing import withdraw

    case = town.reception()
    town.accept(case)
    through(town, case, OFFICE)
    task = asked(town, case)
    withdraw(case, actor=case.applicant)
    with pytest.raises(Conflict):
        town.act(get_task(task.pk), "approve_voiding", "fa.youju")
    whole(case)


def test_on_the_desk_and_over_the_interface(town, monday):
    case = town.run(town.reception())
    head = town.client("zhen.tongchou")
    page = head.get(f"/desk/case/{case.number}/?tab=opinions").content.decode()
    assert f"/desk/case/{case.number}/void/{OFFICE}/" in page
    assert f"/void/{VEHICLE}/" not in page
    shown = head.get(f"/desk/case/{case.number}/void/{OFFICE}/").content.decode()
    assert "编号保留" in shown and "法" in shown
    empty = head.post(f"/desk/case/{case.number}/void/{OFFICE}/", {})
    assert empty.status_code == 400
    url = f"/api/v1/cases/{case.number}/items/{OFFICE}/void/"
    assert {one["effect"] for one in head.get(url).json()["items"]} >= {"voided", "stands"}
    done = head.post(f"/desk/case/{case.number}/void/{OFFICE}/", WHY, follow=True)
    assert done.status_code == 200 and "企管法规部" in done.content.decode()
    assert head.post(url, WHY, content_type="application/json").status_code == 409
    legal = town.client("fa.youju")
    [task] = town.open_tasks(case, kind="duty")
    panel = legal.get(f"/desk/task/{task.pk}/").content.decode()
    assert WHY["reason"] in panel and "同意作废" in panel
    answered = legal.post(f"/desk/task/{task.pk}/act/", {"decision": "approve_voiding", "say": "属实", "key": "k1"})
    assert answered.status_code == 302 and case.items.get(code=OFFICE).state == "voided"
    mine = town.client("yuan.gongjia").get(f"/c/{case.number}/").content.decode()
    assert "作废" in mine
    assert town.client("yuan.gongjia").get(url).status_code == 403
    whole(case)
