"""Whether a denied item may be handed in again under the same number, and what of it may change (R12)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _

from portal.worktime import due_moment
from services.cases.models import Case, CaseItem, CaseMaterial
from services.cases.states import CaseState, Decision, ItemState
from workflows.casework import effects
from workflows.timing import clocks

RESUBMIT_DAYS = Decimal(10)  # working days after the denial, as long as a correction takes (R38)
STATES = (ItemState.DECIDED, ItemState.DELIVERED, ItemState.CLOSED)
CASE_STATES = (
    CaseState.IN_PROGRESS,
    CaseState.DECIDED,
    CaseState.PARTLY_APPROVED,
    CaseState.DELIVERED,
    CaseState.CLOSED,
)


@dataclass(frozen=True)
class Resubmission:
    """`problem` says why not, "" when it may. `fields`: keys that may change; `papers`: papers that may be
    replaced; `shared`: labels of fields other items rest on; `revived`: items that come back with it."""

    item: CaseItem
    attempt: int
    until: datetime
    problem: str
    fields: tuple[str, ...] = ()
    papers: tuple[CaseMaterial, ...] = ()
    shared: tuple[str, ...] = ()
    revived: tuple[CaseItem, ...] = ()


def resubmission_of(item: CaseItem, case: Case, now: datetime) -> Resubmission:
    """What handing `item` in again means now. Two statements."""
    until = until_of(item, case)
    problem = problem_of(item, case, until, now)
    if problem:
        return Resubmission(item, item.attempt, until, problem)
    items = list(case.items.select_related("department").order_by("position"))
    revived = fallen_with(item.code, items)
    back = {item.code, *(one.code for one in revived)}
    others = [one for one in items if one.code not in back and effects.standing(one) != "failed"]
    elsewhere = {key for one in others for key in one.snapshot.elements}
    fields, shared = split_fields(item, case, elsewhere)
    codes = {one.code for one in others}
    papers = tuple(row for row in case.materials.all() if is_own(row, item, codes))
    return Resubmission(item, item.attempt + 1, until, "", fields, papers, shared, tuple(revived))


def may_resubmit(items: Iterable[CaseItem], case: Case, now: datetime) -> bool:
    """Whether one of the items may be handed in again; from what is read already, no statement."""
    return any(not problem_of(one, case, until_of(one, case), now) for one in items if one.decision == Decision.DENIED)


def until_of(item: CaseItem, case: Case) -> datetime:
    start = item.decided_at or case.submitted_at
    return due_moment(start, clocks.working_limit(RESUBMIT_DAYS), clocks.table(case.calendar_code))


def problem_of(item: CaseItem, case: Case, until: datetime, now: datetime) -> str:
    if item.decision != Decision.DENIED or item.state not in STATES or case.state not in CASE_STATES:
        return _("“%(item)s” was not denied, so there is nothing to hand in again.") % {"item": item.title}
    if item.attempt >= settings.MOST_ATTEMPTS:
        often = {"item": item.title, "count": item.attempt}
        return (
            _("“%(item)s” was handed in %(count)s times. Please begin a new application; everything is kept.") % often
        )
    if now > until:
        return _("The time to hand it in again has passed. Please begin a new application; everything is kept.")
    return ""


def split_fields(item: CaseItem, case: Case, elsewhere: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(keys of the item's own fields, labels of those other items rest on); registers and answers are left out."""
    elements = case.version.typed.elements
    own, shared = [], []
    for key in item.snapshot.elements:
        entry = case.form.get(key)
        if entry is None or entry.get("source") or elements[key].from_fact in case.facts:
            continue
        if key in elsewhere:
            shared.append(str(entry.get("name", key)))
        else:
            own.append(key)
    return tuple(own), tuple(shared)


def is_own(row: CaseMaterial, item: CaseItem, others: set[str]) -> bool:
    return row.status == CaseMaterial.Status.HANDED_IN and item.code in row.used_by and not others & set(row.used_by)


def fallen_with(code: str, items: Sequence[CaseItem]) -> list[CaseItem]:
    """Items that fell because `code` was denied and would not have fallen otherwise: cancelled ones that
    need it, and those whose provisional result was taken back with it (R9, R14)."""
    back = {code}
    failed = {one.code for one in items if effects.standing(one) == "failed"}
    found: list[CaseItem] = []
    grown = True
    while grown:
        grown = False
        for one in items:
            rests_on = {*one.needs, *(one.soft if one.decision else ())}
            if one.state != ItemState.CANCELLED or one in found or not back & rests_on:
                continue
            if not (failed - back) & rests_on:
                found.append(one)
                back.add(one.code)
                grown = True
    return found
