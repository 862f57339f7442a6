"""What others bring fails: the broker, a register, a row, a handler. Cases go on."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from departments.org import registry
from portal.notices.models import Notice
from portal.notices.tasks import sweep as send_messages
from services.cases.models import Case
from services.catalog.queries import published_version
from tests.concurrency.crowd import crowd
from tests.concurrency.test_races import application
from tests.faults.test_deaths import asked_rosters
from tests.town import RECEPTION_ANSWERS
from tests.workflows.invariants import chain_faults, faults
from workflows.applying.application import open_form
from workflows.models import AlarmFailure, Task
from workflows.operations.unattended.firing import MAX_FAILURES
from workflows.stages import automatic
from workflows.stages.automatic import run_automatic

LUNCH = {"meal_date": "2026-03-05", "meal_type": "lunch", "canteen": "base"}


def test_with_a_dead_broker_the_case_exists_and_the_messages_wait(town, monday, elsewhere, mailoutbox):
    job = {"name": "yuan.gongjia", "application": application(town, "yuan.gongjia"), "key": "k"}
    dead = {**elsewhere, "REDIS_URL": "redis://127.0.0.1:1/0"}
    [answer] = crowd(dead, "tests.concurrency.scenarios", "hand_in", [job])
    assert answer["outcome"] == "submitted"
    case = Case.objects.get(number=answer["number"])
    [intake] = town.open_tasks(case)
    town.act(intake, "accept", "chuang.kouyi")
    waiting = Notice.objects.filter(case_number=case.number, next_attempt_at__isnull=False, emailed_at=None)
    unsent = waiting.count()
    monday.shift(timedelta(minutes=2))
    assert unsent and waiting.filter(event="case.received").exists()
    send_messages()
    assert len(mailoutbox) == unsent and not waiting.exists()
    assert faults() == []


def test_a_slow_handler_the_broker_never_took_is_run_by_the_sweep(town, monday, monkeypatch):
    known = registry.handler
    monkeypatch.setattr(registry, "handler", lambda code: (found := known(code)) and replace(found, slow=True))

    def no_broker(*args):
        raise ConnectionError("no broker")

    monkeypatch.setattr(run_automatic, "delay", no_broker)
    case = town.apply("OM-MEAL", "yuan.gongjia", {}, LUNCH)
    assert case.items.get().state == "accepted"
    monday.shift(timedelta(minutes=3))
    automatic.sweep()
    case.refresh_from_db()
    assert case.state == "delivered"
    assert faults() == []


def test_a_handler_that_fails_leaves_the_item_to_the_departments_people(town, monday, monkeypatch):
    known = registry.handler

    def fails(facts):
        raise RuntimeError("the register is closed")

    monkeypatch.setattr(registry, "handler", lambda code: (found := known(code)) and replace(found, handle=fails))
    case = town.apply("OM-MEAL", "yuan.gongjia", {}, LUNCH)
    [step] = town.open_tasks(case)
    assert step.kind == "step" and case.items.get().state == "accepted"
    assert faults() == [] and chain_faults() == []


@pytest.mark.parametrize(
    "poison", [{"alarm_stage": "no_such"}, {"department": None}, {"data": []}], ids=["stage", "no-department", "data"]
)
def test_a_poisoned_alarm_is_recorded_and_set_aside_while_the_others_fire(town, monday, poison):
    cases = asked_rosters(town)
    silent = [one for case in cases for one in town.open_tasks(case, kind="countersign")]
    ill, sound = silent[0], silent[1:]
    monday.move_to(max(one.due_at for one in silent))
    Task.objects.filter(pk=ill.pk).update(**poison)
    town.fire()
    town.fire()
    failure = AlarmFailure.objects.filter(task=ill).first()
    assert failure is not None and failure.error
    assert not AlarmFailure.objects.exclude(task=ill).exists()
    assert set(Task.objects.filter(pk__in=[one.pk for one in sound]).values_list("outcome", flat=True)) == {"tacit"}
    # Every stage the row still has is tried MAX_FAILURES times, a quarter of an hour further apart each time.
    for _ in range(MAX_FAILURES * 3):
        monday.shift(timedelta(minutes=90))
        town.fire()
    ill.refresh_from_db()
    assert ill.scheduled is None and AlarmFailure.objects.filter(task=ill).count() >= MAX_FAILURES
    assert chain_faults() == []


def test_dead_and_slow_registers_neither_close_the_form_nor_stop_the_application__R44(town, monday, monkeypatch):
    known = registry.providers()

    def dead(usernames):
        raise ConnectionError("register is down")

    def slow(usernames):
        time.sleep(30)

    broken = tuple(
        replace(one, fetch=slow if number % 2 else dead, remote=bool(number % 2), timeout_seconds=0.2)
        for number, one in enumerate(known)
    )
    monkeypatch.setattr(registry, "providers", lambda: broken)
    began = time.monotonic()
    form = open_form(town.person("yuan.gongjia"), published_version("OM-RECEPTION").typed, RECEPTION_ANSWERS)
    assert time.monotonic() - began < 5
    assert form.prefill.failures and any(one.owed for one in form.fields)
    case = town.reception()
    town.accept(case)
    assert case.state == "submitted" and faults() == []
