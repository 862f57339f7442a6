"""Puts imported entries into the documents of the present catalogue: same code, same place; new ones at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.catalog.exporting import Documents

Entry = dict[str, Any]
Imported = Mapping[str, Any]
KEYS = {"elements": "key", "materials": "code", "items": "code", "matters": "code"}


def merged(present: Documents, imported: Imported) -> Documents:
    """The documents as they would be after the import."""
    return Documents(
        code_sets={**present.code_sets, **imported.get("code_sets", {})},
        elements=_rows(present.elements, imported, "elements"),
        materials=_rows(present.materials, imported, "materials"),
        items=_rows(present.items, imported, "items"),
        facts={**present.facts, **imported.get("facts", {})},
        matters=_rows(present.matters, imported, "matters"),
        english=_english(present.english, imported),
        presentation=_presentation(present.presentation, imported),
    )


def codes_of(imported: Imported) -> set[tuple[str, str]]:
    """(section, code) of every entry that was handed in."""
    found = {(section, row[key]) for section, key in KEYS.items() for row in imported.get(section, ())}
    return found | {(section, code) for section in ("code_sets", "facts") for code in imported.get(section, ())}


def _rows(present: list[Entry], imported: Imported, section: str) -> list[Entry]:
    key = KEYS[section]
    fresh = {row[key]: row for row in imported.get(section, ())}
    kept = [fresh.pop(row[key], row) for row in present]
    return [*kept, *fresh.values()]


def _english(present: Entry, imported: Imported) -> Entry:
    """Where English comes along, what it says of an imported entry is everything: nothing older stays."""
    overlay = imported.get("english")
    if overlay is None:
        return present
    handed_in = codes_of(imported)
    both: Entry = {}
    for section in ("code_sets", "elements", "facts", "options", "matters", "items"):
        of = "facts" if section == "options" else section
        kept = {code: one for code, one in present.get(section, {}).items() if (of, code) not in handed_in}
        both[section] = {**kept, **overlay.get(section, {})}
    return both


def _presentation(present: Entry, imported: Imported) -> Entry:
    overlay = imported.get("presentation")
    if overlay is None:
        return present
    elements = {row["key"] for row in imported.get("elements", ())}
    matters = {row["code"] for row in imported.get("matters", ())}
    tables = {
        name: {
            **{key: one for key, one in present.get(name, {}).items() if key not in elements},
            **overlay.get(name, {}),
        }
        for name in ("from_facts", "forms")
    }
    unknown = [key for key in present.get("asked_if_unknown", ()) if key not in elements]
    return {
        "topics": _groups(present, overlay, "topics", "elements", elements),
        "life_events": _groups(present, overlay, "life_events", "matters", matters),
        **tables,
        "asked_if_unknown": list(dict.fromkeys([*unknown, *overlay.get("asked_if_unknown", ())])),
    }


def _groups(present: Entry, overlay: Entry, name: str, inner: str, handed_in: Iterable[str]) -> list[Entry]:
    """Topics with their fields, life events with their matters: what was handed in stands where the import says."""
    moved = {*handed_in, *(key for group in overlay.get(name, ()) for key in group[inner])}
    groups = {
        one["code"]: {**one, inner: [key for key in one[inner] if key not in moved]} for one in present.get(name, ())
    }
    for group in overlay.get(name, ()):
        before = groups.get(group["code"], {inner: []})
        groups[group["code"]] = {**before, **group, inner: [*before[inner], *group[inner]]}
    return list(groups.values())
