"""Countersigners are called together; absence without a reason consents only where silence would (R49, R50)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from portal import audit
from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import Meeting
from tests.town import SHANGHAI
from tests.workflows.invariants import chain_faults, faults
from tests.workflows.test_countersign import DUTY, asked, roster
from workflows.models import AlarmFailure, Task
from workflows.operations.second_thoughts.withdrawing import withdraw

AT = datetime(2026, 3, 2, 16, 0, tzinfo=SHANGHAI)
CALL = {"what": "inspection", "starts_at": "2026-03-02T16:00", "place": "井口值班室", "reason": "看现场值守条件"}


def whole():
    assert faults() == [] and chain_faults() == []
    assert not AlarmFailure.objects.exists()


def asking(case):
    return Task.objects.filter(case=case, kind="step", outcome="pass").latest("pk")


def called(town, departments=("OF-PROD", "OF-SEC"), case=None, **changes):
    """The handler of the item calls them together. Returns the case and the task that records who came."""
    case = case or roster(town)
    step = asking(case)
    payload = {**CALL, "departments": list(departments), **changes}
    town.act(step, "call_meeting", step.closed_by.username, **payload)
    [task] = town.open_tasks(case, kind="meeting")
    return case, task


def record(town, task, reason="", **attendance):
    states = {code.replace("_", "-"): state for code, state in attendance.items()}
    return town.act(task, "record_attendance", attendance=states, reason=reason)


def test_invited_departments_are_told_when_where_and_what_absence_means__R50(town, monday):
    case, task = called(town)
    question = asked(town, case)["OF-SEC"]
    assert question.data["meeting"]["place"] == "井口值班室" and question.data["meeting"]["rule"] == "tacit"
    [told] = town.person("bao.pingan").notices.filter(case_number=case.number, event="meeting.called")
    assert "井口值班室" in told.body and "3月2日 16:00" in told.title
    assert task.owner == asking(case).closed_by and task.due_at > AT
    assert case.items.get().due_at == case.items.get().due_at and not case.items.get().pauses.exists()
    whole()


def test_absent_without_a_reason_consents_at_the_minute_of_the_appointment__R50(town, monday):
    case, task = called(town)
    monday.move_to(AT + timedelta(minutes=30))
    record(town, task, OF_PROD="came", OF_SEC="absent")
    said = case.opinions.get(action="absence_consent")
    assert said.created_at == AT and said.tacit and said.author is None and said.department.code == "OF-SEC"
    # The same consequences as silence: a formal opinion is owed (R48).
    [owed] = town.open_tasks(case, kind="formal")
    assert owed.department.code == "OF-SEC"
    assert town.person("bao.pingan").notices.filter(case_number=case.number, event="countersign.absent").count() == 1
    # Who came still gives an opinion.
    assert set(asked(town, case)) == {"OF-PROD"} and "meeting" not in asked(town, case)["OF-PROD"].data
    whole()
    town.act(asked(town, case)["OF-PROD"], "agree")
    [deciding] = town.open_tasks(case, kind="step")
    town.act(deciding, "pass")
    assert case.items.get().decision == "approved"
    whole()


def test_the_last_absence_ends_the_round__R50(town, monday):
    case, task = called(town)
    monday.move_to(AT)
    record(town, task, OF_PROD="absent", OF_SEC="absent")
    assert town.open_tasks(case, kind="step") and not asked(town, case)
    assert len(town.open_tasks(case, kind="formal")) == 2
    whole()


def test_excused_with_a_reason_counts_for_nothing__R50(town, monday):
    case, task = called(town)
    monday.move_to(AT)
    with pytest.raises(Invalid) as why:
        record(town, task, OF_PROD="came", OF_SEC="excused")
    assert set(why.value.fields) == {"reason"}
    record(town, task, reason="正在处置治安事件", OF_PROD="came", OF_SEC="excused")
    assert set(asked(town, case)) == {"OF-PROD", "OF-SEC"}
    assert "正在处置治安事件" in case.opinions.get(action="record_attendance").text
    whole()


def test_where_silence_is_no_consent_absence_is_none_either__R49_R50(town, monday):
    case = roster(town)
    step = asking(case)
    town.act(step, "add_countersigners", step.closed_by.username, departments=["OF-HSE"], reason="涉及动火")
    case, task = called(town, ("OF-HSE",), case=case)
    assert asked(town, case)["OF-HSE"].data["meeting"]["rule"] == "escalate"
    monday.move_to(AT)
    record(town, task, OF_HSE="absent")
    assert "OF-HSE" in asked(town, case) and not case.opinions.filter(action="absence_consent").exists()
    told = town.person("zhen.tongchou").notices.filter(case_number=case.number, event="countersign.absent_escalated")
    assert told.count() == 1
    assert "countersign.absent_escalated" in [one.event for one in audit.timeline(case.number)]
    whole()


def test_who_voted_before_the_absence_was_recorded_has_voted__R50(town, monday):
    case, task = called(town)
    monday.move_to(AT)
    town.act(asked(town, case)["OF-SEC"], "agree")
    record(town, task, OF_PROD="came", OF_SEC="absent")
    assert not case.opinions.filter(action="absence_consent").exists()
    whole()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"starts_at": "2026-03-02T10:45"}, "starts_at"),  # less than an hour's notice
        ({"starts_at": "2026-03-02T14:30"}, "starts_at"),  # lunch
        ({"starts_at": "2026-03-03T10:30"}, "starts_at"),  # past the first limit
        ({"starts_at": "2026-13-45T10:30"}, "starts_at"),
        ({"what": "party"}, "what"),
        ({"place": " "}, "place"),
        ({"departments": []}, "departments"),
        ({"departments": ["OF-HR"]}, "departments"),
    ],
)
def test_a_call_that_is_not_whole_changes_nothing(town, monday, changes, field):
    case = roster(town)
    events = len(audit.timeline(case.number))
    with pytest.raises(Invalid) as refused:
        called(town, case=case, **changes)
    assert field in refused.value.fields
    assert not Meeting.objects.exists() and len(audit.timeline(case.number)) == events
    whole()


def test_one_appointment_at_a_time_and_none_without_a_round(town, monday):
    case, _task = called(town)
    with pytest.raises(Conflict) as twice:
        called(town, case=case)
    assert twice.value.error_code == "meeting_called"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin = Meeting.objects.get()
        twin.pk = None
        twin.save(force_insert=True)
    other = town.apply("OM-DUTY", "bao.pingan", DUTY, {})
    town.accept(other)
    [step] = town.open_tasks(other, kind="step")
    with pytest.raises(Conflict):
        town.act(step, "call_meeting", **CALL, departments=["OF-SEC"])


def test_only_those_who_lead_the_item_call_and_record__R3(town, monday):
    case, task = called(town)
    with pytest.raises(Forbidden):
        town.act(asking(case), "call_meeting", "bao.pingan", **CALL, departments=["OF-SEC"])
    monday.move_to(AT)
    states = {"OF-PROD": "came", "OF-SEC": "came"}
    for who in ("bao.pingan", case.applicant.username):
        with pytest.raises(Forbidden):
            town.act(task, "record_attendance", who, attendance=states)
    whole()


def test_nobody_is_recorded_before_it_begins_or_left_out(town, monday):
    case, task = called(town)
    with pytest.raises(Conflict) as early:
        record(town, task, OF_PROD="came", OF_SEC="absent")
    assert early.value.error_code == "not_begun"
    monday.move_to(AT)
    with pytest.raises(Invalid) as left_out:
        record(town, task, OF_PROD="came")
    assert set(left_out.value.fields) == {"OF-SEC"}
    assert not case.opinions.filter(action="absence_consent").exists()


def test_called_off_nobody_was_absent(town, monday):
    case, task = called(town)
    town.act(task, "cancel_meeting", reason="大风停工")
    assert "meeting" not in asked(town, case)["OF-SEC"].data
    told = town.person("bao.pingan").notices.filter(case_number=case.number, event="meeting.off")
    assert told.count() == 1
    called(town, case=case, starts_at="2026-03-02T17:00")
    whole()


def test_everybody_has_voted_and_nobody_need_come(town, monday):
    case, _task = called(town)
    for question in asked(town, case).values():
        town.act(question, "agree")
    assert not town.open_tasks(case, kind="meeting") and Meeting.objects.get().cancelled_at is not None
    assert town.open_tasks(case, kind="step")
    whole()


def test_sent_back_the_appointment_is_off(town, monday):
    case, _task = called(town)
    step = asking(case)
    town.act(step, "send_back", step.closed_by.username, to="0", reason="方案有改")
    assert not town.open_tasks(case, kind="meeting") and Meeting.objects.get().cancelled_because == "方案有改"
    whole()


def test_withdrawn_the_appointment_is_off__R9(town, monday):
    case, _task = called(town)
    voted = asked(town, case)["OF-PROD"]
    town.act(voted, "agree")
    withdraw(case, actor=case.applicant, reason="不办了")
    assert Meeting.objects.get().cancelled_at is not None
    voted.refresh_from_db()
    assert voted.closed_by.notices.filter(case_number=case.number, event="meeting.off").count() == 1
    whole()


def test_silence_past_the_limit_counts_before_an_absence_recorded_late__R48(town, monday):
    case, task = called(town)
    monday.move_to(asked(town, case)["OF-SEC"].due_at)
    town.fire()
    assert case.opinions.filter(action="tacit").count() == 2
    # Everybody's question has closed, and with them the appointment.
    with pytest.raises(Conflict):
        record(town, task, OF_PROD="came", OF_SEC="absent")
    whole()


def test_attendance_nobody_recorded_reaches_the_head_once(town, monday):
    case = roster(town)
    step = asking(case)
    town.act(step, "add_countersigners", step.closed_by.username, departments=["OF-HSE"], reason="涉及动火")
    case, task = called(town, ("OF-HSE",), case=case)
    monday.move_to(task.due_at)
    town.fire()
    town.fire()
    told = town.person("zhen.tongchou").notices.filter(case_number=case.number, event="meeting.unrecorded")
    assert told.count() == 1 and town.open_tasks(case, kind="meeting")
    whole()


def test_the_same_key_calls_and_records_once(town, monday):
    from workflows.acting import get_task
    from workflows.operations.acts import act

    case = roster(town)
    step, payload = asking(case), {**CALL, "departments": ["OF-SEC"]}
    for _ in range(2):
        act(get_task(step.pk), actor=step.closed_by, action="call_meeting", payload=payload, key="k")
    [task] = town.open_tasks(case, kind="meeting")
    monday.move_to(AT)
    for _ in range(2):
        attendance = {"attendance": {"OF-SEC": "absent"}}
        act(get_task(task.pk), actor=step.closed_by, action="record_attendance", payload=attendance, key="k")
    assert case.opinions.filter(action="absence_consent").count() == 1
    whole()
