"""Serial against parallel, and what a changed limit or step does: equal to what a published version counts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.errors import Invalid
from services.catalog import graph
from services.catalog.figures import figures
from services.catalog.graph import scenario
from services.catalog.simulation.edits import DropItem, LimitEdit, StepEdit, edited
from services.catalog.simulation.schedule import schedule
from services.catalog.simulation.worksheet import counts
from tests.catalog.conftest import demo, snapshot_of

EVERY = sorted(demo().matters)


@pytest.mark.parametrize("code", EVERY)
def test_the_schedule_says_what_the_published_version_counts__R19(matter, code):
    one = matter(code)
    found, published = schedule(one, one.reference), one.figures["after"]
    assert float(found.serial) == published["days_serial"]
    assert float(found.parallel) == published["days_parallel"]
    assert found.limit == one.promised.amount
    assert float(found.legacy) == one.figures["before"]["days_serial"]


@pytest.mark.parametrize("code", EVERY)
def test_nothing_starts_before_what_it_waits_for_and_only_the_critical_has_no_slack(matter, code):
    found = schedule(matter(code), matter(code).reference)
    finish = {bar.code: bar.finish for bar in found.bars}
    for bar in found.bars:
        assert bar.start == max((finish[before] for before in bar.waits_for), default=0)
        assert bar.slack >= 0 and bar.critical == (bar.slack == 0)
    assert {bar.code for bar in found.bars if bar.critical} >= set(found.critical)


@pytest.mark.parametrize("code", EVERY)
def test_the_worksheet_counts_what_the_version_publishes__B23(matter, code):
    one = matter(code)
    counted, published = counts(one, one.reference), one.figures["after"]
    assert (counted["papers"], counted["fields"], counted["visits"], counted["steps"], counted["days"]) == (
        published["materials"], published["fields"], published["visits"], published["steps"],
        published["days_parallel"],
    )  # fmt: skip
    assert counted["promise"] == pytest.approx(float(one.promised.amount))


def test_a_shorter_limit_on_the_critical_path_shortens_the_case_and_elsewhere_does_not(matter):
    one = matter("OM-ONBOARD")
    before = schedule(one, one.reference)
    assert "OF-HSE-001" in before.critical and "OF-FIN-004" not in before.critical
    helps = schedule(edited(one, [LimitEdit("OF-HSE-001", Decimal(1))]), one.reference)
    idle = schedule(edited(one, [LimitEdit("OF-FIN-004", Decimal("0.5"))]), one.reference)
    assert helps.parallel < before.parallel == idle.parallel
    assert idle.serial < before.serial


def test_verdicts_drop_shorten_merge_and_automate_steps__C17(matter):
    one = matter("OM-ONBOARD")
    code = "OF-HR-001"
    steps = one.by_code[code].item.steps
    total = one.by_code[code].item.promised.amount

    def after(*verdicts):
        return edited(one, [StepEdit(code, *verdict) for verdict in verdicts]).by_code[code].item

    dropped = after((0, "eliminate"))
    assert len(dropped.steps) == len(steps) - 1 and dropped.promised.amount == total - steps[0].days
    automated = after((0, "automate"))
    assert len(automated.steps) == len(steps) and automated.promised.amount == total - steps[0].days
    simplified = after((0, "simplify", Decimal("0.5")))
    assert simplified.promised.amount == total - steps[0].days + Decimal("0.5")
    merged = after((1, "integrate"))
    assert len(merged.steps) == len(steps) - 1
    assert merged.steps[0].days == max(steps[0].days, steps[1].days)
    assert one.by_code[code].item.steps == steps, "the published snapshot is untouched"


def test_a_dropped_item_passes_on_what_it_waited_for(matter):
    one = matter("OM-HOUSING")
    without = edited(one, [DropItem("OF-FIN-005")])
    assert without.by_code["OF-LIFE-006"].needs == ("OF-LIFE-005",)
    assert counts(without, one.reference)["items"] == counts(one, one.reference)["items"] - 1


@pytest.mark.parametrize(
    "edits",
    [
        [StepEdit("OF-LIFE-001", 0, "eliminate")],
        [LimitEdit("OF-HR-006", Decimal(30))],
        [LimitEdit("OF-HR-006", Decimal(-1))],
        [DropItem("OF-NOWHERE-1")],
    ],
)
def test_what_cannot_be_done_is_refused_in_words(matter, edits):
    with pytest.raises(Invalid):
        edited(matter("OM-TRAVEL"), edits)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_the_verdicts_the_counts_are_those_of_the_version_they_make__B23(data):
    """The promise of an item is what its steps add up to, and `figures` of the new snapshot agrees with the counts."""
    one = snapshot_of(data.draw(st.sampled_from(EVERY)))
    edits = []
    for row in one.items:
        for place in range(1, len(row.item.steps)):
            verdict = data.draw(st.sampled_from(["keep", "eliminate", "integrate", "automate"]))
            edits.append(StepEdit(row.item.code, place, verdict))
    changed = edited(one, edits)
    published = replace(changed, figures=figures(changed, one.reference))
    assert counts(changed, one.reference)["days"] == published.figures["after"]["days_parallel"]
    plan = scenario(changed, {**changed.fixed, **one.reference})
    assert counts(changed, one.reference)["handling"] == sum(len(item.steps) for item in plan.live)
    assert schedule(changed, one.reference).parallel == plan.longest_path(graph.promised).amount
    for row in changed.items:
        if row.item.unit == "wd":
            assert row.item.promised.amount == sum(step.days for step in row.item.steps)
    assert schedule(changed, one.reference).parallel <= schedule(one, one.reference).parallel
