"""The conditions of items, asked of the values an applicant gave (R36: every failed check at once)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from services.conditions import ConditionError, compile


class HasCheck(Protocol):
    """A condition of an item, as its snapshot keeps it."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def check(self) -> str: ...
    @property
    def types(self) -> Mapping[str, str]: ...


class HasConditions(Protocol):
    @property
    def code(self) -> str: ...
    @property
    def conditions(self) -> Sequence[HasCheck]: ...


class UnmetCondition(NamedTuple):
    """A condition that does not hold; `fields` are the element keys it speaks of, in alphabetical order."""

    item_code: str
    condition_id: str
    text: str
    fields: tuple[str, ...]


def check_item_conditions(items: Iterable[HasConditions], values: Mapping[str, Any]) -> list[UnmetCondition]:
    """Every condition with a check whose values are all present and which does not hold.

    `values` are cleaned values by element key. Conditions that people judge are left out, and
    so are those with a value still missing: the missing field has its own sentence.
    """
    return [
        UnmetCondition(item.code, condition.id, condition.label, tuple(sorted(condition.types)))
        for item in items
        for condition in item.conditions
        if condition.check and not _met(condition, values)
    ]


def _met(condition: HasCheck, values: Mapping[str, Any]) -> bool:
    if any(values.get(name) is None for name in condition.types):
        return True
    try:
        return compile(condition.check, condition.types).holds(values)
    except ConditionError:
        # A condition without an answer, such as a division by zero, has not been met.
        return False
