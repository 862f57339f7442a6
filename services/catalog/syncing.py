"""Brings tables in line with rows: new ones created, different ones changed, equal ones left alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

Ids = dict[str, int]
Rows = Mapping[int, Sequence[Mapping[str, Any]]]


def upsert(model: type[models.Model], key: str, rows: Sequence[Mapping[str, Any]]) -> Ids:
    """Create the rows whose `key` is new, update those that differ; the ids of all by key."""
    present = model._default_manager.filter(**{f"{key}__in": [row[key] for row in rows]})
    existing = {getattr(one, key): one for one in present}
    fresh, changed = [], []
    for row in rows:
        found = existing.get(row[key])
        if found is None:
            fresh.append(model(**row))
        elif any(not _same(getattr(found, name), value) for name, value in row.items()):
            for name, value in row.items():
                setattr(found, name, value)
            changed.append(found)
    for one in model._default_manager.bulk_create(fresh):
        existing[getattr(one, key)] = one
    if changed:
        names = [model._meta.get_field(name).name for name in rows[0] if name != key]
        model._default_manager.bulk_update(changed, names)
    return {name: one.pk for name, one in existing.items()}


def sync(model: type[models.Model], parent: str, wanted: Rows) -> None:
    """Make the children of every parent exactly the wanted ones, in their order.

    Children of parents that already are as wanted keep their ids.
    """
    names = next((list(rows[0]) for rows in wanted.values() if rows), [])
    held: dict[int, list[tuple[Any, ...]]] = {}
    present = model._default_manager.filter(**{f"{parent}__in": list(wanted)}).order_by("position", "pk")
    for owner, *values in present.values_list(parent, *names):
        held.setdefault(owner, []).append(tuple(values))
    stale = [
        owner for owner, rows in wanted.items() if _texts(held.get(owner, ())) != _texts(row.values() for row in rows)
    ]
    model._default_manager.filter(**{f"{parent}__in": stale}).delete()
    model._default_manager.bulk_create(
        model(**{parent: owner, "position": place}, **row) for owner in stale for place, row in enumerate(wanted[owner])
    )


def _same(held: Any, wanted: Any) -> bool:
    return held == wanted and isinstance(held, bool) == isinstance(wanted, bool)


def _texts(rows: Iterable[Iterable[Any]]) -> list[str]:
    """Rows as comparable texts: 0.50 and 0.5 are one, true and 1 are not."""
    return [json.dumps([_number(value) for value in row], sort_keys=True, ensure_ascii=False) for row in rows]


def _number(value: Any) -> Any:
    return f"{value.normalize():f}" if hasattr(value, "normalize") else value
