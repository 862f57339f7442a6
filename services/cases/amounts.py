"""The money an item is about: what a delegation's cap is held against (R51)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from services.dictionary.snapshot import ElementSnapshot


def amount_of(keys: Iterable[str], elements: Mapping[str, ElementSnapshot], form: Mapping[str, Any]) -> Decimal | None:
    """The largest amount in yuan among the item's own elements (`keys`); None where it names none.

    `form` as `Case.form` keeps it: {key: {"value": …}}.
    """
    found = [
        value * worth
        for key in keys
        if key in elements and (worth := elements[key].yuan) is not None
        if (value := number(form.get(key))) is not None
    ]
    return max(found, default=None)


def number(entry: Any) -> Decimal | None:
    try:
        return Decimal(str(entry["value"]))
    except (KeyError, TypeError, InvalidOperation):
        return None
