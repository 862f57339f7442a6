"""What an import would do, before anything is done."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from services.catalog.catalogue import Catalogue
from services.catalog.diff import Change, compare
from services.catalog.diff.items import compare_items
from services.catalog.exporting import documents_of, part_of
from services.catalog.importing.merging import codes_of, merged
from services.catalog.lint import Finding, lint
from services.catalog.loading.conversion import Sources, catalogue_of
from services.catalog.rendering import rendered
from services.catalog.snapshot import MatterSnapshot

TABLES = ("matters", "items", "materials", "elements", "facts", "code_sets", "topics", "life_events")


@dataclass(frozen=True)
class Plan:
    """What an import does to the drafts. `added` and `changed` are codes by table; `matters` gives the sentences
    for every matter that would differ, `items` those for items no matter uses; `findings` are faults that the
    import would bring, and forbid it. `mark` names exactly this plan."""

    catalogue: Catalogue
    added: dict[str, tuple[str, ...]]
    changed: dict[str, tuple[str, ...]]
    unchanged: int
    matters: dict[str, tuple[Change, ...]]
    items: dict[str, tuple[Change, ...]]
    findings: tuple[Finding, ...]
    mark: str

    @property
    def empty(self) -> bool:
        return not self.added and not self.changed


def plan_import(present: Catalogue, imported: Mapping[str, Any]) -> Plan:
    """The plan for entries as `read_uploads` gives them. Pure: nothing is read or written."""
    future = _future(present, imported)
    handed_in = codes_of(imported)
    added, changed = _differences(present, future)
    touched = {(table, code) for found in (added, changed) for table, codes in found.items() for code in codes}
    return Plan(
        catalogue=future,
        added=added,
        changed=changed,
        unchanged=len(handed_in - touched),
        matters=dict(_matters(present, future)),
        items=dict(_items(present, future, {*added.get("items", ()), *changed.get("items", ())})),
        findings=tuple(_faults(present, future)),
        mark=_mark(present, future, sorted(touched)),
    )


def _mark(present: Catalogue, future: Catalogue, touched: list[tuple[str, str]]) -> str:
    moved = [(table, code, getattr(present, table).get(code), getattr(future, table)[code]) for table, code in touched]
    return hashlib.sha256(repr(moved).encode()).hexdigest()[:16]


def _future(present: Catalogue, imported: Mapping[str, Any]) -> Catalogue:
    documents = merged(documents_of(present), imported)
    return catalogue_of(
        Sources(
            departments=present.departments,
            code_sets=documents.code_sets,
            elements=documents.elements,
            materials=documents.materials,
            items=documents.items,
            facts=documents.facts,
            matters=documents.matters,
            english=documents.english,
            presentation=documents.presentation,
        )
    )


def _differences(
    present: Catalogue, future: Catalogue
) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    added, changed = {}, {}
    for table in TABLES:
        old, new = getattr(present, table), getattr(future, table)
        fresh = tuple(code for code in new if code not in old)
        other = tuple(code for code, one in new.items() if code in old and old[code] != one)
        if fresh:
            added[table] = fresh
        if other:
            changed[table] = other
    return added, changed


def _matters(present: Catalogue, future: Catalogue) -> Iterator[tuple[str, tuple[Change, ...]]]:
    for code, draft in future.matters.items():
        after = rendered(future, draft)
        before = rendered(present, present.matters[code]) if code in present.matters else None
        if before != after:
            yield code, tuple(compare(before, after))


def _items(present: Catalogue, future: Catalogue, touched: set[str]) -> Iterator[tuple[str, tuple[Change, ...]]]:
    """Items no matter uses: their changes are told nowhere else."""
    used = {row.item for draft in future.matters.values() for row in draft.items}
    for code in sorted(touched - used):
        if code in present.items:
            old, new = (_around(one, code) for one in (present, future))
            yield code, tuple(compare_items(present.items[code], future.items[code], old, new))
        else:
            yield code, ()


def _around(catalogue: Catalogue, code: str) -> MatterSnapshot:
    """Names for what one item speaks of, in the shape the sentences are made from."""
    from services.catalog.catalogue import MatterDraft, MatterItemDraft

    part = part_of(catalogue, items=[code])
    draft = MatterDraft("", "", catalogue.items[code].department, (MatterItemDraft(code),))
    return rendered(part, draft)


def _faults(present: Catalogue, future: Catalogue) -> Iterator[Finding]:
    """Faults the import would bring; those the drafts have already are theirs to mend elsewhere."""
    already = {(one.path, one.what) for one in lint(present)}
    for finding in lint(future):
        if (finding.path, finding.what) not in already:
            yield finding
