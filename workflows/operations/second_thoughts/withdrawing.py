"""The applicant takes the application back before the decision (R9)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Conflict
from services.cases.models import Case
from services.cases.states import CaseState, ItemState
from workflows.acting import on_case
from workflows.casework import effects
from workflows.operations.undoing import stopping
from workflows.people.permission import require_applicant
from workflows.queries.withdrawal import withdrawal_of
from workflows.words import telling, wording


class TooLate(Conflict):
    """The case is decided or has ended."""

    code = "too_late"


class EffectsChanged(Conflict):
    """Something happened between reading what withdrawing does and confirming it."""

    code = "effects_changed"


def withdraw(case: Case, *, actor: Any, reason: str = "", seen: str = "") -> Case:
    """Every branch stops, nobody is at fault (R9).

    The whole case or nothing: its items follow from the answers (R15), so none is dropped alone
    (docs/decisions/0010). `seen` is the mark of the consequences the applicant was shown.
    """
    require_applicant(case, actor)
    with on_case(case, actor) as (fresh, opened):
        stopping.lock_items(fresh)
        plan = withdrawal_of(fresh, stopping.items_again(fresh))
        require_possible(fresh, plan.possible)
        if seen and seen != plan.seen:
            raise EffectsChanged(
                _("Something has moved meanwhile, and withdrawing now means something else. Please read it again.")
            )
        words = reason.strip()
        people = stopping.stop_case(fresh, plan, opened, state=ItemState.WITHDRAWN, outcome="withdrawn", reason=words)
        effects.move_case(fresh, CaseState.WITHDRAWN, reason=words, closed_at=opened.at)
        stopping.tell_stopped(fresh, wording.WITHDRAWN, people, key=f"case.withdrawn:{fresh.pk}", but=actor)
        if actor.pk != fresh.applicant_id:
            telling.tell_applicant(fresh, wording.WITHDRAWN_FOR_YOU, key="", actor=actor.name)
        return fresh


def require_possible(case: Case, possible: bool) -> None:
    if not possible:
        raise TooLate(
            _("This case is “%(state)s” and can no longer be withdrawn. What was decided stays on file.")
            % {"state": case.get_state_display()}
        )
