"""The history is written once, the same for the same seed, and goes on where it was interrupted."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command

from portal.demo.history import stage as staging
from portal.demo.history.hours import OfficeHours
from portal.demo.history.writing import plans, write_history
from portal.demo.models import SeededStep
from portal.worktime import table_for
from services.cases.models import Case, Submission
from tests.demo.conftest import FRIDAY
from tests.town import SHANGHAI
from workflows.models import Task
from workflows.queries.casefile import case_view

FEW = 8
# Hours at which a demo may be started: early, at noon, late, on a Saturday, before dawn on a Monday.
MOMENTS = ["2026-11-18T10:04", "2026-11-18T14:40", "2026-11-19T19:29", "2026-11-21T12:00", "2026-11-23T05:30"]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def hours(now=FRIDAY):
    return OfficeHours(table_for("CN-XJ"), now)


def test_a_second_run_changes_nothing(friday):
    assert write_history(count=3).cases == 3
    tasks = Task.objects.count()
    assert write_history(count=3) is None
    call_command("seedhistory", "--count", "50", verbosity=0)
    assert (Case.objects.count(), Task.objects.count()) == (3, tasks)


def test_it_leaves_a_portal_with_cases_of_its_own_alone(friday, town):
    town.apply("OM-MEAL", "yuan.gongjia", {}, {"meal_date": "2026-11-24", "meal_type": "lunch", "canteen": "base"})
    assert write_history(count=3) is None
    assert Case.objects.count() == 1


def test_interrupted_it_goes_on_where_it_stopped(friday, monkeypatch):
    acts, act = [], staging.Stage._act

    def interrupted(self):
        acts.append(1)
        if len(acts) == 40:
            raise KeyboardInterrupt
        return act(self)

    monkeypatch.setattr(staging.Stage, "_act", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_history(count=FEW)
    assert 0 < Case.objects.count() < FEW
    friday.shift(timedelta(days=1))
    written = write_history(count=FEW)
    assert written is not None and written.cases == FEW and written.refusals == []
    assert Submission.objects.values("key").distinct().count() == Case.objects.count() == FEW
    assert not Task.objects.filter(created__gt=FRIDAY).exists()
    assert SeededStep.objects.filter(name="history.done").exists()


def test_the_same_seed_plans_the_same__another_one_something_else(stage):
    one, two = plans(hours(), count=170, seed=7), plans(hours(), count=170, seed=7)
    assert one == two
    assert plans(hours(), count=170, seed=8) != one
    assert len({plan.name for plan in one}) == len(one) == 170


@pytest.mark.parametrize("now", MOMENTS)
def test_nothing_is_planned_after_now(stage, now):
    assert [plan.name for plan in plans(hours(at(now)), count=200, seed=7) if plan.at >= at(now)] == []


@pytest.mark.parametrize("now", MOMENTS)
def test_the_first_case_has_every_light_whenever_the_demo_starts(stage, now):
    with time_machine.travel(at(now), tick=False):
        write_history(count=1)
        case = Case.objects.select_related("applicant").get()
        shown = case_view(case, case.applicant)
    assert {one.light for one in shown.items if one.step is not None} == {"red", "yellow", "green"}


@pytest.mark.parametrize("now", MOMENTS)
def test_office_time_counts_working_hours_only(stage, now):
    office = hours(at(now))
    for days in (0.25, 1, 7.5):
        began = office.days_ago(days)
        ended = office.days_after(began, days)
        assert began < ended <= at(now)
        assert abs(office.part_of(began, at(now), 1) - ended) < timedelta(seconds=1)
    for count in (0, 1, 2, 3):
        moment = office.sessions_ago(count, 0.5)
        assert moment < at(now) and moment.astimezone(SHANGHAI).hour in range(10, 20)
