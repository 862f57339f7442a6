"""Promised papers are chased, and a broken promise has its consequences (R40–R42).

Everything here holds the case's lock; an item is moved under its own lock, taken after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from services.cases.models import Barring, Case, CaseItem, CaseMaterial, Pause
from services.cases.states import ITEM_ENDED, CaseState, ItemState
from workflows import flows
from workflows.acting import Acting
from workflows.asking import procedures
from workflows.casework import effects, holds, ledger
from workflows.engine.change import current
from workflows.models import Process, Task
from workflows.operations.heads import pausing
from workflows.operations.undoing.stopping import cancel_tasks
from workflows.stages.settling import items_of, settle_items
from workflows.stages.waking import conclude, follow_later
from workflows.timing import clocks, promises
from workflows.words import telling, wording

NAME, NAME_EN = "后补材料逾期未交", "Promised paper not handed in"
# What may still be stopped or ended because of a paper.
UNDECIDED = frozenset(set(ItemState.values) - ITEM_ENDED)


def look_after_promises(act: Acting) -> None:
    """The coordinator's alarm: remind, find broken promises, end the grace; then plan the next look."""
    case, now = act.case, act.change.at
    for row in promises.open_promises(case):
        if promises.is_over(row, now):
            end_grace(act, row)
        elif row.defaulted_at is not None or (row.deferred_until or now) <= now:
            break_promise(act, row)
        elif row.reminded_at is None and promises.reminder_of(row, case) <= now:
            remind(act, row)
    if act.task.finished is None:
        promises.plan(act.task, case, now, again=another_look(case))


def another_look(case: Case) -> datetime | None:
    """Items that could not be stopped yet (opinions are asked, another pause runs) are looked at every working day."""
    broken = [row for row in promises.open_promises(case) if row.defaulted_at is not None]
    free = any(item.state in UNDECIDED and not waits(item) for row in broken for item in users_of(row, case))
    return clocks.working_day_after(current().at, case) if free else None


def waits(item: CaseItem) -> bool:
    return item.pauses.filter(ended_at=None, procedure=procedures.DEFERRAL_DEFAULT).exists()


def users_of(row: CaseMaterial, case: Case) -> list[CaseItem]:
    return [item for item in items_of(case) if item.code in row.used_by and item.phase == "main"]


def remind(act: Acting, row: CaseMaterial) -> None:
    row.reminded_at = act.change.at
    row.save(update_fields=["reminded_at"])
    tell(act.case, wording.PROMISE_REMINDER, row, due=telling.moment_words(row.deferred_until))
    act.note("material.reminded", data={"material": row.code})


def tell(case: Case, words: Any, row: CaseMaterial, **params: Any) -> None:
    telling.tell_applicant(case, words, key=row.code, paper=row.name, **params)


# ---- broken -------------------------------------------------------------------------------


def break_promise(act: Acting, row: CaseMaterial) -> None:
    """The paper did not come: the items that need it stand still for the grace (R41). Safe to call again."""
    since = current().at
    if row.defaulted_at is None:
        # A late alarm counts as at its moment: the department had no paper from then on.
        since = min(since, row.deferred_until or since)
        row.defaulted_at, row.grace_until = act.change.at, promises.grace_of(row, act.case)
        row.save(update_fields=["defaulted_at", "grace_until"])
        act.note("material.defaulted", data={"material": row.code, "grace_until": row.grace_until.isoformat()})
        tell(act.case, wording.PROMISE_BROKEN, row, due=telling.moment_words(row.grace_until))
    for item in users_of(row, act.case):
        with locked(item):
            if item.state in pausing.CAN_STOP:
                stop(item, act.case, row, since)


@contextmanager
def locked(item: CaseItem) -> Iterator[None]:
    """The item's own lock, after the case's; the instance is read again under it."""
    process = Process.objects.filter(case_item=item, flow_class=flows.ItemFlow, status="NEW").only("pk").first()
    if process is None:
        yield
        return
    with flows.ItemFlow.lock(process.pk):
        item.refresh_from_db()
        yield


def stop(item: CaseItem, case: Case, row: CaseMaterial, since: datetime) -> None:
    if item.pauses.filter(procedure=procedures.DEFERRAL_DEFAULT, material=row.code).exists():
        return
    ended = item.pauses.values_list("ended_at", flat=True)
    pause = Pause(
        procedure=procedures.DEFERRAL_DEFAULT,
        name=NAME,
        name_en=NAME_EN,
        material=row.code,
        reason=_("“%(paper)s” was promised and is not in.") % {"paper": row.name},
        started_at=max(moment for moment in (since, item.started_at, *ended) if moment is not None),
        expected_days=promises.GRACE_DAYS,
        max_days=promises.GRACE_DAYS,
        resumes_at=row.grace_until,
    )
    ledger.stop(item, case, pause)
    follow_later(case.pk)


# ---- mended -------------------------------------------------------------------------------


def keep_promises(case: Case, codes: Iterable[str]) -> None:
    """The papers came: items that waited for them go on, and a barring for them is lifted (R41, R42)."""
    Barring.objects.filter(case=case, material__in=codes, lifted_at=None).update(lifted_at=current().at)
    missing = {row.code for row in promises.open_promises(case) if row.defaulted_at is not None}
    for item in items_of(case):
        if item.state != ItemState.SUSPENDED or not waits(item):
            continue
        if not any(item.code in row.used_by for row in case.materials.filter(code__in=missing)):
            with locked(item):
                if item.state == ItemState.SUSPENDED:
                    pausing.go_on(item, case, current().at)


# ---- ended --------------------------------------------------------------------------------


def end_grace(act: Acting, row: CaseMaterial) -> None:
    """The grace is over: what needs the paper is terminated, and its author is barred (R42)."""
    case = act.case
    reason = _("“%(paper)s” was promised and did not come within the grace.") % {"paper": row.name}
    ended = [item for item in users_of(row, case) if item.state in UNDECIDED]
    for item in ended:
        with locked(item):
            terminate(item, case, reason)
    if ended:
        bar(act, row)
    settle(case, act.task, reason)


def terminate(item: CaseItem, case: Case, reason: str) -> None:
    if item.state not in UNDECIDED:
        return
    at = current().at
    people = cancel_tasks(Task.objects.filter(case_item=item, finished=None), outcome="terminated")
    Process.objects.filter(case_item=item, status="NEW").update(status="CANCELED", finished=at)
    item.pauses.filter(ended_at=None).update(ended_at=at)
    effects.move_item(item, case, ItemState.TERMINATED, reason=reason, paused_at=None)
    holds.release([item], case)
    telling.tell_applicant(case, wording.ITEM_TERMINATED, key=item.code, item=item.name, reason=reason)
    tell_staff(case, item, people)


def tell_staff(case: Case, item: CaseItem, people: set[int]) -> None:
    from portal.accounts.models import User

    told = User.objects.filter(pk__in=people)
    telling.tell_people(
        case, wording.TASK_TERMINATED, told, key=f"item.terminated:{case.pk}:{item.code}", item=item.name
    )


def bar(act: Acting, row: CaseMaterial) -> None:
    """180 days without promises, or until the paper is in after all (R42)."""
    at = act.change.at
    Barring.objects.create(
        person=act.case.applicant,
        case=act.case,
        material=row.code,
        material_name=row.name,
        starts_at=at,
        ends_at=at + promises.BARRED_FOR,
    )
    act.note("applicant.barred", data={"material": row.code, "until": (at + promises.BARRED_FOR).isoformat()})


def settle(case: Case, coordinator: Task, reason: str) -> None:
    """What needed the terminated items follows; nothing left ends the case, else the others go on (R9, R12)."""
    settle_items(case, coordinator)
    main = [item for item in items_of(case) if item.phase == "main"]
    if all(item.state in ITEM_ENDED for item in main) and not any(item.decision for item in main):
        effects.move_case(case, CaseState.TERMINATED, reason=reason, closed_at=current().at)
        telling.tell_applicant(case, wording.CASE_TERMINATED, key="", reason=reason)
    conclude(coordinator)
