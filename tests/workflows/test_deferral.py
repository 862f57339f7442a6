"""A promised paper is chased; a broken promise stops, then ends what needs the paper, and bars its author (R39–R42)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Invalid
from services.cases.models import Barring, Pause
from tests.town import RECEPTION_ANSWERS, RECEPTION_FIELDS, SHANGHAI
from workflows.models import AlarmFailure, Task
from workflows.operations.owed.resupply import resupply

LETTER, RECEPTION = "M003", "OF-OFFICE-001"
PROMISED = {LETTER: "2026-03-03"}


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def promising(town, **more):
    """A reception whose letter is promised for Tuesday, accepted on Monday."""
    more.setdefault("materials", {"M007": town.upload("yuan.gongjia")})
    town.rooms += 1
    fields = {**RECEPTION_FIELDS, "venue": f"第{town.rooms}会议室"}
    case = town.apply("OM-RECEPTION", "yuan.gongjia", RECEPTION_ANSWERS, fields, commitments=PROMISED, **more)
    town.accept(case, "chuang.kouyi")
    case.refresh_from_db()
    return case


def coordinator(case):
    return Task.objects.get(case=case, flow_task_type="COORDINATOR")


def fire_at(town, monday, text):
    monday.move_to(at(text))
    town.fire()
    assert not AlarmFailure.objects.exists(), AlarmFailure.objects.values_list("error", flat=True)


def users(case):
    [row] = case.materials.filter(code=LETTER)
    return case.items.filter(code__in=row.used_by, phase="main")


def broken(town, monday, **more):
    case = promising(town, **more)
    fire_at(town, monday, "2026-03-03T19:31:00")
    return case


def test_the_applicant_is_reminded_before_the_day__R40(town, monday):
    monday.move_to(at("2026-03-02T10:30:00"))
    case = promising(town, materials={"M007": town.upload("yuan.gongjia")})
    assert coordinator(case).alarm_stage == "promise" and coordinator(case).scheduled == at("2026-03-02 19:30")
    fire_at(town, monday, "2026-03-02T19:30:00")
    reminders = town.person("yuan.gongjia").notices.filter(event="material.reminder")
    assert reminders.count() == 1
    assert coordinator(case).scheduled == at("2026-03-03 19:30")
    town.fire()
    assert reminders.count() == 1


def test_a_paper_in_time_has_no_consequence__R40(town, monday):
    case = promising(town)
    monday.move_to(at("2026-03-03T15:40:00"))
    resupply(case, actor=town.person("yuan.gongjia"), materials={LETTER: town.upload("yuan.gongjia")})
    fire_at(town, monday, "2026-03-03T19:31:00")
    assert not Pause.objects.exists() and coordinator(case).scheduled is None
    assert not town.person("yuan.gongjia").notices.filter(event="material.defaulted").exists()


def test_a_broken_promise_stops_the_items_that_need_the_paper__R41(town, monday):
    case = broken(town, monday)
    row = case.materials.get(code=LETTER)
    assert row.defaulted_at == at("2026-03-03 19:31") and row.grace_until == at("2026-03-24 19:30")
    items = {item.code: item.state for item in users(case)}
    assert items[RECEPTION] == "suspended"
    others = case.items.filter(phase="main").exclude(code__in=row.used_by).exclude(state="waiting")
    assert "suspended" not in set(others.values_list("state", flat=True))
    pause = Pause.objects.get(item__code=RECEPTION)
    assert (pause.procedure, pause.material, pause.max_days) == ("deferral_default", LETTER, 15)
    assert town.person("yuan.gongjia").notices.filter(event="material.defaulted").count() == 1
    [step] = town.open_tasks(case, case_item__code=RECEPTION, kind="step")
    assert step.scheduled is None
    with pytest.raises(Conflict):
        town.act(step, "pass")
    with pytest.raises(Conflict) as waits:
        town.act(step, "resume")
    assert waits.value.error_code == "waits_for_applicant"


def test_supplied_within_the_grace_the_items_go_on__R41(town, monday):
    case = broken(town, monday)
    monday.move_to(at("2026-03-10T11:00:00"))
    resupply(case, actor=town.person("yuan.gongjia"), materials={LETTER: town.upload("yuan.gongjia")})
    item = case.items.get(code=RECEPTION)
    assert item.state == "in_review" and item.pauses.get().ended_at == at("2026-03-10 11:00")
    # From the promised Tuesday to the day of supply nothing is counted; the one day that was left runs on.
    assert item.due_at == at("2026-03-11 19:30")
    [step] = town.open_tasks(case, case_item__code=RECEPTION, kind="step")
    assert step.red_at == item.due_at and step.alarm_stage
    assert not Barring.objects.exists()
    assert town.run(case).state == "closed"


def test_after_the_grace_what_needs_the_paper_is_terminated__R42(town, monday):
    case = broken(town, monday)
    fire_at(town, monday, "2026-03-24T19:31:00")
    assert set(users(case).values_list("state", flat=True)) == {"terminated"}
    assert not town.open_tasks(case, case_item__code=RECEPTION)
    assert not case.processes.filter(case_item__code=RECEPTION, status="NEW").exists()
    assert not Pause.objects.filter(ended_at=None).exists()
    case.refresh_from_db()
    # What others approved meanwhile would go on; here everything needs the reception.
    assert {"terminated", "cancelled"} >= set(
        case.items.filter(phase="main", needs__contains=[RECEPTION]).values_list("state", flat=True)
    )
    assert town.person("yuan.gongjia").notices.filter(event="item.terminated").exists()
    assert Entry.objects.filter(event="applicant.barred", subject=case.number).exists()


def test_nothing_left_ends_the_case__R42(town, monday):
    case = broken(town, monday)
    for item in case.items.filter(phase="main").exclude(state__in=["waiting", "suspended"]):
        for task in town.open_tasks(case, case_item=item):
            case.materials.filter(code=LETTER).update(used_by=[*case.materials.get(code=LETTER).used_by, item.code])
            assert task.case_item_id == item.pk
    fire_at(town, monday, "2026-03-24T19:31:00")
    case.refresh_from_db()
    assert case.state == "terminated" and case.closed_at is not None
    assert not town.open_tasks(case) and not case.processes.filter(status="NEW").exists()
    assert town.person("yuan.gongjia").notices.filter(event="case.terminated").exists()


def test_the_others_go_on_and_are_handed_over__R12_R42(town, monday):
    case = broken(town, monday)
    fire_at(town, monday, "2026-03-24T19:31:00")
    case.refresh_from_db()
    assert case.state == "in_progress" and town.open_tasks(case)
    case = town.run(case)
    assert case.state == "closed"
    assert case.items.filter(decision="approved").exists()


def test_who_broke_a_promise_makes_none_for_180_days__R42(town, monday):
    broken(town, monday)
    fire_at(town, monday, "2026-03-24T19:31:00")
    barring = Barring.objects.get()
    assert barring.ends_at - barring.starts_at == timedelta(days=180)
    monday.move_to(at("2026-04-01T10:30:00"))
    fields = {**RECEPTION_FIELDS, "venue": "大礼堂", "visit_start": "2026-04-20T10:00", "visit_end": "2026-04-21T18:00"}
    given = {"materials": {"M007": town.upload("yuan.gongjia")}}
    promise = {"commitments": {LETTER: "2026-04-02"}}
    with pytest.raises(Invalid) as refused:
        town.apply("OM-RECEPTION", "yuan.gongjia", RECEPTION_ANSWERS, fields, **given, **promise)
    assert LETTER in refused.value.fields
    # At the window neither; with the paper, yes.
    case = town.apply("OM-RECEPTION", "yuan.gongjia", RECEPTION_ANSWERS, fields, **given)
    [intake] = town.open_tasks(case, kind="intake")
    with pytest.raises(Invalid) as at_window:
        town.act(intake, "accept", "chuang.kouyi", deferrals=[{"material": LETTER, "by": "2026-04-02"}])
    assert LETTER in at_window.value.fields


def test_the_barring_ends_by_itself_and_with_the_paper__R42(town, monday):
    from workflows.timing.promises import barred

    case = broken(town, monday)
    fire_at(town, monday, "2026-03-24T19:31:00")
    person = town.person("yuan.gongjia")
    assert barred(person, at("2026-09-19 12:00")) is not None
    assert barred(person, at("2026-09-21 12:00")) is None
    resupply(case, actor=person, materials={LETTER: town.upload("yuan.gongjia")})
    assert barred(person, at("2026-04-01 12:00")) is None


def test_another_pause_first__the_paper_is_looked_at_again__R26_R41(town, monday):
    case = promising(town)
    [step] = town.open_tasks(case, case_item__code=RECEPTION, kind="step")
    town.act(step, "suspend", procedure="force_majeure", reason="暴雪", expected_days=5)
    [request] = town.open_tasks(case, case_item__code=RECEPTION, kind="duty")
    town.act(request, "approve_suspension")
    fire_at(town, monday, "2026-03-03T19:31:00")
    assert list(Pause.objects.filter(item__code=RECEPTION).values_list("procedure", flat=True)) == ["force_majeure"]
    monday.move_to(at("2026-03-04T11:00:00"))
    town.act(step, "resume")
    fire_at(town, monday, "2026-03-05T19:31:00")
    assert case.items.get(code=RECEPTION).state == "suspended"
    assert Pause.objects.filter(item__code=RECEPTION, procedure="deferral_default", ended_at=None).exists()


def test_the_alarms_of_a_withdrawn_case_rest(town, monday):
    from workflows.operations.second_thoughts.withdrawing import withdraw

    case = broken(town, monday)
    withdraw(case, actor=town.person("yuan.gongjia"))
    assert not Task.objects.filter(case=case, scheduled__isnull=False).exists()
    fire_at(town, monday, "2026-03-24T19:31:00")
    assert not Barring.objects.exists()
