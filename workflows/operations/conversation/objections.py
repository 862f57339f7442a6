"""The source of a value answers an objection: the applicant is right, or the value is (R83)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from departments.org.duties import duties_of, holders
from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import Case, Objection
from services.cases.states import CASE_ENDED
from services.dictionary.validation import clean
from workflows.acting import on_case
from workflows.casework.objections import ANSWERING_DUTIES
from workflows.engine.change import Change
from workflows.words import telling, wording

ANSWER_LIMIT = 1000


class AlreadyAnswered(Conflict):
    """Somebody of the source was first."""

    code = "already_answered"


def may_answer(objection: Objection, user: Any) -> bool:
    """Stewards of the source, its heads where it has none; never the applicant (R3)."""
    if objection.source_id is None or user.pk == objection.case.applicant_id:
        return False
    steward, head = ANSWERING_DUTIES
    held = duties_of(user)
    if held.holds(steward, objection.source_id):
        return True
    return held.holds(head, objection.source_id) and not holders(steward, objection.source_id)


def answer_objection(objection: Objection, *, actor: Any, verdict: str, answer: str, value: Any = "") -> Objection:
    """Uphold (with the right value, if the source knows it) or reject; the applicant is told, the case goes on.

    Raises Forbidden, Invalid, AlreadyAnswered.
    """
    if not may_answer(objection, actor):
        raise Forbidden(_("Only the department that states this value answers the objection."))
    words = answer.strip()
    problems = {}
    if verdict not in Objection.Verdict.values:
        problems["verdict"] = [_("Say whether the applicant is right.")]
    if not 0 < len(words) <= ANSWER_LIMIT:
        problems["answer"] = [
            _("Write the applicant an answer of at most %(most)d characters.") % {"most": ANSWER_LIMIT}
        ]
    if verdict == Objection.Verdict.REJECTED and value not in (None, ""):
        problems["value"] = [_("Leave the value out: rejecting says that the one we hold is right.")]
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    with on_case(objection.case, actor) as (case, opened):
        # After the lock: of two stewards at once the second must see the first one's answer.
        fresh = Objection.objects.select_related("answered_by", "source").get(pk=objection.pk)
        if fresh.answered_at is not None:
            raise AlreadyAnswered(
                _("%(person)s has already answered: %(answer)s")
                % {"person": fresh.answered_by.name if fresh.answered_by else "—", "answer": fresh.answer[:80]}
            )
        fresh.verdict, fresh.answer, fresh.answered_by, fresh.answered_at = verdict, words, actor, opened.at
        if value not in (None, ""):
            correct(case, fresh, value, opened)
        fresh.save()
        _record(case, fresh, opened)
    return fresh


def correct(case: Case, objection: Objection, value: Any, opened: Change) -> None:
    """The case goes on with the right value, unless it has ended: then only the answer says it."""
    element = case.version.typed.elements[objection.element]
    objection.corrected_value = clean(element, value)
    if case.state in CASE_ENDED:
        return
    entry = case.form[objection.element]
    source = {**(entry.get("source") or {}), "as_of": opened.at.isoformat()}
    case.form = {**case.form, objection.element: {**entry, "value": objection.corrected_value, "source": source}}
    case.save(update_fields=["form"])


def _record(case: Case, objection: Objection, opened: Change) -> None:
    opened.note(
        case.stream,
        f"data.objection_{objection.verdict}",
        subject=case.number,
        department=objection.source.code if objection.source else "",
        text=objection.answer,
        data={"element": objection.element},
    )
    upheld = objection.verdict == Objection.Verdict.UPHELD
    telling.tell_applicant(
        case,
        wording.OBJECTION_UPHELD if upheld else wording.OBJECTION_REJECTED,
        key=objection.element,
        label=objection.label,
        department=objection.source.name if objection.source else "",
        answer=objection.answer,
    )
