"""Proposing and reviewing: two people, a frozen draft, a moment from which it counts, and back again (R5)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone

from portal.audit.models import Entry
from portal.errors import Conflict, Forbidden, Invalid
from portal.notices.models import Notice
from services.catalog.models import Countersign, Matter, MatterVersion, Proposal
from services.catalog.operations import gate
from services.catalog.operations.effect import bring_into_force
from services.catalog.operations.proposing import AlreadyDecided, approve, propose, refuse, restore, withdraw
from services.catalog.publishing import Unpublishable
from services.catalog.queries import published, published_version
from services.catalog.running import running, running_by_version
from tests.workflows.invariants import chain_faults

NOTE = "简介写得更短"


@pytest.fixture
def editor(town):
    return town.person("gong.tongban")


@pytest.fixture
def reviewer(town):
    return town.person("fa.youju")


@pytest.fixture
def changed(town, monday):
    """The draft of OM-DUTY differs from what is published."""
    matter = Matter.objects.get(code="OM-DUTY")
    matter.intro = "值班报批同时会签，调班当场办。"
    matter.save()
    return matter


def events(subject="OM-DUTY"):
    return list(
        Entry.objects.filter(stream="catalogue", subject=subject).order_by("seq").values_list("event", flat=True)
    )


def test_a_proposal_is_published_by_a_second_person_and_both_are_told(changed, editor, reviewer):
    proposal = propose(changed, actor=editor, note=NOTE)
    waiting = Notice.objects.get(recipient=reviewer, event="catalogue.proposed")
    assert NOTE in waiting.body and waiting.url.endswith(f"/matter/{changed.pk}/design/versions/")
    version = approve(proposal, actor=reviewer)
    assert (version.number, version.note, version.published_by, version.reviewed_by) == (2, NOTE, editor, reviewer)
    assert published_version("OM-DUTY") == version
    assert Notice.objects.filter(recipient=editor, event="catalogue.published").count() == 1
    assert events()[-2:] == ["matter.proposed", "matter.published"]
    assert not chain_faults()


def test_what_was_proposed_is_published_even_when_the_draft_moved_on(changed, editor, reviewer):
    proposal = propose(changed, actor=editor, note=NOTE)
    Matter.objects.filter(pk=changed.pk).update(intro="还没写完")
    assert approve(proposal, actor=reviewer).typed.intro == changed.intro


@pytest.mark.parametrize("name", ["yuan.gongjia", "fa.youju", "guan.xitong"])
def test_who_lacks_the_duty_proposes_nothing__R4_R5(town, changed, name):
    with pytest.raises(Forbidden):
        propose(changed, actor=town.person(name), note=NOTE)
    assert not Proposal.objects.exists()


def test_nobody_reviews_the_own_proposal__R5(town, changed, editor):
    proposal = propose(changed, actor=editor, note=NOTE)
    for act in (lambda: approve(proposal, actor=editor), lambda: refuse(proposal, actor=editor, reason="不妥")):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(reviewer=editor)


def test_a_note_is_needed_and_nothing_is_left_without_one(changed, editor):
    with pytest.raises(Invalid) as refused:
        propose(changed, actor=editor, note="  ")
    assert set(refused.value.fields) == {"note"}
    assert not Proposal.objects.exists() and "matter.proposed" not in events()


def test_a_refusal_needs_a_reason_and_goes_back_to_the_author__R7(changed, editor, reviewer):
    proposal = propose(changed, actor=editor, note=NOTE)
    with pytest.raises(Invalid):
        refuse(proposal, actor=reviewer, reason="")
    refuse(proposal, actor=reviewer, reason="简介漏了承诺时限")
    assert "简介漏了承诺时限" in Notice.objects.get(recipient=editor, event="catalogue.refused").body
    assert published_version("OM-DUTY").number == 1
    assert propose(changed, actor=editor, note="补上时限").state == "waiting"


def test_the_second_click_hears_who_was_faster(changed, editor, reviewer):
    proposal = propose(changed, actor=editor, note=NOTE)
    approve(proposal, actor=reviewer)
    for act in (
        lambda: approve(proposal, actor=reviewer),
        lambda: refuse(proposal, actor=reviewer, reason="晚了"),
        lambda: withdraw(proposal, actor=editor),
    ):
        with pytest.raises(AlreadyDecided, match="法有据"):
            act()
    assert MatterVersion.objects.filter(matter=changed).count() == 2


def test_one_proposal_waits_at_a_time_and_can_be_withdrawn(changed, editor):
    first = propose(changed, actor=editor, note=NOTE)
    with pytest.raises(Conflict) as refused:
        propose(changed, actor=editor, note="再来")
    assert refused.value.error_code == "already_proposed"
    withdraw(first, actor=editor)
    assert propose(changed, actor=editor, note="再来").pk != first.pk


def test_nothing_changed_nothing_to_propose(town, editor):
    with pytest.raises(Conflict) as refused:
        propose(Matter.objects.get(code="OM-MEAL"), actor=editor, note=NOTE)
    assert refused.value.error_code == "nothing_changed"


def test_a_proposal_overtaken_by_another_version_is_not_published(changed, editor, reviewer):
    from services.catalog.publishing import publish

    proposal = propose(changed, actor=editor, note=NOTE)
    publish(changed, author=editor, reviewer=reviewer)
    with pytest.raises(Conflict) as refused:
        approve(proposal, actor=reviewer)
    assert refused.value.error_code == "overtaken"


def test_what_was_proposed_never_changes(changed, editor):
    proposal = propose(changed, actor=editor, note=NOTE)
    for change in ({"note": "x"}, {"snapshot": {}}, {"author": None}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        proposal.delete()


# ---- from when it counts --------------------------------------------------------------


def test_a_version_for_later_waits_for_its_moment(changed, editor, reviewer):
    moment = timezone.now() + timedelta(days=3)
    version = approve(propose(changed, actor=editor, note=NOTE, effective_from=moment), actor=reviewer)
    assert published_version("OM-DUTY").number == 1 and bring_into_force() == 0
    with time_machine.travel(moment + timedelta(seconds=1)):
        # At once, whether or not beat has passed by.
        assert published_version("OM-DUTY") == version
        assert {one.code: one.published.number for one in published()}["OM-DUTY"] == 2
        assert Matter.objects.get(code="OM-DUTY").published.number == 1
        assert bring_into_force() == 1 and bring_into_force() == 0
        assert Matter.objects.get(code="OM-DUTY").published == version
    assert events()[-1] == "matter.in_force"


def test_what_is_published_later_wins_over_what_was_planned_earlier(changed, editor, reviewer):
    moment = timezone.now() + timedelta(days=3)
    approve(propose(changed, actor=editor, note=NOTE, effective_from=moment), actor=reviewer)
    Matter.objects.filter(pk=changed.pk).update(intro="立刻生效的简介")
    now = approve(propose(changed, actor=editor, note="更急"), actor=reviewer)
    with time_machine.travel(moment + timedelta(days=1)):
        assert bring_into_force() == 0
        assert published_version("OM-DUTY") == now


def test_running_cases_keep_their_version__R5(town, changed, editor, reviewer):
    case = town.reception()
    matter = case.matter
    Matter.objects.filter(pk=matter.pk).update(intro="改过的简介")
    approve(propose(matter, actor=editor, note=NOTE), actor=reviewer)
    case.refresh_from_db()
    assert case.version.number == 1 and published_version("OM-RECEPTION").number == 2
    assert running_by_version(matter) == {case.version_id: 1}
    assert [(one.number, one.version) for one in running(matter)] == [(case.number, 1)]


# ---- back again -----------------------------------------------------------------------


def test_an_old_version_is_published_again_as_the_next_one(changed, editor, reviewer):
    old = published_version("OM-DUTY")
    approve(propose(changed, actor=editor, note=NOTE), actor=reviewer)
    proposal = restore(old, actor=editor, note="新简介有误，先退回")
    assert proposal.restores == old
    version = approve(proposal, actor=reviewer)
    assert version.number == 3 and version.typed.intro == old.typed.intro
    assert Matter.objects.get(code="OM-DUTY").intro == changed.intro  # the draft stays


def test_an_old_version_the_rules_of_today_forbid_stays_old__R49(town, changed, editor, monkeypatch):
    old = published_version("OM-DUTY")
    monkeypatch.setattr("services.catalog.lint.items.why_tacit_is_forbidden", lambda *_args, **_kw: "禁止")
    Matter.objects.filter(pk=changed.pk).update(intro="另一份")
    with pytest.raises(Unpublishable):
        restore(old, actor=editor, note="退回")


def test_forbidden_silence_is_not_even_proposed__R49(town, editor):
    Countersign.objects.filter(item__code="OF-LIFE-005").update(on_timeout="tacit")
    with pytest.raises(Unpublishable):
        propose(Matter.objects.get(code="OM-HOUSING"), actor=editor, note=NOTE)


# ---- what speaks against it -----------------------------------------------------------


def test_what_speaks_against_it_needs_a_reason(changed, editor, monkeypatch):
    monkeypatch.setattr(gate, "_CHECKS", [lambda matter, snapshot: ["样例“值夜班”多了一个环节。"]])
    with pytest.raises(Invalid) as refused:
        propose(changed, actor=editor, note=NOTE)
    assert refused.value.error_code == "needs_a_reason"
    proposal = propose(changed, actor=editor, note=NOTE, despite="值夜班新增查岗")
    assert proposal.despite == "值夜班新增查岗"
