"""Everything the portal can do has happened once or twice in the demo company's life, to people of the cast."""

from __future__ import annotations

from departments.org.models import Absence, Delegation
from portal.audit.models import Entry
from services.cases.models import (
    Barring,
    CannedReply,
    CarbonCopy,
    Case,
    CaseItem,
    CaseMaterial,
    Correction,
    DutyListEntry,
    InternalNote,
    Objection,
    Opinion,
    Pause,
    ProposedDefect,
    Transfer,
)
from services.catalog.models import Proposal
from services.dictionary.grants import SharingGrant, SharingRead
from tests.demo.conftest import FRIDAY
from tests.workflows.invariants import chain_faults, faults
from workflows.models import Task

OPEN = {"finished": None}
THERE_IS = {
    "defects two departments named, taken into the one notice (R36)": (ProposedDefect, {"defect__isnull": False}, 2),
    "defects two departments named, for the window to read": (ProposedDefect, {"defect": None, "left_out_at": None}, 2),
    "a second notice a head agreed to, answered (R37)": (
        Correction,
        {"item__isnull": False, "answered_at__isnull": False},
        1,
    ),
    "a promise kept (R40)": (CaseMaterial, {"deferred_until__isnull": False, "supplied_at__isnull": False}, 1),
    "a promise broken, the item stands still (R41)": (Pause, {"procedure": "deferral_default", "ended_at": None}, 1),
    "a promise broken for good (R42)": (Case, {"state": "terminated"}, 1),
    "somebody barred from promising (R42)": (Barring, {"cause": "default"}, 1),
    "a statement found true (R43)": (CaseMaterial, {"status": "declared", "checked_at__isnull": False}, 1),
    "a statement to be checked (R43)": (Task, {"kind": "check", **OPEN}, 1),
    "a clock stopped for a special procedure (R26)": (CaseItem, {"state": "suspended"}, 3),
    "an extended limit (R29)": (CaseItem, {"extended_days__gt": 0}, 1),
    "a way back to an earlier step": (Opinion, {"action": "send_back"}, 1),
    "conditions (R46)": (Opinion, {"action": "agree_with_conditions"}, 1),
    "dissent (R46)": (Opinion, {"action": "disagree"}, 2),
    "departments to be brought together (R50)": (Task, {"kind": "reconcile", **OPEN}, 1),
    "silence (R48)": (Opinion, {"tacit": True, "kind": "countersign"}, 2),
    "a formal opinion after silence (R48)": (Opinion, {"action": "file_opinion"}, 1),
    "a formal opinion still owed (R48)": (Task, {"kind": "formal", **OPEN}, 1),
    "an item taken on by another department (R55)": (Transfer, {"state": "taken"}, 1),
    "a ruling on duty (R57)": (Transfer, {"state": "ruled"}, 1),
    "an entry of the duty list (R57)": (DutyListEntry, {"ended_at": None}, 1),
    "a dispute to be ruled (R57)": (
        Task,
        {"kind": "duty", "duty": "arbitrate", "data__has_key": "transfer", **OPEN},
        1,
    ),
    "a delegation in force (R51)": (Delegation, {"revoked_at": None, "starts__lte": FRIDAY, "ends__gt": FRIDAY}, 1),
    "a delegation taken back (R51)": (Delegation, {"revoked_at__isnull": False}, 1),
    "a decision of B for A (R51)": (Opinion, {"acting_for__username": "qian.youshu"}, 1),
    "somebody away (R52)": (Absence, {"starts__lte": FRIDAY, "ends__gt": FRIDAY}, 1),
    "the B-role in their place (R52)": (Task, {"a_role__username": "an.quan", "stand_in__isnull": False, **OPEN}, 1),
    "a withdrawal": (Case, {"state": "withdrawn"}, 2),
    "an act taken back": (Entry, {"event": "task.recalled"}, 1),
    "an item handed in again as -R2 (R12)": (CaseItem, {"attempt": 2, "state": "in_review"}, 1),
    "a voided result (R9)": (CaseItem, {"state": "voided"}, 1),
    "a result to be voided or not (R9)": (Task, {"data__request": "void", **OPEN}, 1),
    "a cancelled case": (Case, {"state": "cancelled"}, 1),
    "a question answered": (Opinion, {"action": "answer"}, 1),
    "a question that waits": (Task, {"kind": "opinion", "due_at__gt": FRIDAY, **OPEN}, 1),
    "notes, one of them on top": (InternalNote, {"pinned": True}, 2),
    "copies": (CarbonCopy, {"revoked_at": None}, 2),
    "canned replies": (CannedReply, {}, 8),
    "an objection to be answered (R83)": (Objection, {"answered_at": None}, 1),
    "an objection upheld (R83)": (Objection, {"verdict": "upheld"}, 1),
    "grants (R82)": (SharingGrant, {"revoked_at": None}, 10),
    "reads of shared data (R82)": (SharingRead, {"refused": False}, 50),
    "a spoken approval to be put on file (R60)": (Task, {"data__request": "filing", **OPEN}, 1),
    "a changed matter waiting for its second reader (R5)": (Proposal, {"state": "waiting"}, 1),
}


def test_every_piece_of_the_story_is_there(lived):
    found = {name: model.objects.filter(**condition).count() for name, (model, condition, _) in THERE_IS.items()}
    assert {name: found[name] for name, (*_, least) in THERE_IS.items() if found[name] < least} == {}


def test_few_of_each__nobody_is_drowned(lived):
    """One or two of each are enough to see it."""
    found = {name: model.objects.filter(**condition).count() for name, (model, condition, _) in THERE_IS.items()}
    many = {name for name, (*_, least) in THERE_IS.items() if least <= 2 and found[name] > 12}
    # 钱算清 decides everything of the Finance department for some days.
    assert many <= {"a promise kept (R40)", "a withdrawal", "a decision of B for A (R51)"}


def test_what_was_lived_through_keeps_every_rule__R89(lived):
    assert faults() == []
    assert chain_faults() == []


def test_what_is_kept_of_a_delegated_decision_names_both__R51(lived):
    said = Opinion.objects.select_related("author", "case").filter(acting_for__username="qian.youshu").first()
    assert said.author.username == "qian.suanqing"
    assert Entry.objects.filter(subject=said.case.number, actor_name="钱算清", acting_for_name="钱有数").exists()


def test_whoever_is_away_does_nothing_meanwhile__R52(lived):
    absence = Absence.objects.get(person__username="an.quan")
    done = Opinion.objects.filter(author=absence.person, created_at__gte=absence.starts)
    assert not done.exists()
