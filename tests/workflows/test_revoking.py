"""A result that does not hold is taken back; its number is kept, and the case follows (R9, R11, R43)."""

from __future__ import annotations

import pytest

from portal.audit.models import Entry
from services.cases.models import CaseItem
from services.cases.states import TransitionRefused
from tests.workflows.invariants import chain_faults, faults
from workflows import flows
from workflows.engine.change import change
from workflows.operations.undoing.revoking import revoke_results

VENUE = "OF-CONF-001"
REASON = "声明内容与事实不符"


def revoke(case, code, actor):
    item = CaseItem.objects.select_related("case").get(case=case, code=code)
    process = item.processes.latest("pk")
    with flows.ItemFlow.lock(process.pk), change(actor) as opened:
        return revoke_results(item, reason=REASON, at=opened.at)


def test_a_closed_items_result_is_taken_back_and_keeps_its_number__R9_R43(town, monday):
    case = town.run(town.reception())
    number = case.documents.get(item__code=VENUE, kind="BJ").number
    [paper] = revoke(case, VENUE, town.person("you.liuchang"))
    paper.refresh_from_db()
    assert paper.number == number and paper.revoked_at is not None and paper.revoked_because == REASON
    assert not paper.valid_at(paper.revoked_at)
    item = case.items.get(code=VENUE)
    assert item.state == "voided" and item.decision == "approved"
    entry = Entry.objects.get(stream=item.stream, event="item.voided")
    assert entry.text == REASON and entry.data["from"] == "closed"
    # What the venue was kept for is free again (R94).
    town.reception("yuan.gongyi", venue=case.form["venue"]["value"])
    assert not faults() and not chain_faults()


def test_a_case_not_handed_over_yet_comes_to_something_else__R11(town, monday):
    case = town.run(town.reception(), until="decided")
    revoke(case, VENUE, None)
    case.refresh_from_db()
    assert case.state == "partly_approved"
    [deliver] = town.open_tasks(case)
    town.act(deliver, "deliver", method="电子送达")
    assert case.documents.get(item__code=VENUE, kind="BJ").released_at is None
    assert not faults() and not chain_faults()


def test_what_was_never_decided_cannot_be_taken_back__R10(town, monday):
    case = town.reception()
    town.accept(case)
    with pytest.raises(TransitionRefused):
        revoke(case, VENUE, None)
    assert case.items.get(code=VENUE).state in ("accepted", "in_review")
    assert not Entry.objects.filter(event="item.voided").exists()
