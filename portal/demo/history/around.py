"""What people do about a case as a whole: notes, copies, answers to objections, cancelling, voiding, trying again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from portal.accounts.models import User
from portal.demo.history.story import NotYet, Story
from services.cases.models import Case, CaseItem
from services.cases.states import CaseState, Decision
from workflows.asking import approvals
from workflows.models import Task
from workflows.operations.conversation import objections, sharing
from workflows.operations.second_thoughts import cancelling, resubmission, voiding

Doing = Callable[[Case, User, Mapping[str, Any]], object]


def write_note(case: Case, actor: User, words: Mapping[str, Any]) -> None:
    if not case.notes.filter(text=words["text"]).exists():
        sharing.write_note(case, actor=actor, text=words["text"], pinned=words.get("pinned", False))


def give_copy(case: Case, actor: User, words: Mapping[str, Any]) -> None:
    if not case.copies.filter(given_by=actor).exists():
        sharing.give_copy(case, actor=actor, **words)


def cancel(case: Case, actor: User, words: Mapping[str, Any]) -> None:
    if case.state != CaseState.CANCELLED:
        cancelling.cancel(case, actor=actor, **words)


def ask_voiding(case: Case, actor: User, words: Mapping[str, Any]) -> None:
    """The head asks as soon as the result stands."""
    item = _decided(case, words["item"], Decision.APPROVED)
    if not Task.objects.filter(case_item=item, data__request=approvals.VOID).exists():
        voiding.ask(case, item.code, actor=actor, reason_code=words["reason_code"], reason=words["reason"])


def try_again(case: Case, actor: User, words: Mapping[str, Any]) -> None:
    """The applicant mends what was denied and hands it in once more."""
    if case.items.filter(code=words["item"], attempt__gt=1).exists():
        return
    item = _decided(case, words["item"], Decision.DENIED)
    resubmission.resubmit(case, item.code, actor=actor, fields=words["fields"], explanation=words["explanation"])


def answer_objection(case: Case, actor: User, words: Mapping[str, Any]) -> None:
    objection = case.objections.filter(answered_at=None).first()
    if objection is not None:
        objections.answer_objection(objection, actor=actor, **words)


def _decided(case: Case, code: str, decision: str) -> CaseItem:
    """The item, once it is decided that way. Raises NotYet."""
    item = case.items.get(code=code)
    if item.decision != decision:
        raise NotYet
    return item


ASIDES: dict[str, Doing] = {
    "note": write_note,
    "copy": give_copy,
    "cancel": cancel,
    "void": ask_voiding,
    "again": try_again,
    "answer": answer_objection,
}


def do_aside(story: Story, what: str, by: str, words: Mapping[str, Any]) -> None:
    case = Case.objects.select_related("applicant", "organisation").get(pk=story.case_id)
    ASIDES[what](case, story.company.person(by), words)
