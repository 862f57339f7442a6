"""Samples played by the real engine: on the published version, on a draft, and what is told apart."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden
from services.catalog.models import Matter, MatterItem, MatterQuestion
from services.catalog.publishing import Unpublishable
from tests.rehearsal.stories import ANSWERS, ITEMS, ONBOARD, line, played, result_of, written
from tests.workflows.invariants import chain_faults
from workflows.rehearsal.comparison import side_by_side
from workflows.rehearsal.models import Run
from workflows.rehearsal.operations import results, runs
from workflows.rehearsal.operations.samples import adopt
from workflows.rehearsal.queries import BROKEN, HELD, NOT_PLAYED, standings
from workflows.rehearsal.running import play_run

pytestmark = pytest.mark.usefixtures("monday")


def test_an_unchanged_draft_holds_every_sample_and_nothing_differs(town):
    plain = written(town)
    refused = written(
        town,
        "不予受理",
        acts=(line("intake", "refuse", text="材料不全", hours="4"),),
        expected_ending="not_accepted",
        expected_items=(),
    )
    lapsed = written(
        town,
        "补正逾期",
        acts=(line("intake", "notify_correction"), line("resupply", "silence")),
        expected_ending="ended_early",
        expected_items=(),
    )
    denied = written(
        town,
        "公寓不予通过",
        acts=(line("step", "deny", item="OF-LIFE-007", step=2, text="没有空床位", hours="8"),),
        expected_ending="partly_approved",
    )
    run = played(town)
    assert (run.state, run.played, run.total, run.problem) == ("done", 4, 4, "")
    for sample in (plain, refused, lapsed, denied):
        result = result_of(run, sample)
        why = [one.sentence for one in result.misses]
        assert not result.broken and not why, (sample.name, why)
        assert not [one for one in side_by_side(result.outcome_before, result.outcome_after) if one.differs]
    outcome = result_of(run, plain).outcome_after
    assert tuple(one.code for one in outcome.started) == ITEMS
    assert {one.decision for one in outcome.items} == {"approved"}
    # Two working hours for each act: the contract's three steps after acceptance, then everything else beside.
    first = {one.code: one for one in outcome.items}
    assert (first["OF-HR-001"].started, first["OF-HR-001"].decided) == (Decimal(2), Decimal(8))
    assert first["OF-HR-002"].started == Decimal(8)
    assert [one.act for one in result_of(run, lapsed).outcome_after.deeds][:1] == ["notify_correction"]
    assert not chain_faults()


def test_what_the_draft_changes_is_named_and_what_it_breaks_is_red(town):
    sample = written(town)
    MatterItem.objects.filter(matter__code=ONBOARD, item__code="OF-LIFE-007").update(include_when="needs_plant_access")
    result = result_of(played(town), sample)
    assert result.broken
    [miss] = result.misses
    assert miss.section == "items" and "员工公寓入住" in miss.sentence
    differing = {one.aspect for one in side_by_side(result.outcome_before, result.outcome_after) if one.differs}
    assert len(differing) >= 3
    entry = Entry.objects.filter(stream="catalogue", event="rehearsal.ended").latest("seq")
    assert entry.data["broken"] == [sample.name]


def test_an_answer_to_a_question_that_is_gone_breaks_the_sample_and_says_where(town):
    sample = written(town)
    MatterItem.objects.filter(matter__code=ONBOARD, item__code="OF-LIFE-007").update(include_when="")
    MatterQuestion.objects.filter(matter__code=ONBOARD, fact__code="need_dorm").delete()
    result = result_of(played(town), sample)
    trouble = result.outcome_after.trouble
    assert result.broken and trouble is not None
    assert (trouble.place, trouble.names) == ("rules", ("need_dorm",))
    assert result.outcome_before is not None and result.outcome_before.trouble is None


def test_who_takes_longer_than_expected_breaks_the_time__R19(town):
    sample = written(town, expected_days=Decimal(1), pace_hours=Decimal(6))
    result = result_of(played(town), sample)
    assert result.broken
    [miss] = result.misses
    assert miss.section == "limits"


def test_silence_past_the_limit_is_consent_on_the_moved_clock__R48(town):
    """OM-DUTY's roster: production and security are asked; one says nothing."""
    sample = written(
        town,
        "会签无人表态",
        matter="OM-DUTY",
        answers={},
        acts=(line("countersign", "silence"),),
        expected_items=(),
        fields={},
    )
    outcome = result_of(played(town, "OM-DUTY"), sample).outcome_after
    assert outcome.trouble is None, outcome.trouble
    assert "alarm.tacit" in [one.act for one in outcome.deeds] or "alarm.escalate" in [one.act for one in outcome.deeds]


def test_what_the_published_version_does_becomes_what_is_expected(town):
    sample = written(town, expected_items=(), expected_days=None)
    result = result_of(played(town), sample)
    adopted = adopt(result, actor=town.person("gong.tongban"))
    assert tuple(adopted.expected_items) == ITEMS and adopted.expected_days == result.outcome_after.days
    assert adopted.expected_papers == sorted(one.code for one in result.outcome_after.brought)
    # What is expected now has not been played yet.
    assert [one.state for one in standings(adopted.matter, result.run.checksum)] == [NOT_PLAYED]
    with pytest.raises(Conflict):
        adopt(result, actor=town.person("gong.tongban"))


def test_a_run_is_asked_for_by_an_editor_once_and_played_once(town, no_worker):
    written(town)
    matter = Matter.objects.get(code=ONBOARD)
    with pytest.raises(Forbidden):
        runs.ask(matter, actor=town.person("yuan.gongjia"))
    run = runs.ask(matter, actor=town.person("gong.tongban"))
    assert no_worker == [run.pk]
    with pytest.raises(Conflict):
        runs.ask(matter, actor=town.person("gong.tongban"))
    assert play_run(run.pk) and not play_run(run.pk)
    [now] = standings(matter, run.checksum)
    assert now.state == HELD


def test_nothing_is_played_without_samples_or_on_a_faulty_draft(town):
    matter = Matter.objects.get(code=ONBOARD)
    with pytest.raises(Conflict):
        runs.ask(matter, actor=town.person("gong.tongban"))
    written(town)
    MatterItem.objects.filter(matter=matter, item__code="OF-HR-001").update(include_when="nobody_asks_this")
    with pytest.raises(Unpublishable):
        runs.ask(matter, actor=town.person("gong.tongban"))
    assert not Run.objects.exists()


def test_a_run_whose_process_dies_ends_and_may_be_asked_for_again(town, monkeypatch):
    sample = written(town)
    monkeypatch.setattr("workflows.rehearsal.running.environment", lambda: {"PATH": "/usr/bin"})
    broken_off = played(town)
    assert broken_off.state == "failed" and broken_off.problem
    assert [one.state for one in standings(sample.matter, broken_off.checksum)] == [NOT_PLAYED]
    monkeypatch.undo()
    assert Entry.objects.filter(event="rehearsal.ended").count() == 1


def test_a_run_nobody_finished_is_given_up_when_somebody_asks_again(town, monday):
    written(town)
    lost = runs.ask(Matter.objects.get(code=ONBOARD), actor=town.person("gong.tongban"))
    assert results.begin(lost.pk) is not None
    monday.shift(11 * 60)
    again = runs.ask(Matter.objects.get(code=ONBOARD), actor=town.person("gong.tongban"))
    lost.refresh_from_db()
    assert lost.state == "failed" and again.state == "queued"
    assert BROKEN not in {one.state for one in standings(again.matter, again.checksum)} and ANSWERS
