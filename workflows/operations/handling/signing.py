"""The first act of a department on its item (R9)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from services.cases.models import CaseItem
from services.cases.states import ItemState
from workflows.acting import Acting
from workflows.casework import effects
from workflows.operations.heads.pausing import ClockStands


def sign_in(act: Acting) -> CaseItem:
    """The first act of the department puts the item into review (R9)."""
    item = act.item
    assert item is not None
    if item.state == ItemState.SUSPENDED:
        raise ClockStands(_("The clock of this item stands still. Let it go on first, then decide."))
    if item.state == ItemState.ACCEPTED:
        effects.move_item(item, act.case, ItemState.IN_REVIEW)
    return item
