"""A draft that breaks a sample, or on which nobody played them, is proposed with a reason only; the second person reads
it and the history keeps it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.audit.models import Entry
from portal.errors import Invalid
from services.catalog.models import Matter, MatterItem, Proposal
from services.catalog.operations.proposing import approve, propose, restore
from services.catalog.places import design_url
from tests.rehearsal.stories import ONBOARD, written
from tests.workflows.invariants import chain_faults
from workflows.rehearsal.operations import results, runs
from workflows.rehearsal.operations.samples import retire
from workflows.rehearsal.shapes import Ending, ItemOutcome, Outcome, PaperOutcome

NOTE = "公寓改为按进厂需要"
REASON = "公寓今年改由基地统一安排"
pytestmark = pytest.mark.usefixtures("monday")


@pytest.fixture
def editor(town):
    return town.person("gong.tongban")


@pytest.fixture
def reviewer(town):
    return town.person("fa.youju")


@pytest.fixture
def matter(town):
    """A draft that differs from what is published."""
    MatterItem.objects.filter(matter__code=ONBOARD, item__code="OF-LIFE-007").update(include_when="needs_plant_access")
    return Matter.objects.get(code=ONBOARD)


def item(code, name, started):
    moments = {"started": Decimal(started), "decided": Decimal(started + 1)}
    return ItemOutcome(code, name, "OF-HR", "人力资源部", decision="approved", **moments)


WHOLE = Outcome(
    Ending.APPROVED,
    items=(item("OF-HR-001", "入职登记", 2), item("OF-LIFE-007", "公寓入住", 8)),
    papers=(PaperOutcome("M001", "身份证", "upload"),),
)
SHORT = replace(WHOLE, items=WHOLE.items[:1])


def came(matter, editor, after=WHOLE, version=None):
    """A run whose outcomes are told instead of played."""
    run = results.begin(runs.ask(matter, actor=editor, version=version).pk)
    for sample in matter.samples.filter(retired_at=None).select_related("department"):
        results.keep(run, sample, WHOLE, after)
    results.end(run.pk)
    return run


def expecting(town, name="毕业生入职"):
    return written(town, name, expected_items=("OF-HR-001", "OF-LIFE-007"))


def test_without_samples_nothing_is_in_the_way(matter, editor):
    assert propose(matter, actor=editor, note=NOTE).despite == ""


def test_samples_nobody_played_need_a_reason(town, matter, editor):
    expecting(town)
    with pytest.raises(Invalid) as refused:
        propose(matter, actor=editor, note=NOTE)
    assert refused.value.error_code == "needs_a_reason" and len(refused.value.fields["despite"]) == 1
    came(matter, editor)
    assert propose(matter, actor=editor, note=NOTE).state == "waiting"


def test_what_was_played_before_the_last_edit_counts_no_more(town, matter, editor):
    sample = expecting(town)
    came(matter, editor)
    MatterItem.objects.filter(matter=matter, item__code="OF-LIFE-007").update(include_when="")
    with pytest.raises(Invalid):
        propose(matter, actor=editor, note=NOTE)
    came(matter, editor)
    written_again = written_over(town, sample)
    with pytest.raises(Invalid):
        propose(matter, actor=editor, note=NOTE)
    retire(written_again, actor=editor)
    assert propose(matter, actor=editor, note=NOTE).state == "waiting"


def written_over(town, sample):
    from tests.rehearsal.stories import draft
    from workflows.rehearsal.operations.samples import write_sample

    return write_sample(sample.matter, draft(purpose="改过"), actor=town.person("gong.tongban"), sample_id=sample.pk)


def test_a_broken_sample_needs_a_reason_the_reviewer_reads_and_the_history_keeps__R5(town, matter, editor, reviewer):
    expecting(town)
    came(matter, editor, after=SHORT)
    with pytest.raises(Invalid) as refused:
        propose(matter, actor=editor, note=NOTE)
    [why] = refused.value.fields["despite"]
    assert "毕业生入职" in why and "公寓入住" in why
    assert not Proposal.objects.exists()
    proposal = propose(matter, actor=editor, note=NOTE, despite=REASON)
    seen = unescape(town.client("fa.youju").get(design_url(matter.pk, "versions")).content.decode())
    assert REASON in seen and why in seen
    approve(proposal, actor=reviewer)
    entry = Entry.objects.get(stream="catalogue", event="matter.proposed", subject=ONBOARD)
    assert entry.data["despite"] == REASON and entry.data["against"] == why
    later = unescape(town.client("fa.youju").get(design_url(matter.pk, "versions")).content.decode())
    assert REASON in later and not chain_faults()


def test_an_old_version_is_published_again_with_samples_played_on_it_or_a_reason(town, matter, editor, reviewer):
    approve(propose(matter, actor=editor, note=NOTE), actor=reviewer)
    first = matter.versions.get(number=1)
    expecting(town)
    with pytest.raises(Invalid):
        restore(first, actor=editor, note="恢复")
    matter.refresh_from_db()
    came(matter, editor, version=first)
    assert restore(first, actor=editor, note="恢复").restores == first


def test_the_page_offers_the_reason_when_it_is_needed_and_takes_it(town, matter, editor):
    expecting(town)
    client, place = town.client("gong.tongban"), reverse("admin:catalog_matter_act", args=[matter.pk, "propose"])
    shown = unescape(client.get(design_url(matter.pk, "versions")).content.decode())
    assert 'name="despite"' in shown and reverse("catalogue-rehearsal", args=[ONBOARD]) in shown
    refused = client.post(place, {"note": NOTE})
    assert refused.status_code == 400 and 'name="despite"' in refused.content.decode()
    assert client.post(place, {"note": NOTE, "despite": REASON}).status_code == 302
    assert Proposal.objects.get().despite == REASON


def test_the_versions_page_stays_within_its_statements(town, matter, editor):
    expecting(town)
    expecting(town, "第二个")
    came(matter, editor)
    client = town.client("gong.tongban")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(design_url(matter.pk, "versions")).status_code == 200
    assert len(queries) <= 30
