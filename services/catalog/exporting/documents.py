"""All documents of a catalogue, or of the part one matter needs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from services.catalog.catalogue import Catalogue
from services.catalog.exporting import entries
from services.catalog.exporting.entries import filled
from services.catalog.exporting.overlays import english_of, presentation_of
from services.dictionary.models import DEPARTMENT_SET

Entry = dict[str, Any]


@dataclass(frozen=True)
class Documents:
    """What the files hold: tables by code, lists by position. `english` and `presentation` as their forms say."""

    code_sets: dict[str, Entry] = field(default_factory=dict)
    elements: list[Entry] = field(default_factory=list)
    materials: list[Entry] = field(default_factory=list)
    items: list[Entry] = field(default_factory=list)
    facts: dict[str, Entry] = field(default_factory=dict)
    matters: list[Entry] = field(default_factory=list)
    english: Entry = field(default_factory=dict)
    presentation: Entry = field(default_factory=dict)


def documents_of(catalogue: Catalogue) -> Documents:
    """Everything a catalogue says about matters, items, papers, fields and facts; departments are not among it."""
    codes = {key: one.code for key, one in catalogue.elements.items()}
    return Documents(
        code_sets={code: entries.code_set(one) for code, one in catalogue.code_sets.items() if code != DEPARTMENT_SET},
        elements=[entries.element(one) for one in catalogue.elements.values()],
        materials=[entries.material(one, codes) for one in catalogue.materials.values()],
        items=[entries.item(one, codes) for one in catalogue.items.values()],
        facts={key: entries.fact(one) for key, one in catalogue.facts.items()},
        matters=[entries.matter(one) for one in catalogue.matters.values()],
        english=filled(english_of(catalogue)),
        presentation=filled(presentation_of(catalogue)),
    )


def part_of(catalogue: Catalogue, *, matters: Collection[str] = (), items: Collection[str] = ()) -> Catalogue:
    """The catalogue of these matters and items alone, with whatever they are made of."""
    drafts = {code: one for code, one in catalogue.matters.items() if code in matters}
    wanted = {*items, *(row.item for one in drafts.values() for row in one.items)}
    kept = {code: one for code, one in catalogue.items.items() if code in wanted}
    papers = {asked.code for one in kept.values() for asked in one.materials}
    papers |= {one.result.material for one in kept.values() if one.result.material}
    materials = {code: one for code, one in catalogue.materials.items() if code in papers}
    keys = _fields(catalogue, kept.values(), materials.values())
    elements = {key: one for key, one in catalogue.elements.items() if key in keys}
    sets = {one.code_set for one in elements.values()}
    topics = {one.topic for one in elements.values()}
    asked_facts = {key for one in drafts.values() for key in (*one.question_ids, *one.fixed)}
    asked_facts |= {one.from_fact for one in elements.values()}
    events = {one.life_event for one in drafts.values()}
    return replace(
        catalogue,
        matters=drafts,
        items=kept,
        materials=materials,
        elements=elements,
        code_sets={code: one for code, one in catalogue.code_sets.items() if code in sets},
        topics={code: one for code, one in catalogue.topics.items() if code in topics},
        facts={key: one for key, one in catalogue.facts.items() if key in asked_facts},
        life_events={code: one for code, one in catalogue.life_events.items() if code in events},
    )


def _fields(catalogue: Catalogue, items: Iterable[Any], materials: Iterable[Any]) -> set[str]:
    """Keys of every field used, and of those they lie after or are derived from."""
    keys = {key for one in items for key in one.elements} | {key for one in materials for key in one.from_elements}
    ahead = list(keys)
    while ahead:
        one = catalogue.elements.get(ahead.pop())
        for key in (one.after, one.derived) if one else ():
            if key and key not in keys:
                keys.add(key)
                ahead.append(key)
    return keys
