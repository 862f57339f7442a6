"""Entries of the duty list: a new one replaces the one in force for the same cases; nothing is edited (R57)."""

from __future__ import annotations

from departments.org.models import Department
from portal import audit
from services.cases.duty_list import LOCK
from services.cases.models import CaseItem, DutyListEntry, Transfer
from workflows.engine.change import current
from workflows.people.likeness import Likeness


def enter(item: CaseItem, owner: Department, basis: str, *, alike: Likeness, source: Transfer) -> DutyListEntry:
    """From now on like cases are opened at `owner`."""
    change = current()
    # Two rulings on like cases at the same moment: the second replaces the first.
    audit.lock(LOCK)
    before = DutyListEntry.objects.select_for_update().filter(
        item_code=item.code, condition=alike.condition, ended_at=None
    )
    replaced = list(before)
    DutyListEntry.objects.filter(pk__in=[one.pk for one in replaced]).update(ended_at=change.at)
    entry = DutyListEntry.objects.create(
        item_code=item.code,
        item_name=item.name,
        item_name_en=item.name_en,
        condition=alike.condition,
        types=alike.types,
        likeness=alike.words,
        department=owner,
        basis=basis,
        source=source,
        added_by=change.actor,
        in_force_from=change.at,
    )
    DutyListEntry.objects.filter(pk__in=[one.pk for one in replaced]).update(superseded_by=entry)
    data = {
        "entry": entry.pk,
        "item": item.code,
        "condition": alike.condition,
        "replaces": [one.pk for one in replaced],
    }
    change.note(
        item.stream, "duty_list.entered", subject=source.case.number, department=owner.code, text=basis, data=data
    )
    return entry
