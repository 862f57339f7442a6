"""Whose duty an item is, by the duty list: what rulings settled, read when a case is handed in (R57)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services import conditions
from services.conditions import ConditionError

from .models import DutyListEntry

# The unit of the applicant, by its code, beside the answers and the form.
APPLICANT_UNIT = "applicant_unit"
# Who changes the list waits for whoever is changing it (audit.lock).
LOCK = "duty_list"


def in_force(codes: Iterable[str]) -> list[DutyListEntry]:
    """The entries in force for these items, narrow ones first, of those the latest. One statement."""
    rows = DutyListEntry.objects.filter(item_code__in=list(codes), ended_at=None).select_related("department")
    return sorted(rows, key=lambda one: (not one.condition, -one.in_force_from.timestamp(), -one.pk))


def owner_of(code: str, values: Mapping[str, Any], entries: Iterable[DutyListEntry]) -> DutyListEntry | None:
    """The entry that settles this item for these values; None leaves it to the catalogue."""
    return next((one for one in entries if one.item_code == code and fits(one, values)), None)


def fits(entry: DutyListEntry, values: Mapping[str, Any]) -> bool:
    """Whether the case is one the entry speaks of. A condition that cannot be answered speaks of another case."""
    if not entry.condition:
        return True
    try:
        return conditions.compile(entry.condition, entry.types).holds(values)
    except ConditionError:
        return False


def values_of(facts: Mapping[str, Any], form: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """What conditions of the list may ask about: answers, form values and the applicant's unit."""
    return {**facts, **form, APPLICANT_UNIT: unit}
