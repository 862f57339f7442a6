"""业务招待一件事 through the operations: one application, seven items, three waves, one result."""

from __future__ import annotations

import pytest
from django.db import transaction

from portal import audit
from portal.audit.verification import verify
from services.cases.models import Document
from services.cases.states import CaseState
from workflows.models import Process, Task
from workflows.operations.unattended.sweeping import sweep


def states(case):
    return {item.code: item.state for item in case.items.all()}


def test_the_first_wave_starts_together_and_the_rest_waits__R9_R35(town, monday):
    case = town.reception()
    assert case.state == CaseState.SUBMITTED
    town.accept(case, "chuang.kouyi")
    case.refresh_from_db()
    assert case.state == CaseState.IN_PROGRESS
    found = states(case)
    assert {code for code, state in found.items() if state == "accepted"} == {
        "OF-OFFICE-001", "OF-FIN-001", "OF-CONF-001",
    }  # fmt: skip
    waiting = {code for code, state in found.items() if state == "waiting"}
    assert waiting == {"OF-LIFE-001", "OF-LIFE-002", "OF-LIFE-003", "OF-SEC-003", "OF-FIN-003"}
    started = set(case.items.filter(state="accepted").values_list("started_at", flat=True))
    assert len(started) == 1


def test_successors_start_in_the_minute_their_last_hard_predecessor_is_approved__R9(town, monday):
    case = town.reception()
    town.accept(case)
    for _ in range(2):
        [task] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
        town.act(task, "pass", opinion="同意")
    found = states(case)
    assert found["OF-OFFICE-001"] == "decided"
    assert found["OF-LIFE-001"] == found["OF-SEC-003"] == "accepted"
    assert found["OF-LIFE-002"] == "waiting"
    assert case.items.get(code="OF-LIFE-001").started_at == case.items.get(code="OF-OFFICE-001").decided_at


def test_from_application_to_closing_by_everybody_involved(town, monday):
    case = town.run(town.reception())
    assert case.state == CaseState.CLOSED
    main = case.items.filter(phase="main")
    assert main.count() == 7
    assert set(main.values_list("state", flat=True)) == {"closed"}
    results = case.documents.filter(kind=Document.Kind.RESULT)
    assert results.count() == 7
    assert not results.filter(released_at=None).exists()
    assert not Process.objects.filter(case=case, case_item=None, status="NEW").exists()
    actors = set(
        Task.objects.filter(case=case, kind="step", finished__isnull=False).values_list(
            "closed_by__username", flat=True
        )
    )
    assert "yuan.gongjia" not in actors and len(actors) == 7


def test_settlement_opens_after_delivery_on_its_own_clock(town, monday):
    case = town.run(town.reception())
    settlement = case.items.get(code="OF-FIN-003")
    assert settlement.state == "waiting" and settlement.started_at is None
    [papers] = town.open_tasks(case, case_item=settlement)
    assert papers.kind == "resupply" and papers.owner.username == "yuan.gongjia"
    files = {code: town.upload("yuan.gongjia") for code in ("M035", "M005")}
    town.act(papers, "resupply", fields={"settle_amount": "11000"}, materials=files)
    settlement.refresh_from_db()
    assert settlement.state == "accepted" and settlement.due_at > case.due_at
    for _ in range(3):
        [task] = town.open_tasks(case, case_item=settlement)
        town.act(task, "pass", opinion="同意")
    settlement.refresh_from_db()
    assert settlement.state == "closed" and settlement.decision == "approved"
    assert settlement.documents.get().released_at is not None


def test_a_denied_item_cancels_its_hard_dependants_only__R9_R12_R14(town, monday):
    case = town.reception()
    town.accept(case)
    [venue] = town.open_tasks(case, case_item__code="OF-CONF-001")
    town.act(venue, "pass", opinion="已锁定")
    assert case.items.get(code="OF-CONF-001").provisional
    [first] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
    town.act(first, "pass", opinion="建议不同意")
    [head] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
    town.act(head, "deny", reason_code="not_eligible", reason="事由不属于公务接待", basis="公务接待管理办法第三条")
    found = states(case)
    assert found["OF-OFFICE-001"] == "decided"
    assert {found[code] for code in ("OF-LIFE-001", "OF-LIFE-002", "OF-LIFE-003", "OF-SEC-003", "OF-FIN-003")} == {
        "cancelled"
    }
    # The venue was only provisional: its result is withdrawn, its lock freed (R14).
    assert found["OF-CONF-001"] == "cancelled"
    assert case.items.get(code="OF-CONF-001").documents.get().revoked_at is not None
    assert found["OF-FIN-001"] == "accepted"


def test_a_provisional_result_is_released_with_its_soft_predecessor__R14(town, monday):
    case = town.reception()
    town.accept(case)
    [venue] = town.open_tasks(case, case_item__code="OF-CONF-001")
    town.act(venue, "pass", opinion="已锁定")
    venue_item = case.items.get(code="OF-CONF-001")
    assert venue_item.state == "decided" and venue_item.provisional
    for _ in range(2):
        [task] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
        town.act(task, "pass", opinion="同意")
    venue_item.refresh_from_db()
    assert not venue_item.provisional and not venue_item.documents.get().provisional


def test_partly_approved_when_one_item_is_denied__R11(town, monday):
    case = town.reception()
    town.accept(case)
    while True:
        tasks = [task for task in town.open_tasks(case) if task.kind == "step"]
        if not tasks:
            break
        task = tasks[0]
        if task.case_item.code == "OF-SEC-003":
            town.act(task, "deny", reason_code="other", reason="名单未报", basis="安保工作规范")
        else:
            town.act(task, "pass", opinion="同意")
    case.refresh_from_db()
    assert case.state == CaseState.PARTLY_APPROVED


def test_every_change_is_in_the_audit_chain__R10_R89(town, monday):
    case = town.run(town.reception())
    names = [entry.event for entry in audit.timeline(case.number)]
    for expected in (
        "case.submitted",
        "case.in_progress",
        "item.started",
        "item.approved",
        "case.delivered",
        "case.closed",
    ):
        assert expected in names
    found = verify()
    assert found.finding is None and found.entries > 40


def test_a_lost_wake_up_is_repaired_by_the_sweep(town, monday, monkeypatch):
    case = town.reception()
    town.accept(case)
    monkeypatch.setattr("workflows.stages.waking.advance", lambda case_id: 1 / 0)
    for _ in range(2):
        [task] = town.open_tasks(case, case_item__code="OF-OFFICE-001")
        town.act(task, "pass", opinion="同意")
    monkeypatch.undo()
    assert states(case)["OF-LIFE-001"] == "waiting"
    sweep()
    assert states(case)["OF-LIFE-001"] == "accepted"


def test_nothing_half_done_remains_when_an_operation_fails(town, monday, monkeypatch):
    case = town.reception()
    [task] = town.open_tasks(case)
    monkeypatch.setattr("workflows.words.telling.tell_applicant", lambda *args, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        town.act(task, "accept", "chuang.kouyi")
    case.refresh_from_db()
    assert case.state == CaseState.SUBMITTED and not transaction.get_connection().in_atomic_block
    [task] = town.open_tasks(case)
    assert task.kind == "intake"
