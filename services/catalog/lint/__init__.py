"""Finds everything wrong with a catalogue, in the order of the catalogue, without stopping at the first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from django.utils.translation import gettext as _

from services.catalog.catalogue import Catalogue, MatterDraft
from services.catalog.lint.dictionary import lint_element, lint_fact
from services.catalog.lint.findings import Finding
from services.catalog.lint.items import lint_item
from services.catalog.lint.materials import lint_material
from services.catalog.lint.matters import lint_matter
from services.catalog.lint.reach import lint_checks
from services.catalog.snapshot import ItemSnapshot

__all__ = ["Finding", "lint", "lint_for_publishing"]

Entry = TypeVar("Entry")


def lint(catalogue: Catalogue, *, used_elsewhere: Collection[str] = ()) -> list[Finding]:
    """Everything wrong. `used_elsewhere` are material codes that something outside the items refers to."""
    parts = [
        *(finding for one in catalogue.elements.values() for finding in lint_element(catalogue, one)),
        *(finding for one in catalogue.facts.values() for finding in lint_fact(one)),
        *(finding for one in catalogue.materials.values() for finding in lint_material(catalogue, one)),
        *(finding for one in catalogue.items.values() for finding in lint_item(catalogue, one)),
    ]
    parts += _checks(catalogue, catalogue.items.values(), evaluable=not parts)
    return [
        *parts,
        *_never_used(catalogue, used_elsewhere),
        *(f for one in catalogue.matters.values() for f in lint_matter(catalogue, one, walkable=not parts)),
    ]


def lint_for_publishing(catalogue: Catalogue, draft: MatterDraft) -> list[Finding]:
    """Everything wrong with one matter and with what it is made of."""
    items = [catalogue.items[row.item] for row in draft.items if row.item in catalogue.items]
    elements = _known(catalogue.elements, (key for item in items for key in item.elements))
    materials = _known(catalogue.materials, (asked.code for item in items for asked in item.materials))
    facts = _known(catalogue.facts, [*draft.question_ids, *draft.fixed])
    parts = [
        *(finding for one in elements for finding in lint_element(catalogue, one)),
        *(finding for one in facts for finding in lint_fact(one)),
        *(finding for one in materials for finding in lint_material(catalogue, one)),
        *(finding for one in items for finding in lint_item(catalogue, one)),
    ]
    parts += _checks(catalogue, items, evaluable=not parts)
    return [*parts, *lint_matter(catalogue, draft, walkable=not parts)]


def _checks(catalogue: Catalogue, items: Iterable[ItemSnapshot], *, evaluable: bool) -> list[Finding]:
    """Checks nobody can meet. A doubtful expression is never evaluated."""
    return [finding for one in items for finding in lint_checks(catalogue, one)] if evaluable else []


def _known(table: Mapping[str, Entry], keys: Iterable[str]) -> list[Entry]:
    return [table[key] for key in dict.fromkeys(keys) if key in table]


def _never_used(catalogue: Catalogue, used_elsewhere: Collection[str]) -> Iterator[Finding]:
    items = catalogue.items.values()
    elements = {key for item in items for key in item.elements}
    materials = {asked.code for item in items for asked in item.materials} | set(used_elsewhere)
    for key in catalogue.elements:
        if key not in elements:
            yield Finding(("elements", key), _("No item asks for it."), _("Use it in an item, or take it out."))
    for code in catalogue.materials:
        if code not in materials:
            yield Finding(("materials", code), _("No item asks for it."), _("Use it in an item, or take it out."))
