"""May these items read these elements, and what was read: asked and logged once for every form (R82)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from services.dictionary.grants import SharingGrant, SharingRead


@dataclass(frozen=True)
class Use:
    """An element a form wants: its authoritative department, and the items that use it with their departments."""

    source: str
    items: Mapping[str, str]


def allowed(uses: Mapping[str, Use]) -> dict[str, tuple[str, ...]]:
    """The elements that may be read, each with the items it is read for. One statement.

    A department's own items need no grant.
    """
    held: dict[str, set[str]] = defaultdict(set)
    foreign = {key for key, use in uses.items() if any(one != use.source for one in use.items.values())}
    if foreign:
        codes = {code for key in foreign for code in uses[key].items}
        rows = SharingGrant.objects.active().filter(element__key__in=foreign, item__code__in=codes)
        for key, code in rows.values_list("element__key", "item__code"):
            held[key].add(code)
    found = {}
    for key, use in uses.items():
        items = tuple(
            code for code, department in use.items.items() if department == use.source or code in held.get(key, ())
        )
        if items:
            found[key] = items
    return found


def log(
    uses: Mapping[str, Use],
    permitted: Mapping[str, Collection[str]],
    *,
    reader: Any,
    about: Any,
    matter: str,
    reference: str = "",
) -> None:
    """Keep what was read from each department and what was refused: one insert, one row per department a day."""
    rows: dict[tuple[str, bool], tuple[list[str], set[str]]] = {}
    for key in sorted(uses):
        use = uses[key]
        elements, items = rows.setdefault((use.source, key not in permitted), ([], set()))
        elements.append(key)
        items.update(permitted.get(key, use.items))
    today = timezone.localdate()
    SharingRead.objects.bulk_create(
        (
            SharingRead(
                day=today,
                reader=reader,
                about=about,
                source=source,
                matter=matter,
                reference=reference,
                elements=elements,
                items=sorted(items),
                refused=refused,
            )
            for (source, refused), (elements, items) in rows.items()
        ),
        ignore_conflicts=True,
    )
