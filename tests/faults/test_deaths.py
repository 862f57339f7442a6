"""Processes are killed in the middle of things: nothing is lost, nothing happens twice."""

from __future__ import annotations

import signal
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from departments.org import registry
from portal import audit
from tests.workflows.invariants import chain_faults, faults
from workflows.models import AlarmFailure, Task
from workflows.operations.second_thoughts.withdrawing import withdraw
from workflows.operations.unattended import sweeping
from workflows.stages import automatic

DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}
LUNCH = {"meal_date": "2026-03-05", "meal_type": "lunch", "canteen": "base"}
OFFICE = "OF-OFFICE-001"
KILLED = -signal.SIGKILL


def asked_rosters(town):
    """Three duty rosters whose countersigners say nothing."""
    cases = []
    for applicant in ("you.jingkou", "yuan.gongjia", "yuan.gongyi"):
        case = town.apply("OM-DUTY", applicant, DUTY, {})
        town.accept(case)
        [step] = town.open_tasks(case, kind="step")
        town.act(step, "pass")
        cases.append(case)
    return cases


def fire_until_quiet(town, monday):
    """Beat ticks until nothing is due: a dead process's locks go when the server notices its death."""
    for _ in range(100):
        town.fire()
        if not Task.objects.filter(scheduled__lte=monday_now()).exists():
            return
        time.sleep(0.1)
    pytest.fail("alarms are due and do not fire")


def monday_now():
    from django.utils import timezone

    return timezone.now()


def test_a_dispatcher_killed_in_mid_batch_fires_each_alarm_once_after_its_restart__R48(town, monday, victim):
    cases = asked_rosters(town)
    silent = [one for case in cases for one in town.open_tasks(case, kind="countersign")]
    monday.move_to(max(one.due_at for one in silent))
    due = Task.objects.filter(scheduled__lte=monday_now()).count()
    assert victim("dispatch_and_die", after=3) == KILLED
    assert Task.objects.filter(scheduled__lte=monday_now()).count() == due
    fire_until_quiet(town, monday)
    for case in cases:
        assert case.opinions.filter(action="tacit").count() == 2
        [deciding] = town.open_tasks(case, kind="step")
        assert deciding.decides
    for person in {one.username for task in silent for one in [town.able(task)]}:
        told = list(town.person(person).notices.filter(event="countersign.tacit").values_list("key", flat=True))
        assert len(told) == len(set(told))
    tacit = [one.event for case in cases for one in audit.timeline(case.number)].count("countersign.tacit")
    assert tacit == 6
    assert not AlarmFailure.objects.exists()
    assert faults() == [] and chain_faults() == []


def test_a_web_process_killed_before_the_commit_leaves_no_trace(town, monday, victim):
    case = town.reception()
    town.accept(case)
    [step] = town.open_tasks(case, case_item__code=OFFICE)
    events = audit.timeline(case.number).count()
    arguments = {"task": step.pk, "name": "bi.jieban", "action": "pass", "payload": {"opinion": "同意"}}
    assert victim("act_and_die_before_commit", **arguments) == KILLED
    assert audit.timeline(case.number).count() == events and not case.opinions.filter(action="pass").exists()
    town.act(step, "pass", "bi.jieban")
    assert faults() == [] and chain_faults() == []


def test_a_wake_up_that_died_with_its_process_is_repaired_by_the_sweep(town, monday, victim):
    case = town.reception()
    town.accept(case)
    [step] = town.open_tasks(case, case_item__code=OFFICE)
    town.act(step, "pass")
    [deciding] = town.open_tasks(case, case_item__code=OFFICE)
    who = town.able(deciding).username
    assert victim("act_and_die", task=deciding.pk, name=who, action="pass", payload={"opinion": "同意"}) == KILLED
    assert case.items.get(code=OFFICE).decision == "approved"
    assert case.items.get(code="OF-LIFE-001").state == "waiting"
    assert any("waits although" in fault for fault in faults())
    sweeping.sweep()
    assert case.items.get(code="OF-LIFE-001").state == "accepted"
    assert faults() == [] and chain_faults() == []
    assert sweeping.sweep() == 0


def test_settlement_opens_even_when_the_handing_over_died_before_it(town, monday, victim):
    case = town.run(town.reception(), until="decided")
    [delivery] = town.open_tasks(case, kind="deliver")
    who = town.able(delivery).username
    assert victim("act_and_die", task=delivery.pk, name=who, action="deliver", payload={"method": "电子"}) == KILLED
    assert not town.open_tasks(case, case_item__code="OF-FIN-003")
    sweeping.sweep()
    [papers] = town.open_tasks(case, case_item__code="OF-FIN-003")
    assert papers.kind == "resupply"
    assert faults() == []


def test_a_connection_cut_during_an_act_undoes_it_whole(town, monday, monkeypatch):
    case = town.reception()
    town.accept(case)
    [step] = town.open_tasks(case, case_item__code=OFFICE)
    from workflows.words import telling

    def cut(task):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(telling, "announce_task", cut)
    with pytest.raises(OperationalError):
        town.act(step, "pass", "bi.jieban")
    monkeypatch.undo()
    connection.close()
    assert not case.opinions.filter(action="pass").exists()
    town.act(step, "pass", "bi.jieban")
    assert faults() == [] and chain_faults() == []


# ---- slow handlers in a worker ----------------------------------------------------------


@pytest.fixture
def slow_meals(monkeypatch):
    """The canteen's handler is one for the worker."""
    known = registry.handler
    monkeypatch.setattr(registry, "handler", lambda code: (found := known(code)) and replace(found, slow=True))


def meal_under_way(town, worker):
    """A meal whose handler has begun in the worker and not answered yet."""
    case = town.apply("OM-MEAL", "yuan.gongjia", {}, LUNCH)
    worker.wait_for(worker.begun.exists)
    assert case.items.get().state == "accepted"
    return case


def test_a_worker_killed_while_a_slow_handler_runs_is_made_good_by_the_sweep(town, monday, slow_meals, patient_worker):
    case = meal_under_way(town, patient_worker)
    patient_worker.kill()
    assert automatic.sweep() == 0, "a handler that may still be running is left alone"
    monday.shift(timedelta(minutes=3))
    assert automatic.sweep() == 1
    case.refresh_from_db()
    assert case.state == "delivered" and case.items.get().decision == "approved"
    assert case.documents.filter(kind="BJ").count() == 1
    assert automatic.sweep() == 0
    assert faults() == [] and chain_faults() == []


def test_nobody_waits_for_a_slow_handler_and_its_late_answer_changes_nothing(town, monday, slow_meals, patient_worker):
    case = meal_under_way(town, patient_worker)
    began = time.monotonic()
    withdraw(case, actor=town.person("yuan.gongjia"), reason="不吃了")
    assert time.monotonic() - began < 5
    patient_worker.leave.touch()
    patient_worker.wait_for(lambda: b"succeeded" in patient_worker.log.read_bytes())
    case.refresh_from_db()
    assert case.state == "withdrawn" and case.items.get().decision == ""
    assert not case.documents.filter(kind="BJ").exists()
    assert faults() == [] and chain_faults() == []
