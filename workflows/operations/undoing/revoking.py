"""What was decided and turns out not to hold: its results are taken back, the number is kept (R9, R43).

Who may do that, and after whose consent, is the business of the operation that calls; here is
only what it does to the item. Called under the item's lock, inside a `change`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext as _

from departments.org.duties import holders
from services.cases.models import Case, CaseItem, Document
from services.cases.states import ITEM_WORKING, Decision, ItemState
from workflows import flows
from workflows.casework import effects, holds
from workflows.models import Process, Task, TaskKind
from workflows.stages.waking import wake_later
from workflows.words import telling, wording

from .stopping import cancel_tasks

# States in which an item has a result that can be taken back.
HAS_RESULT = (ItemState.DECIDED, ItemState.DELIVERED, ItemState.CLOSED)


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
    drop_checks(item, at)
    wake_later(case.pk)
    return revoked


def revoke_with_dependents(case: Case, items: Iterable[CaseItem], *, reason: str, at: datetime) -> list[CaseItem]:
    """Take back these items' results and stop what is being decided because of them (R9, R12).

    Called under the case's lock; items are locked one by one. What needs a fallen item and has not
    begun is cancelled by the coordinator afterwards; what was decided on it stands until its own
    head thinks otherwise, as after voiding, and the head is told. Returns the items that fell.
    """
    fallen = [item for item in items if fall(item, case, reason, at)]
    codes = {item.code for item in fallen}
    for item in fallen:
        because = _("The result of “%(item)s”, on which this rests, was taken back.") % {"item": item.title}
        for one in case.items.filter(needs__contains=[item.code]).exclude(code__in=codes).order_by("position"):
            follow(one, item, case, because, at)
    return fallen


def fall(item: CaseItem, case: Case, reason: str, at: datetime) -> bool:
    """Take back one item's result and tell the applicant; False when it has none."""
    with locked(item):
        if item.decision != Decision.APPROVED or item.state not in HAS_RESULT:
            return False
        revoke_results(item, reason=reason, at=at, case=case)
        telling.tell_applicant(case, wording.RESULT_TAKEN_BACK, key=item.code, item=item.name, reason=reason)
        return True


def follow(item: CaseItem, fallen: CaseItem, case: Case, because: str, at: datetime) -> None:
    """What rests on a fallen item: stopped while it is worked on, looked at again where it was decided."""
    with locked(item):
        if item.state in ITEM_WORKING:
            stop(item, case, because, at)
        elif item.decision == Decision.APPROVED and item.state in HAS_RESULT:
            heads = holders("approve", item.department_id)
            key = f"item.ground_voided:{fallen.pk}:{item.code}"
            telling.tell_people(case, wording.GROUND_VOIDED, heads, key=key, item=item.name, voided=fallen.name)


@contextmanager
def locked(item: CaseItem) -> Iterator[None]:
    """The item's own lock, after the case's; the instance is read again under it."""
    process = Process.objects.filter(case_item=item).only("pk").order_by("pk").first()
    if process is None:
        yield
        return
    with flows.ItemFlow.lock(process.pk):
        item.refresh_from_db()
        yield


def stop(item: CaseItem, case: Case, reason: str, at: datetime) -> None:
    """The item cannot be decided any more: what it needed was taken back."""
    cancel_tasks(Task.objects.filter(case_item=item, finished=None), outcome="cancelled")
    Process.objects.filter(case_item=item, status="NEW").update(status="CANCELED", finished=at)
    item.pauses.filter(ended_at=None).update(ended_at=at)
    effects.move_item(item, case, ItemState.CANCELLED, reason=reason, paused_at=None)
    holds.release([item], case)
    telling.tell_applicant(case, wording.ITEM_CANCELLED, key=item.code, item=item.name, reason=reason)


def drop_checks(item: CaseItem, at: datetime) -> None:
    """Nothing has to be checked any more for a result that no longer stands (R43)."""
    tasks = Task.objects.filter(case_item=item, kind=TaskKind.CHECK, finished=None)
    ids = set(tasks.values_list("process_id", flat=True))
    if ids:
        cancel_tasks(tasks, outcome="cancelled")
        Process.objects.filter(pk__in=ids, status="NEW").update(status="CANCELED", finished=at)
