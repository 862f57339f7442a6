"""What was decided and turns out not to hold: its results are taken back, the number is kept (R9, R43).

Who may do that, and after whose consent, is the business of the operation that calls; here is
only what it does to the item. Called under the item's lock, inside a `change`.
"""

from __future__ import annotations

from datetime import datetime

from services.cases.models import Case, CaseItem, Document
from services.cases.states import ItemState

from .. import effects, holds
from .acting import wake_later


def revoke_results(item: CaseItem, *, reason: str, at: datetime, case: Case | None = None) -> list[Document]:
    """Take back every result of a decided item: it becomes `voided`, what it held is given back.

    The papers keep their numbers and say since when and why they are no longer valid. Returns
    them. Raises TransitionRefused for an item that has not been decided (R10). The case follows
    after commit (`coordination.advance`): what waits for this item is cancelled, and a case not
    yet handed over is `partly_approved` when others were.
    """
    case = case or item.case
    effects.move_item(item, case, ItemState.VOIDED, reason=reason, provisional=False)
    revoked = list(item.documents.filter(kind=Document.Kind.RESULT, revoked_at=None))
    Document.objects.filter(pk__in=[one.pk for one in revoked]).update(revoked_at=at, revoked_because=reason)
    for one in revoked:
        one.revoked_at, one.revoked_because = at, reason
    holds.release([item], case)
    wake_later(case.pk)
    return revoked
