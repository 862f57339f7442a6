"""A case that should not exist is cancelled before its decision, with a reason everybody reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.org.duties import duties_of
from portal.errors import Conflict, Forbidden, Invalid, NotFound
from services.cases.models import Case
from services.cases.states import CaseState, ItemState
from workflows.acting import on_case, required_text
from workflows.casework import effects
from workflows.operations.undoing import stopping
from workflows.people.permission import SelfDealing
from workflows.queries.withdrawal import withdrawal_of
from workflows.words import telling, wording

from .withdrawing import EffectsChanged

REASONS: Mapping[str, str | Promise] = {
    "broken": gettext_lazy("It cannot go on: its data or its version is broken"),
    "test": gettext_lazy("It was filed as a test"),
    "duplicate": gettext_lazy("The same was filed twice"),
}


class NotCancellable(Conflict):
    """The case is decided or has ended."""

    code = "not_cancellable"


def cancel(case: Case, *, actor: Any, reason_code: str = "", reason: str = "", seen: str = "") -> Case:
    """Every branch of the case ends, nobody is at fault; the applicant reads why and may file it anew.

    For the coordination office of the case's organisation (duty `coordinate`) and the system
    administrator. The administrator decides nothing (R4), and nothing is decided here: nobody is granted or
    refused anything, so the reasons are only those for which there is nothing to decide. Never in one's
    own case, which one withdraws (R3). What is decided is voided by its two people instead (R9).
    `seen` is the mark of the effects that were shown. Raises Forbidden, Invalid, NotCancellable, EffectsChanged.
    """
    require_may_cancel(case, actor)
    texts = read_reason(reason_code, reason)
    with on_case(case, actor) as (fresh, opened):
        stopping.lock_items(fresh)
        plan = withdrawal_of(fresh, stopping.items_again(fresh))
        if not plan.possible:
            raise too_late(fresh)
        if seen and seen != plan.seen:
            raise EffectsChanged(
                _("Something has moved meanwhile, and cancelling now means something else. Please read it again.")
            )
        words = _("%(kind)s. %(reason)s") % {"kind": REASONS[texts["reason_code"]], "reason": texts["reason"]}
        people = stopping.stop_case(fresh, plan, opened, state=ItemState.CANCELLED, outcome="cancelled", reason=words)
        opened.note(
            fresh.stream,
            "case.cancel_reason",
            subject=fresh.number,
            text=texts["reason"],
            data={"reason_code": texts["reason_code"]},
        )
        effects.move_case(fresh, CaseState.CANCELLED, reason=words, closed_at=opened.at)
        stopping.tell_stopped(fresh, wording.TASK_CANCELLED, people, key=f"task.cancelled:{fresh.pk}", reason=words)
        telling.tell_applicant(fresh, wording.CASE_CANCELLED, key="", reason=words)
        return fresh


def too_late(case: Case) -> NotCancellable:
    return NotCancellable(
        _("This case is “%(state)s” and can no longer be cancelled. A department voids its own wrong result.")
        % {"state": case.get_state_display()}
    )


def may_cancel(case: Case, user: Any) -> bool:
    """The coordination office of the case's organisation, or the system administrator; never in one's own case."""
    if not user.is_active or user.pk == case.applicant_id:
        return False
    if user.is_superuser:
        return True
    if not duties_of(user).departments("coordinate"):
        return False
    office = telling.coordination_office(case.organisation_id)
    return office is not None and duties_of(user).holds("coordinate", office.pk)


def require_may_cancel(case: Case, actor: Any) -> None:
    if actor.pk == case.applicant_id:
        raise SelfDealing(_("This is your own case. Withdraw it instead."))
    if not may_cancel(case, actor):
        raise Forbidden(_("Only the coordination office or the system administrator cancels a case."))


def find_case(number: str, user: Any) -> Case:
    """The case for somebody who may cancel it; NotFound otherwise, telling nothing."""
    visible = Case.objects.all() if user.is_superuser and user.is_active else Case.objects.visible_to(user)
    case = visible.filter(number=number).first()
    if case is None:
        raise NotFound(_("There is no case %(number)s that you can see. Please check the number.") % {"number": number})
    return case


def read_reason(reason_code: str, reason: str) -> dict[str, str]:
    """Reason code and text (R7). Raises Invalid naming what is missing."""
    texts = required_text({"reason": reason, "reason_code": reason_code}, "reason_code", "reason")
    if texts["reason_code"] not in REASONS:
        problem = _("Choose one of: %(known)s.") % {"known": ", ".join(REASONS)}
        raise Invalid(problem, fields={"reason_code": [problem]})
    return texts
