"""What voiding a decided item does to it and to everything that rests on it, before it is asked (R9).

Page, API and the operation read the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from departments.org import registry
from departments.org.duties import duties_of
from services.cases.models import Case, CaseItem
from services.cases.states import ITEM_ENDED, Decision, ItemState
from workflows.asking import approvals, spoken
from workflows.models import Task, TaskKind

VOIDED, CANCELLED, UNDONE, STANDS = "voided", "cancelled", "undone", "stands"
VOIDABLE = (ItemState.DECIDED, ItemState.DELIVERED, ItemState.CLOSED)


@dataclass(frozen=True)
class Consequence:
    """What becomes of one item. `released`: its result is in the applicant's hands."""

    item: CaseItem
    effect: str
    released: bool = False
    frees: bool = False

    @property
    def sentences(self) -> list[str]:
        said = [words_of(self)]
        if self.frees:
            said.append(_("What was kept for it is free for others at once."))
        return said


def words_of(row: Consequence) -> str:
    if row.effect == VOIDED and row.released:
        return _("The result is revoked; who checks it reads since when and why. Its number is kept.")
    if row.effect == VOIDED:
        return _("The result is revoked before it is handed over. Its number is kept.")
    if row.effect == CANCELLED:
        return _("Rests on this result and is cancelled; its department and the applicant are told.")
    if row.effect == UNDONE:
        return _("Its provisional result is taken back.")
    return _("Was decided on this result. It stays as it is; its department is told to look at it again.")


def may_ask(item: CaseItem, user: Any, case: Case) -> bool:
    """The head of the department that decided; never in one's own case (R3, R9)."""
    if user.pk == case.applicant_id:
        return False
    approving = duties_of(user).departments("approve")
    if item.department_id in approving:
        return True
    return Task.objects.filter(
        case_item=item,
        kind=TaskKind.STEP,
        decides=True,
        outcome__in=("pass", spoken.SPOKEN),
        department_id__in=approving,
    ).exists()


def is_voidable(item: CaseItem) -> bool:
    return item.state in VOIDABLE and item.decision == Decision.APPROVED


def is_asked(item: CaseItem) -> bool:
    return any(approvals.request_of(one) == approvals.VOID for one in approvals.open_requests(item))


def consequences(item: CaseItem, case: Case) -> list[Consequence]:
    """The item itself, then everything that rests on it, directly or not, in the order of the case."""
    rows = list(case.items.select_related("department").order_by("position"))
    released = item.documents.filter(kind="BJ", revoked_at=None).exclude(released_at=None).exists()
    own = next(one for one in rows if one.pk == item.pk)
    found = {own.code: Consequence(own, VOIDED, released, frees=registry.hold(own.code) is not None)}
    grown = True
    while grown:
        grown = False
        for one in rows:
            effect = "" if one.code in found else effect_on(one, found)
            if effect:
                found[one.code] = Consequence(
                    one, effect, frees=effect != STANDS and registry.hold(one.code) is not None
                )
                grown = True
    return [found[one.code] for one in rows if one.code in found]


def effect_on(item: CaseItem, found: dict[str, Consequence]) -> str:
    """ "" for an item that does not rest on anything that falls."""
    fallen = {code for code, one in found.items() if one.effect != STANDS}
    if fallen & set(item.needs):
        if item.state not in ITEM_ENDED:
            return CANCELLED
        return STANDS if item.decision == Decision.APPROVED and item.state in VOIDABLE else ""
    if fallen & set(item.soft) and item.provisional and item.state == ItemState.DECIDED:
        return UNDONE
    return ""


def voidable_by(case: Case, items: Sequence[CaseItem], user: Any) -> list[CaseItem]:
    """Items of the case whose results this person may ask to void; no statements for who is no head."""
    if not duties_of(user).departments("approve"):
        return []
    return [one for one in items if is_voidable(one) and may_ask(one, user, case)]
