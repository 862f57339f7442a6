"""The clock stops only for a named procedure, is extended once, and every date can be worked out again (R26–R30)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.errors import Conflict, Invalid
from services.cases.models import Document, Pause
from tests.town import SHANGHAI
from workflows.acting import get_task
from workflows.models import Task
from workflows.operations.acts import act
from workflows.operations.offered import available
from workflows.operations.second_thoughts.withdrawing import withdraw
from workflows.operations.unattended.sweeping import sweep
from workflows.people.permission import SelfDealing
from workflows.queries.inbox import light_of

ADMISSION = "OF-HSE-002"
INSPECTION = {"procedure": "inspection", "reason": "须到现场核查安全设施", "expected_days": 3}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def contractor(town):
    """Site entry, accepted Monday 10:30; the HSE admission takes five working days and is first of its path."""
    case = town.apply("OM-CONTRACTOR", "ex.hengtuo", {}, {})
    town.accept(case)
    case.refresh_from_db()
    return case


def item_of(case, code=ADMISSION):
    return case.items.get(code=code)


def step_of(town, case, code=ADMISSION):
    [task] = town.open_tasks(case, case_item__code=code, kind="step")
    return task


def request_of(town, case, code=ADMISSION):
    [task] = town.open_tasks(case, case_item__code=code, kind="duty")
    return task


def actions(town, task, person=None):
    fresh = Task.objects.select_related("case", "case_item", "department").get(pk=task.pk)
    return {one.action for one in available(fresh, person or town.able(task))}


def suspended(town, case, **changes):
    town.act(step_of(town, case), "suspend", **{**INSPECTION, **changes})
    town.act(request_of(town, case), "approve_suspension")
    return item_of(case)


def test_the_handler_asks_and_the_head_agrees_before_the_clock_stops__R26(town, monday):
    case = contractor(town)
    step = step_of(town, case)
    town.act(step, "suspend", **INSPECTION)
    assert item_of(case).state in ("accepted", "in_review") and not Pause.objects.exists()
    request = request_of(town, case)
    assert request.duty == "approve" and request.department.code == "OF-HSE"
    monday.shift(timedelta(hours=2))
    town.act(request, "approve_suspension", reason="同意")
    item, pause = item_of(case), Pause.objects.get()
    assert item.state == "suspended" and item.paused_at == pause.started_at == at("2026-03-02 12:30")
    assert pause.max_days == 5 and pause.resumes_at == at("2026-03-09 19:30")
    step.refresh_from_db()
    assert step.finished is None and step.alarm_stage == "resume" and step.scheduled == pause.resumes_at
    notice = town.person("ex.hengtuo").notices.get(event="item.suspended")
    assert "现场核查" in notice.title + notice.body and "3" in notice.body
    paper = Document.objects.get(kind="TB")
    assert paper.number == f"TB-{case.number}-01" and paper.released_at is not None


def test_a_refused_request_changes_nothing_and_says_why(town, monday):
    case = contractor(town)
    due = item_of(case).due_at
    town.act(step_of(town, case), "suspend", **INSPECTION)
    asker = Task.objects.get(kind="duty").data["asker"]
    with pytest.raises(Invalid):
        town.act(request_of(town, case), "refuse_suspension")
    town.act(request_of(town, case), "refuse_suspension", reason="资料足以判断")
    assert item_of(case).due_at == due and not Pause.objects.exists()
    from portal.accounts.models import User

    assert User.objects.get(pk=asker).notices.filter(event="request.refused").exists()
    # Refused is not used up: it may be asked for again.
    town.act(step_of(town, case), "suspend", **INSPECTION)


def test_time_goes_on_with_what_was_left__R27(town, monday):
    case = contractor(town)
    assert item_of(case).due_at == at("2026-03-09 19:30")
    monday.move_to("2026-03-04T12:00:00+08:00")
    suspended(town, case)
    monday.move_to("2026-03-09T11:00:00+08:00")
    step = step_of(town, case)
    assert actions(town, step) == {"resume", "ask_opinion"}
    town.act(step, "resume")
    item = item_of(case)
    # As in the published vectors: counted is Tuesday alone, four days are left after the day of resumption.
    assert item.state == "in_review" and item.due_at == at("2026-03-13 19:30") and item.paused_at is None
    step.refresh_from_db()
    assert step.red_at == item.due_at and step.alarm_stage == "yellow" and step.scheduled == step.yellow_at
    assert step.due_at <= item.due_at


def test_stopped_and_resumed_on_one_day_has_no_effect__R28(town, monday):
    case = contractor(town)
    due = item_of(case).due_at
    monday.move_to("2026-03-04T10:30:00+08:00")
    suspended(town, case)
    monday.move_to("2026-03-04T18:00:00+08:00")
    town.act(step_of(town, case), "resume")
    assert item_of(case).due_at == due


def test_at_its_last_day_the_clock_goes_on_by_itself__R26(town, monday):
    case = contractor(town)
    suspended(town, case)
    monday.move_to("2026-03-09T19:29:00+08:00")
    town.fire()
    assert item_of(case).state == "suspended"
    # The dispatcher comes late; what counts is the moment it should have come.
    monday.move_to("2026-03-10T10:30:00+08:00")
    assert town.fire() >= 1
    item, pause = item_of(case), Pause.objects.get()
    assert item.state == "in_review" and pause.ended_at == at("2026-03-09 19:30")
    assert item.due_at == at("2026-03-16 19:30")
    step = step_of(town, case)
    assert step.alarm_stage == "yellow" and step.scheduled > at("2026-03-10 10:30")
    assert town.person("ex.hengtuo").notices.filter(event="item.resumed").exists()


def test_each_procedure_stops_the_clock_once__R26(town, monday):
    case = contractor(town)
    suspended(town, case)
    with pytest.raises(Conflict) as standing:
        town.act(step_of(town, case), "suspend", **{**INSPECTION, "procedure": "force_majeure"})
    assert standing.value.error_code == "clock_stands"
    town.act(step_of(town, case), "resume")
    with pytest.raises(Conflict) as used:
        town.act(step_of(town, case), "suspend", **INSPECTION)
    assert used.value.error_code == "procedure_used"
    # Force majeure is built in, and another procedure.
    suspended(town, case, procedure="force_majeure", reason="暴雪封路")
    assert Pause.objects.count() == 2


def test_two_requests_for_the_same_are_one(town, monday):
    case = contractor(town)
    town.act(step_of(town, case), "suspend", **INSPECTION)
    with pytest.raises(Conflict) as twice:
        town.act(step_of(town, case), "suspend", **INSPECTION)
    assert twice.value.error_code == "already_asked"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"procedure": "meeting"}, "procedure"),
        ({"procedure": ""}, "procedure"),
        ({"reason": " "}, "reason"),
        ({"expected_days": 6}, "expected_days"),
        ({"expected_days": 0}, "expected_days"),
        ({"expected_days": "bald"}, "expected_days"),
        ({"evidence": "not-a-file"}, "evidence"),
    ],
)
def test_only_a_named_procedure_with_reason_and_days_can_be_asked_for__R7_R26(town, monday, change, field):
    case = contractor(town)
    with pytest.raises(Invalid) as refused:
        town.act(step_of(town, case), "suspend", **{**INSPECTION, **change})
    assert field in refused.value.fields
    assert not town.open_tasks(case, kind="duty") and not case.opinions.filter(action="suspend").exists()


def test_the_evidence_is_kept_with_the_pause(town, monday):
    case = contractor(town)
    step = step_of(town, case)
    handler = town.able(step)
    proof = town.upload(handler.username, "现场照片.pdf")
    town.act(step, "suspend", handler, **INSPECTION, evidence=proof)
    town.act(request_of(town, case), "approve_suspension")
    assert str(Pause.objects.get().evidence_id) == proof


def test_nobody_grants_their_own_request__R3(town, monday):
    case = contractor(town)
    for _ in range(2):
        town.act(step_of(town, case), "pass")
    deciding = step_of(town, case)
    head = town.able(deciding)
    town.act(deciding, "suspend", head, **INSPECTION)
    request = request_of(town, case)
    assert head.pk in request.barred
    with pytest.raises(SelfDealing):
        town.act(request, "approve_suspension", head)
    town.act(request, "approve_suspension")
    assert item_of(case).state == "suspended"


def test_while_the_clock_stands_nothing_is_decided(town, monday):
    case = contractor(town)
    suspended(town, case)
    for action, payload in (("pass", {}), ("send_back", {"to": "0", "reason": "x"})):
        with pytest.raises(Conflict):
            town.act(step_of(town, case), action, **payload)
    assert item_of(case).state == "suspended"
    assert light_of(step_of(town, case), at("2026-03-20 12:00")) == "grey"


def test_a_request_left_behind_by_its_step_needs_no_answer(town, monday):
    case = contractor(town)
    town.act(step_of(town, case), "suspend", **INSPECTION)
    request = request_of(town, case)
    town.act(step_of(town, case), "pass")
    request.refresh_from_db()
    assert request.outcome == "cancelled" and request.finished is not None
    assert not town.open_tasks(case, kind="duty")


def test_countersigning_and_sending_back_never_stop_the_clock__R26_R47(town, monday):
    answers = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}
    case = town.apply("OM-DUTY", "you.jingkou", answers, {})
    town.accept(case)
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "suspend", procedure="force_majeure", reason="停电", expected_days=2)
    request = request_of(town, case, "OF-OFFICE-003")
    due = item_of(case, "OF-OFFICE-003").due_at
    town.act(step, "pass")
    assert item_of(case, "OF-OFFICE-003").state == "countersigning"
    assert item_of(case, "OF-OFFICE-003").due_at == due
    request.refresh_from_db()
    assert request.outcome == "cancelled" and not Pause.objects.exists()


def test_an_emergency_stops_for_force_majeure_only__R25(town, monday):
    case = town.apply("OM-REPAIR", "ex.yonghu", {"fault_scale": "feeder", "has_key_customer": True}, {})
    item = case.items.get(code="PG-CS-002")
    [step] = town.open_tasks(case, case_item=item, kind="step")
    with pytest.raises(Invalid):
        town.act(step, "suspend", procedure="inspection", reason="x", expected_days=1)
    with pytest.raises(Conflict):
        town.act(step, "extend", days=1, reason="x")
    due = item.due_at
    town.act(step, "suspend", procedure="force_majeure", reason="洪水断路", expected_days=1)
    town.act(request_of(town, case, item.code), "approve_suspension")
    monday.shift(timedelta(hours=5))
    town.act(step, "resume")
    item.refresh_from_db()
    assert item.due_at == due + timedelta(hours=5)


def test_the_case_follows_the_item_that_lies_on_its_path__R19(town, monday):
    case = contractor(town)
    before = case.due_at
    monday.move_to("2026-03-04T12:00:00+08:00")
    suspended(town, case)
    case.refresh_from_db()
    # While the clock stands the latest possible date is shown; nothing turns red meanwhile.
    assert case.due_at > before
    latest = case.due_at
    monday.move_to("2026-03-09T11:00:00+08:00")
    town.act(step_of(town, case), "resume")
    case.refresh_from_db()
    assert before < case.due_at <= latest
    # Four working days were lost, Wednesday to Monday, and no more.
    assert before == at("2026-03-13 19:30") and case.due_at == at("2026-03-19 19:30")


def test_a_lost_call_to_the_case_is_found_by_the_sweep__R19(town, monday):
    case = contractor(town)
    item = item_of(case)
    suspended(town, case)
    case.items.filter(pk=item.pk).update(due_at=at("2026-04-30 19:30"))
    assert sweep() >= 1
    case.refresh_from_db()
    assert case.due_at >= at("2026-04-30 19:30")


def test_successors_have_their_whole_limit_after_a_pause__R19(town, monday):
    case = contractor(town)
    suspended(town, case)
    monday.move_to("2026-03-09T11:00:00+08:00")
    town.act(step_of(town, case), "resume")
    monday.move_to("2026-03-16T18:00:00+08:00")
    for _ in range(3):
        town.act(step_of(town, case), "pass")
    training = item_of(case, "OF-HSE-001")
    assert training.state == "accepted" and training.due_at == at("2026-03-19 19:30")


def test_extended_once_before_expiry_with_the_heads_consent__R29(town, monday):
    case = contractor(town)
    with pytest.raises(Invalid):
        town.act(step_of(town, case), "extend", days=3, reason="资料量大")
    town.act(step_of(town, case), "extend", days=2, reason="资料量大")
    assert item_of(case).extended_days == 0
    town.act(request_of(town, case), "approve_extension")
    item = item_of(case)
    assert item.extended_days == 2 and item.due_at == at("2026-03-11 19:30")
    step = step_of(town, case)
    assert step.red_at == item.due_at
    assert town.person("ex.hengtuo").notices.filter(event="item.extended", body__contains="资料量大").exists()
    assert Document.objects.get(kind="YQ").number == f"YQ-{case.number}-01"
    case.refresh_from_db()
    assert case.due_at > at("2026-03-11 19:30")
    assert "extend" not in actions(town, step)
    with pytest.raises(Conflict) as again:
        town.act(step, "extend", days=1, reason="x")
    assert again.value.error_code == "already_extended"


def test_what_has_expired_is_not_extended__R29(town, monday):
    case = contractor(town)
    town.act(step_of(town, case), "extend", days=1, reason="x")
    monday.move_to("2026-03-10T10:30:00+08:00")
    with pytest.raises(Conflict) as late:
        town.act(request_of(town, case), "approve_extension")
    assert late.value.error_code == "limit_passed"
    assert item_of(case).extended_days == 0 and request_of(town, case).finished is None
    town.act(request_of(town, case), "refuse_extension", reason="期限已过")
    with pytest.raises(Conflict):
        town.act(step_of(town, case), "extend", days=1, reason="x")


def test_never_past_the_statutory_limit__R29(town, monday):
    case = contractor(town)
    item = item_of(case)
    item.statutory_due_at = at("2026-03-10 19:30")
    item.save(update_fields=["statutory_due_at"])
    with pytest.raises(Invalid) as past:
        town.act(step_of(town, case), "extend", days=2, reason="x")
    assert past.value.error_code == "past_statutory_limit"
    town.act(step_of(town, case), "extend", days=1, reason="x")


def test_an_extension_and_a_pause_add_up__R27_R29(town, monday):
    case = contractor(town)
    town.act(step_of(town, case), "extend", days=2, reason="资料量大")
    town.act(request_of(town, case), "approve_extension")
    monday.move_to("2026-03-04T12:00:00+08:00")
    suspended(town, case)
    monday.move_to("2026-03-09T11:00:00+08:00")
    town.act(step_of(town, case), "resume")
    assert item_of(case).due_at == at("2026-03-17 19:30")


def test_withdrawn_while_the_clock_stands__R9(town, monday):
    case = contractor(town)
    suspended(town, case)
    monday.shift(timedelta(days=1))
    withdraw(case, actor=town.person("ex.hengtuo"))
    assert item_of(case).state == "withdrawn" and Pause.objects.get().ended_at is not None
    assert not town.open_tasks(case) and not Task.objects.filter(case=case, scheduled__isnull=False).exists()


def test_the_same_key_asks_once(town, monday):
    case = contractor(town)
    step = step_of(town, case)
    handler = town.able(step)
    for _ in range(2):
        act(get_task(step.pk), actor=handler, action="suspend", payload=dict(INSPECTION), key="k1")
    assert len(town.open_tasks(case, kind="duty")) == 1


def test_a_case_with_pauses_runs_to_its_end_and_its_record_holds(town, monday):
    from portal.audit.models import Entry

    case = contractor(town)
    suspended(town, case)
    town.act(step_of(town, case), "resume")
    assert town.run(case).state == "closed"
    events = set(Entry.objects.filter(subject=case.number).values_list("event", flat=True))
    assert {"request.suspend", "request.suspend_approved", "item.suspended", "item.resumed"} <= events
