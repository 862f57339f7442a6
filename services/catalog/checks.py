"""The conditions of items, asked of the values an applicant gave (R36: every failed check at once)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from services.catalog.snapshot import ConditionSnapshot, ItemSnapshot
from services.conditions import Condition, ConditionError, compile


class UnmetCondition(NamedTuple):
    """A condition that does not hold; `fields` are the element keys it speaks of, in alphabetical order."""

    item_code: str
    condition_id: str
    text: str
    fields: tuple[str, ...]


def check_item_conditions(items: Iterable[ItemSnapshot], values: Mapping[str, Any]) -> list[UnmetCondition]:
    """Every condition with a check whose values are all present and which does not hold.

    `values` are cleaned values by element key. Conditions that people judge are left out, and
    so are those with a value still missing: the missing field has its own sentence.
    """
    unmet = []
    for item in items:
        for condition in item.conditions:
            if condition.check and not _met(condition, values):
                fields = tuple(sorted(condition.types))
                unmet.append(UnmetCondition(item.code, condition.id, condition.label, fields))
    return unmet


def _met(condition: ConditionSnapshot, values: Mapping[str, Any]) -> bool:
    if any(values.get(name) is None for name in condition.types):
        return True
    try:
        return compiled_check(condition).holds(values)
    except ConditionError:
        return False


def compiled_check(condition: ConditionSnapshot) -> Condition:
    return compile(condition.check, condition.types)
