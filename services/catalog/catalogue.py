"""The whole catalogue in memory: what documents and tables both become before anything is checked.

Matters are drafts here; `assemble` turns one into the self-contained snapshot that is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar

from services.catalog.figures import figures
from services.catalog.resolution import resolve
from services.catalog.snapshot import (
    DepartmentSnapshot,
    ElementSnapshot,
    ItemSnapshot,
    LimitSnapshot,
    MaterialSnapshot,
    MatterItemSnapshot,
    MatterSnapshot,
    OptionSnapshot,
    QuestionSnapshot,
    TopicSnapshot,
)
from services.conditions import ConditionError, names_in

Entry = TypeVar("Entry")


@dataclass(frozen=True)
class DepartmentEntry:
    """A department as the catalogue knows it: its names, its organisation and that one's calendar."""

    code: str
    name: str
    name_en: str
    organisation: str
    calendar: str


@dataclass(frozen=True)
class CodeSetEntry:
    code: str
    options: tuple[OptionSnapshot, ...]
    standard: str = ""


@dataclass(frozen=True)
class LifeEventEntry:
    code: str
    name: str
    name_en: str = ""
    icon: str = ""


@dataclass(frozen=True)
class MatterItemDraft:
    """An item of a matter by its code; the rest as in MatterItemSnapshot."""

    item: str
    include_when: str = ""
    needs: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    phase: str = "main"


@dataclass(frozen=True)
class MatterDraft:
    """A matter as it is being edited; `reference` and `fixed` by fact id."""

    code: str
    name: str
    lead_department: str
    items: tuple[MatterItemDraft, ...]
    question_ids: tuple[str, ...] = ()
    fixed: dict[str, Any] = field(default_factory=dict)
    reference: dict[str, Any] = field(default_factory=dict)
    name_en: str = ""
    audience: tuple[str, ...] = ()
    intro: str = ""
    intro_en: str = ""
    aliases: tuple[str, ...] = ()
    aliases_en: tuple[str, ...] = ()
    life_event: str = ""
    extra_visits: int = 0


@dataclass(frozen=True)
class Catalogue:
    """Everything by code (elements by key, facts by id), in catalogue order."""

    departments: dict[str, DepartmentEntry] = field(default_factory=dict)
    code_sets: dict[str, CodeSetEntry] = field(default_factory=dict)
    topics: dict[str, TopicSnapshot] = field(default_factory=dict)
    elements: dict[str, ElementSnapshot] = field(default_factory=dict)
    materials: dict[str, MaterialSnapshot] = field(default_factory=dict)
    items: dict[str, ItemSnapshot] = field(default_factory=dict)
    facts: dict[str, QuestionSnapshot] = field(default_factory=dict)
    life_events: dict[str, LifeEventEntry] = field(default_factory=dict)
    matters: dict[str, MatterDraft] = field(default_factory=dict)

    @property
    def element_types(self) -> dict[str, str]:
        return {key: element.type for key, element in self.elements.items()}


def department_options(departments: Iterable[DepartmentEntry]) -> tuple[OptionSnapshot, ...]:
    """The code set DEPARTMENT: the departments themselves."""
    return tuple(OptionSnapshot(one.code, one.name, one.name_en) for one in departments)


def condition_types(check: str, elements: Mapping[str, ElementSnapshot]) -> dict[str, str]:
    """The types of the element keys a condition speaks of; unknown names and unreadable checks give none."""
    try:
        names = names_in(check) if check else frozenset()
    except ConditionError:
        return {}
    return {name: elements[name].type for name in sorted(names) if name in elements}


def assemble(catalogue: Catalogue, draft: MatterDraft) -> MatterSnapshot:
    """The snapshot a draft would be published as, without a number yet.

    Expects a draft that `lint` finds nothing wrong with; anything else raises KeyError or Invalid.
    """
    bare = outline(catalogue, draft)
    resolution = resolve(bare, draft.reference)
    return replace(
        bare, promised=resolution.promised, statutory=resolution.statutory, figures=figures(bare, draft.reference)
    )


def outline(catalogue: Catalogue, draft: MatterDraft) -> MatterSnapshot:
    """As `assemble`, before anything is computed from the graph: limits and figures are still empty."""
    items = tuple(
        MatterItemSnapshot(catalogue.items[one.item], one.include_when, one.needs, one.soft, one.phase, position)
        for position, one in enumerate(draft.items, start=1)
    )
    lead = catalogue.departments[draft.lead_department]
    elements = _used(catalogue.elements, (key for one in items for key in one.item.elements))
    main = [one for one in items if one.phase != "post"] or items
    unit = main[0].item.unit if main else "wd"
    return MatterSnapshot(
        code=draft.code,
        name=draft.name,
        name_en=draft.name_en,
        lead_department=draft.lead_department,
        organisation=lead.organisation,
        calendar=lead.calendar,
        unit=unit,
        items=items,
        elements=elements,
        materials=_used(catalogue.materials, (asked.code for one in items for asked in one.item.materials)),
        departments=_departments(catalogue, draft, items, elements),
        facts=_used(catalogue.facts, [*draft.question_ids, *draft.fixed]),
        question_ids=draft.question_ids,
        fixed=draft.fixed,
        reference={key: draft.reference[key] for key in draft.question_ids},
        promised=LimitSnapshot(Decimal(0), unit),
        statutory=LimitSnapshot(Decimal(0), unit),
        audience=draft.audience,
        intro=draft.intro,
        intro_en=draft.intro_en,
        aliases=draft.aliases,
        aliases_en=draft.aliases_en,
        life_event=draft.life_event,
        extra_visits=draft.extra_visits,
        topics=_topics(catalogue, elements),
    )


def _used(table: Mapping[str, Entry], keys: Iterable[str]) -> dict[str, Entry]:
    return {key: table[key] for key in dict.fromkeys(keys)}


def _departments(
    catalogue: Catalogue,
    draft: MatterDraft,
    items: tuple[MatterItemSnapshot, ...],
    elements: Mapping[str, ElementSnapshot],
) -> dict[str, DepartmentSnapshot]:
    codes = [draft.lead_department]
    for one in items:
        codes.append(one.item.department)
        codes.extend(code for countersign in one.item.countersigns for code in countersign.departments)
    codes.extend(element.source for element in elements.values() if element.source)
    entries = (catalogue.departments[code] for code in dict.fromkeys(codes))
    return {one.code: DepartmentSnapshot(one.code, one.name, one.name_en) for one in entries}


def _topics(catalogue: Catalogue, elements: Mapping[str, ElementSnapshot]) -> tuple[TopicSnapshot, ...]:
    used = {element.topic for element in elements.values()}
    return tuple(topic for code, topic in catalogue.topics.items() if code in used)
