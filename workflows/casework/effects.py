"""What a step of a flow does to the case file: states, clocks, documents.

Called by flow callbacks and operations, always inside a `change` and under the lock of
the process concerned. Nothing here decides who may act.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portal.composed import composed
from services.cases.models import Case, CaseItem, CaseMaterial, Document
from services.cases.states import (
    CASE_TRANSITIONS,
    ITEM_FAILED,
    ITEM_TRANSITIONS,
    CaseState,
    Decision,
    ItemState,
    require_transition,
)
from workflows.engine.change import current
from workflows.timing import clocks
from workflows.words import telling, wording

from . import holds


def move_case(case: Case, state: str, *, reason: str = "", **columns: Any) -> None:
    """Change the case's state by the table of R9 and note it. Saves the given columns too."""
    require_transition(case.number, CASE_TRANSITIONS, case.state, state)
    change = current()
    change.note(
        case.stream, f"case.{state}", subject=case.number, text=reason, data={"from": case.state, "to": str(state)}
    )
    case.state, case.state_reason = str(state), reason or case.state_reason
    for name, value in columns.items():
        setattr(case, name, value)
    case.save(update_fields=["state", "state_reason", *columns])


def move_item(item: CaseItem, case: Case, state: str, *, event: str = "", reason: str = "", **columns: Any) -> None:
    """Change an item's state by the table of R9, compare-and-set, and note it in the item's stream."""
    require_transition(item.title, ITEM_TRANSITIONS, item.state, state)
    change = current()
    moved = CaseItem.objects.filter(pk=item.pk, state=item.state).update(state=str(state), **columns)
    if not moved:
        found = CaseItem.objects.values_list("state", flat=True).get(pk=item.pk)
        require_transition(item.title, {}, found, state)
    change.note(
        item.stream,
        event or f"item.{state}",
        subject=case.number,
        department=item.definition.get("department", ""),
        text=reason,
        data={"item": item.code, "from": item.state, "to": str(state)},
    )
    item.state = str(state)
    for name, value in columns.items():
        setattr(item, name, value)


def move_items(case: Case, source: str, target: str, **only: Any) -> None:
    """Change all items of the case that are `source`, each with its entry in the case's stream (R10)."""
    move_each(case, list(case.items.filter(state=source, **only).order_by("position")), source, target)


def move_each(case: Case, items: Sequence[CaseItem], source: str, target: str) -> None:
    """`move_items` for items that are in hand and `source` already: the instances move with their rows."""
    for item in items:
        require_transition(item.title, ITEM_TRANSITIONS, item.state, str(target))
        data = {"item": item.code, "from": str(source), "to": str(target)}
        current().note(case.stream, f"item.{target}", subject=case.number, data=data)
    CaseItem.objects.filter(pk__in=[item.pk for item in items], state=source).update(state=str(target))
    for item in items:
        item.state = str(target)


def open_item(item: CaseItem, case: Case, at: datetime) -> None:
    """The item's clock starts: it leaves `submitted` or `waiting` (R9)."""
    clocks.start_item_clock(item, case, at)
    move_item(
        item,
        case,
        ItemState.ACCEPTED,
        event="item.started",
        started_at=item.started_at,
        due_at=item.due_at,
        yellow_at=item.yellow_at,
        statutory_due_at=item.statutory_due_at,
        due_provisional=item.due_provisional,
        bound_at=item.bound_at,
    )


def decide_item(item: CaseItem, case: Case, decision: str, *, by: Any, text: str, reason_code: str, basis: str) -> None:
    """Record the decision and issue the result; provisional while a soft predecessor is open (R14)."""
    change = current()
    if item.state == ItemState.ACCEPTED:
        move_item(item, case, ItemState.IN_REVIEW)
    states = soft_states(item, case) if decision == Decision.APPROVED and item.soft else {}
    item.provisional = any(state != "approved" for state in states.values())
    move_item(
        item,
        case,
        ItemState.DECIDED,
        event=f"item.{decision}",
        reason=text,
        decision=decision,
        decision_text=text,
        reason_code=reason_code,
        basis=basis,
        decided_at=change.at,
        decided_by=by,
        decided_for_id=change.principal_id if by is not None else None,
        provisional=item.provisional,
    )
    if decision == Decision.APPROVED:
        # A provisional result keeps its hold as well: only its withdrawal gives it back.
        holds.confirm(item, case)
        issue_result(item, case)
    else:
        holds.release([item], case)


def soft_states(item: CaseItem, case: Case) -> dict[str, str]:
    """{code: "approved" | "open" | "failed"} of the soft predecessors that are part of the case."""
    rows = CaseItem.objects.filter(case=case, code__in=item.soft)
    return {row.code: standing(row) for row in rows}


def standing(item: CaseItem) -> str:
    """How an item counts for those that need it: approved, failed or still open."""
    if item.state in ITEM_FAILED or item.decision == Decision.DENIED:
        return "failed"
    if item.decision == Decision.APPROVED and not item.provisional:
        return "approved"
    return "open"


def issue_result(item: CaseItem, case: Case) -> Document:
    result = item.snapshot.result
    at = current().at
    return Document.objects.create(
        case=case,
        item=item,
        kind=Document.Kind.RESULT,
        number=f"BJ-{case.number}-{item.position:02d}{item.suffix}",
        name=result.name,
        issued_by_id=item.department_id,
        issued_at=at,
        valid_until=(at + timedelta(days=result.validity_days)).date() if result.validity_days else None,
        provisional=item.provisional,
        data={
            "item": item.code,
            "name_en": result.name_en,
            "text": item.decision_text,
            "attempt": item.attempt,
            **deciders(item),
        },
    )


def deciders(item: CaseItem) -> dict[str, str]:
    """Who decided, and for whom (R51), as the result paper says it."""
    by, principal = item.decided_by, current().acting_for
    if by is None:
        return {}
    return {"decided_by": by.name, **({"decided_for": principal.name} if principal is not None else {})}


def settle_provisional(item: CaseItem, case: Case, standings: dict[str, str]) -> None:
    """Release a provisional result, or withdraw it, once its soft predecessors have ended (R14)."""
    softs = [standings[code] for code in item.soft if code in standings]
    if "failed" in softs:
        reason = _("The item this result depends on was not approved, so the provisional result was withdrawn.")
        move_item(item, case, ItemState.CANCELLED, event="item.provisional_withdrawn", reason=reason, provisional=False)
        item.documents.update(revoked_at=current().at)
        holds.release([item], case)
        telling.tell_applicant(case, wording.ITEM_CANCELLED, key=item.code, item=item.name, reason=reason)
    elif all(state == "approved" for state in softs):
        CaseItem.objects.filter(pk=item.pk).update(provisional=False)
        item.provisional = False
        item.documents.update(provisional=False)
        current().note(item.stream, "item.result_released", subject=case.number, data={"item": item.code})


def committed_papers(case: Case, item: CaseItem) -> list[CaseMaterial]:
    """Papers of this item the applicant has promised for later or declared instead (R40, R43)."""
    return _committed(case=case.pk, item=item.code)


@composed
def _committed(case: int, item: str) -> QuerySet[CaseMaterial]:
    statuses = (CaseMaterial.Status.DEFERRED, CaseMaterial.Status.DECLARED)
    return CaseMaterial.objects.filter(case_id=case, status__in=statuses, used_by__contains=[item])


def conclude_case(case: Case, items: list[CaseItem]) -> None:
    """Every live item of the main phase has ended: the case is decided (R11)."""
    move_case(case, outcome_of(items), decided_at=current().at)


def outcome_of(items: list[CaseItem]) -> CaseState:
    """What the ended items of the main phase make of the case (R11)."""
    approved = [item for item in items if item.decision == Decision.APPROVED and item.state == ItemState.DECIDED]
    return CaseState.PARTLY_APPROVED if approved and len(approved) < len(items) else CaseState.DECIDED


def follow_voided(case: Case, items: list[CaseItem]) -> None:
    """A result was taken back before it was handed over: the case comes to something else (R11)."""
    if case.state in (CaseState.DECIDED, CaseState.PARTLY_APPROVED):
        state = outcome_of([item for item in items if item.phase == "main"])
        if state != case.state:
            move_case(case, state)


def deliver_case(case: Case, method: str) -> None:
    """Hand over every final result of the main phase (统一出件)."""
    at = current().at
    move_case(case, CaseState.DELIVERED, delivered_at=at, reason=method)
    move_items(case, ItemState.DECIDED, ItemState.DELIVERED, phase="main", provisional=False)
    Document.objects.filter(case=case, revoked_at=None, provisional=False, released_at=None).update(released_at=at)


def close_case(case: Case, reason: str) -> None:
    move_case(case, CaseState.CLOSED, closed_at=current().at, reason=reason)
    move_items(case, ItemState.DELIVERED, ItemState.CLOSED)
