"""The clock ledger: what is not counted of an item's time, and what that makes of its dates (R19, R26–R30).

Called under the lock of the item's process. A case's own due moment follows afterwards, under
the case's lock (`stages.waking.follow_clocks`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.worktime import Limit, Pause, WorkTable, due_moment, end_of_day, yellow_moment
from services.cases import models as cases
from services.cases.models import Case, CaseItem
from services.cases.states import ITEM_ENDED, ItemState
from workflows.asking.procedures import WAITING_FOR_APPLICANT
from workflows.models import AlarmStage, Task, TaskKind
from workflows.timing import alarms, clocks

from . import effects

MOMENTS = ("due_at", "yellow_at", "statutory_due_at", "due_provisional")


def pauses_of(item: CaseItem) -> tuple[Pause, ...]:
    """What is not counted, in order of time. A pause still open is counted to its last day (R26)."""
    since = item.started_at
    rows = [row for row in item.pauses.all() if row.ended_at is None or since is None or row.ended_at > since]
    return tuple(Pause(row.started_at, row.ended_at or row.resumes_at) for row in rows)


# ---- moments --------------------------------------------------------------------------


def wind(item: CaseItem, case: Case, pauses: Sequence[Pause]) -> None:
    """Work out the item's moments from its start, limits, pauses and extension. Fills, does not save."""
    assert item.started_at is not None
    days, start, snapshot = clocks.table(case.calendar_code), item.started_at, item.snapshot
    allowed = extended_limit(item)
    own = due_moment(start, allowed, days, pauses)
    yellow = yellow_moment(start, own, days, float(snapshot.yellow_threshold), pauses, allowed.unit)
    item.statutory_due_at = due_moment(start, clocks.limit_of(snapshot.statutory), days, pauses)
    bound = moved_bound(item, days, pauses)
    item.due_at = own if bound is None else min(own, bound)
    item.yellow_at = min(yellow, item.due_at)
    item.due_provisional = clocks.is_provisional(item.due_at, case.calendar_code)


def extended_limit(item: CaseItem) -> Limit:
    """The promised limit with its extension (R29)."""
    promised = clocks.limit_of(item.snapshot.promised)
    return Limit(promised.amount + item.extended_days, promised.unit)


def moved_bound(item: CaseItem, days: WorkTable, pauses: Sequence[Pause]) -> datetime | None:
    """What the matter's limit leaves the item (R19), moved along by its pauses and its extension.

    A pause that began after the bound had passed moves nothing: what was late stays late.
    """
    if item.bound_at is None or item.started_at is None:
        return item.bound_at
    limit, bound = extended_limit(item), item.bound_at
    if item.extended_days:
        bound = due_moment(bound, clocks.working_limit(Decimal(item.extended_days)), days)
    before = due_moment(item.started_at, limit, days)
    for number, pause in enumerate(pauses, start=1):
        if pause.start > bound:
            break
        after = due_moment(item.started_at, limit, days, pauses[:number])
        bound, before = shifted(bound, before, after, days, limit), after
    return bound


def shifted(moment: datetime, before: datetime, after: datetime, days: WorkTable, limit: Limit) -> datetime:
    """`moment` moved as far as a due moment moved from `before` to `after`, in the limit's own unit."""
    if limit.unit == "ch":
        return moment + (after - before)
    sessions = days.session_at(days.local(after)) - days.session_at(days.local(before))
    return due_moment(moment, clocks.working_limit(Decimal(sessions) / 2), days) if sessions else moment


def columns(item: CaseItem) -> dict[str, Any]:
    return {name: getattr(item, name) for name in MOMENTS}


# ---- stopping and going on ------------------------------------------------------------


def stop(item: CaseItem, case: Case, pause: cases.Pause) -> None:
    """The clock stops (R26): the step keeps its holder, its alarms rest until the clock goes on."""
    pause.item = item
    pause.save(force_insert=True)
    pauses = pauses_of(item)
    wind(item, case, pauses)
    effects.move_item(item, case, ItemState.SUSPENDED, reason=pause.reason, paused_at=pause.started_at, **columns(item))
    resumes_at = None if pause.procedure in WAITING_FOR_APPLICANT else pause.resumes_at
    for task in open_steps(item):
        set_moments(task, item, case, pauses)
        alarms.set_stage(task, [(str(AlarmStage.RESUME), resumes_at)] if resumes_at else [])
        save_clock(task)


def go_on(item: CaseItem, case: Case, at: datetime) -> cases.Pause:
    """The clock goes on at `at` with the time that was left (R27). Returns the pause that ended."""
    pause = item.pauses.get(ended_at=None)
    pause.ended_at = max(at, pause.started_at)
    pause.save(update_fields=["ended_at"])
    pauses = pauses_of(item)
    wind(item, case, pauses)
    effects.move_item(item, case, ItemState.IN_REVIEW, event="item.resumed", paused_at=None, **columns(item))
    replan(item, case, pauses, at)
    return pause


def extend(item: CaseItem, case: Case, *, days: int, reason: str, at: datetime) -> None:
    """Lengthen the promised limit by `days` working days (R29)."""
    item.extended_days, item.extension_reason = days, reason
    pauses = pauses_of(item)
    wind(item, case, pauses)
    item.save(update_fields=["extended_days", "extension_reason", *MOMENTS])
    replan(item, case, pauses, at)


def replan(item: CaseItem, case: Case, pauses: Sequence[Pause], at: datetime) -> None:
    """New moments for the item's open step; alarms that lie behind are not fired again."""
    for task in open_steps(item):
        set_moments(task, item, case, pauses)
        alarms.plan_after(task, at)
        save_clock(task)


def open_steps(item: CaseItem) -> Iterable[Task]:
    return Task.objects.filter(case_item=item, kind=TaskKind.STEP, finished=None)


def set_moments(task: Task, item: CaseItem, case: Case, pauses: Sequence[Pause]) -> None:
    step = item.snapshot.steps[task.step_no or 0]
    own = clocks.step_due(item, case, task.created, step.days, pauses)
    task.due_at, task.red_at = own, item.due_at
    task.yellow_at = min(item.yellow_at, own) if item.yellow_at is not None else own


def save_clock(task: Task) -> None:
    task.save(update_fields=["due_at", "red_at", "yellow_at", "scheduled", "alarm_stage"])


# ---- the case's own due moment ----------------------------------------------------------


@dataclass(frozen=True)
class End:
    """When an item is expected to end; `moved` when a pause or an extension lies on the way to it."""

    at: datetime
    moved: bool


def case_due(case: Case, items: Sequence[CaseItem]) -> datetime:
    """The case's due moment (R19): its limit from acceptance, or later where a pause or an extension
    pushes the end of the longest way through its open items past it, in whole working days as every
    published limit. `items` with their pauses."""
    assert case.accepted_at is not None
    days = clocks.table(case.calendar_code)
    due = due_moment(case.accepted_at, clocks.promised_limit(case), days)
    main = {item.code: item for item in items if item.phase == "main"}
    ends: dict[str, End] = {}
    for item in main.values():
        end = end_of(item, main, ends, case, days)
        if end.moved and item.state not in ITEM_ENDED:
            due = max(due, end.at)
    return due if case.limit_unit == "ch" else end_of_day(days.local(due).date(), days)


def end_of(item: CaseItem, items: Mapping[str, CaseItem], ends: dict[str, End], case: Case, days: WorkTable) -> End:
    """The item's end: decided, due, or counted from the ends of those it needs. Lateness moves nothing."""
    if item.code in ends:
        return ends[item.code]
    needed = [end_of(items[code], items, ends, case, days) for code in item.needs if code in items]
    moved = bool(item.attempt > 1 or item.extended_days or item.pauses.all()) or any(one.moved for one in needed)
    if item.due_at is not None:
        end = End(min(item.decided_at or item.due_at, item.due_at), moved)
    else:
        assert case.accepted_at is not None
        start = max((one.at for one in needed), default=case.accepted_at)
        end = End(due_moment(start, clocks.limit_of(item.snapshot.promised), days), moved)
    ends[item.code] = end
    return end
