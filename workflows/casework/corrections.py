"""The one-time notice a case waits on, and whether more time may be asked for (R38)."""

from __future__ import annotations

from typing import Any

from services.cases.models import Case, Correction
from services.cases.states import CaseState

EXTENSION_DAYS = 10  # R38: working days, from the day the answer was due


def open_notice(case: Case) -> Correction | None:
    """The one-time notice the case waits on."""
    if case.state != CaseState.CORRECTING:
        return None
    found: Correction | None = case.corrections.filter(item=None, answered_at=None, lapsed_at=None).first()
    return found


def may_extend(case: Case, corrections: Any) -> bool:
    """Whether asking for more time makes sense now; `corrections` as read already."""
    if case.state != CaseState.CORRECTING:
        return False
    return any(one.item_id is None and one.answered_at is None and one.extended_at is None for one in corrections)
