"""Many cases at once: deterministic, conserving, bounded, and quick."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from portal.errors import Invalid
from services.catalog.resolution import resolve
from services.catalog.simulation import drawing
from services.catalog.simulation.plans import Plan, Planner, Work
from services.catalog.simulation.queueing import Run
from services.catalog.simulation.trial import Setting, run, with_one_more
from tests.simulation.naive import naive_run

MANY = 1000


@pytest.fixture
def onboard(matter):
    return matter("OM-ONBOARD")


@pytest.fixture
def setting(onboard):
    staff = {"OF-HR": 12, "OF-HR:heads": 6, "OF-HSE": 20, "OF-HSE:heads": 8, "OF-LEGAL": 20, "OF-LEGAL:heads": 8,
             "OF-FIN": 6, "OF-IT": 6, "OF-SEC": 4, "OF-LIFE": 6, "OF-PROC": 3}  # fmt: skip
    return Setting(answers=[onboard.reference], days=20, per_day=10, staff=staff, seed=7)


def test_the_same_seed_gives_the_same_run_and_another_seed_another(onboard, setting):
    one, again, other = run(onboard, setting), run(onboard, setting), run(onboard, replace(setting, seed=8))
    assert one == again
    assert one.lengths != other.lengths


def test_every_case_ends_and_every_piece_of_work_is_done_once(onboard, setting):
    trial = run(onboard, setting)
    planner = Planner(onboard, share=setting.share, day_minutes=480)
    plan = planner.plan(onboard.reference)
    at_desks = sum(work.desk >= 0 for item in plan.branches for branch in item for work in branch)
    assert sum(desk.done for desk in trial.desks) == at_desks * trial.cases
    assert all(length > 0 for length in trial.lengths) and list(trial.lengths) == sorted(trial.lengths)
    assert all(0 <= desk.load <= 1.0001 for desk in trial.desks)


def test_nobody_waits_where_there_are_people_enough(onboard):
    many = {key: MANY // 5 for code in onboard.departments for key in (code, f"{code}:heads")}
    trial = run(onboard, Setting(answers=[onboard.reference], days=10, per_day=3, staff=many))
    assert trial.bottleneck is None and all(desk.longest_queue == 0 for desk in trial.desks)


def test_the_bottleneck_is_where_people_are_few_and_one_more_helps(onboard, setting):
    crowded = run(onboard, replace(setting, staff={**setting.staff, "OF-HSE": 2}))
    jam = crowded.bottleneck
    assert (jam.desk.department, jam.desk.role) == ("OF-HSE", "handlers")
    assert jam.longest_queue > 10 and jam.load > 0.9
    assert with_one_more(crowded, jam.desk).percentile(0.9) < crowded.percentile(0.9)


def test_one_desk_with_one_person_is_first_come_first_served():
    """Two pieces of work of 10 minutes on average at one desk: the second waits until the first is done."""
    plan = Plan(("A",), (((Work(0, 10.0),),),), (0,), ((),))
    done = Run([plan, plan], [0.0, 1.0], [1], seed=1, day_minutes=480).go()
    first, second = done.completions
    assert second > first
    assert done.desks[0].waited == pytest.approx(first - 1.0)
    assert done.desks[0].longest[0] == 1


def test_items_wait_for_their_predecessors_and_opinions_run_beside_the_steps():
    opinions = ((Work(0, 10.0),), (Work(1, 500.0),))
    plan = Plan(("A", "B"), (opinions, ((Work(0, 10.0),),)), (0, 1), ((1,), ()))
    done = Run([plan], [0.0], [1, 1], seed=1, day_minutes=480).go()
    assert done.desks[1].busy < done.completions[0] == pytest.approx(done.desks[1].busy + done.desks[0].busy, rel=0.2)
    assert (done.desks[0].done, done.desks[1].done) == (2, 1)


@pytest.mark.parametrize(
    "change",
    [{"days": 0}, {"days": 261}, {"per_day": 0}, {"days": 260, "per_day": 500}, {"staff": {"OF-HR": 500}},
     {"share": 0}, {"share": 1.5}, {"answers": []}],
)  # fmt: skip
def test_a_trial_has_bounds(onboard, setting, change):
    with pytest.raises(Invalid):
        run(onboard, replace(setting, **change))


def test_recorded_days_are_drawn_as_they_came(onboard, setting):
    trial = run(onboard, replace(setting, recorded=(0, 0, 4)))
    assert 0 < trial.cases <= 4 * setting.days and trial.cases % 4 == 0


def test_the_picture_holds_every_case(onboard, setting):
    trial = run(onboard, setting)
    picture = drawing.histogram(trial)
    assert sum(int(column.label.rpartition(": ")[2]) for column in picture.columns) == trial.cases
    assert all(column.x >= 0 and column.x + column.width <= drawing.WIDTH for column in picture.columns)
    chart = drawing.queues(run(onboard, replace(setting, days=200, staff={})))
    assert len(chart.lines) == 4
    assert all(len(line.points.split()) <= drawing.MOST_POINTS for line in chart.lines)


def test_ten_thousand_cases_take_less_than_ten_seconds(onboard, setting):
    """Against resolving the matter and searching all events anew, on the same cases in the same run."""
    big = replace(setting, days=200, per_day=50, staff={key: count * 5 for key, count in setting.staff.items()})
    began = time.process_time()
    trial = run(onboard, big)
    took = time.process_time() - began
    assert trial.cases >= 9_500
    few = replace(setting, days=4, per_day=25)
    began = time.process_time()
    quick = run(onboard, few)
    quick_took = time.process_time() - began
    began = time.process_time()
    naive = naive_run(onboard, few, resolve)
    naive_took = time.process_time() - began
    print(
        f"\n{trial.cases} cases of OM-ONBOARD: {took:.2f} s; {quick.cases} cases: {quick_took * 1000:.0f} ms, "
        f"naive {naive_took * 1000:.0f} ms, ratio {naive_took / quick_took:.1f}"
    )
    assert len(naive) == quick.cases
    assert naive_took > quick_took
    assert took * 10_000 / trial.cases < 10
