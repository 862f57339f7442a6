"""From answers to a case: which items, which fields, which materials, how long, and why (R15–R19).

Everything here is pure: a snapshot and answers in, a Resolution out. Texts are in the language
that is active while resolving.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from services.catalog import graph
from services.catalog.answers import read_answers
from services.catalog.graph import Scenario, scenario
from services.catalog.reasons import Reasons, promise_lines
from services.catalog.snapshot import (
    ElementSnapshot,
    ItemSnapshot,
    LimitSnapshot,
    MaterialSnapshot,
    MatterItemSnapshot,
    MatterSnapshot,
)


@dataclass(frozen=True)
class ResolvedItem:
    """An item of this case. `needs` and `soft` name included items only; `wave` counts from 1
    along hard predecessors (items of one wave run side by side)."""

    item: ItemSnapshot
    needs: tuple[str, ...]
    soft: tuple[str, ...]
    phase: str
    position: int
    because: str
    wave: int = 1

    @property
    def code(self) -> str:
        return self.item.code


class Excluded(NamedTuple):
    """An item this case does without, and why."""

    code: str
    because: str


@dataclass(frozen=True)
class ResolvedField:
    """One question of the merged form (R16), asked once however many items use it.

    `required`: only the applicant can state it, and an item of the main phase uses it. `expected`:
    that, or its source is known to lack it for many people, so that the form asks when nothing
    was prefilled. `source` is the authoritative department's code; `value` is set when an answered
    question already is this element (`from_fact`); `readonly` then, and for fields with a source
    unless the person may change them.
    """

    element: ElementSnapshot
    required: bool
    expected: bool
    used_by: tuple[str, ...]
    phase: str
    source: str | None
    topic: str
    value: Any = None
    from_fact: str = ""
    readonly: bool = False

    @property
    def key(self) -> str:
        return self.element.key


@dataclass(frozen=True)
class ResolvedMaterial:
    """One paper of the set. `handling` is upload, deferrable or exempt (R17, R39)."""

    material: MaterialSnapshot
    handling: str
    essential: bool
    used_by: tuple[str, ...]
    phase: str

    @property
    def code(self) -> str:
        return self.material.code


@dataclass(frozen=True)
class Resolution:
    """What one set of answers makes of a matter.

    `answers` are complete and typed (defaults filled in); `facts` adds what the matter fixes.
    `promised` and `statutory` cover the longest path of the main phase (R19).
    """

    matter: MatterSnapshot
    answers: dict[str, Any]
    facts: dict[str, Any]
    items: tuple[ResolvedItem, ...]
    excluded: tuple[Excluded, ...]
    fields: tuple[ResolvedField, ...]
    materials: tuple[ResolvedMaterial, ...]
    promised: LimitSnapshot
    statutory: LimitSnapshot
    promised_because: tuple[str, ...]

    @cached_property
    def main_items(self) -> tuple[ResolvedItem, ...]:
        return tuple(one for one in self.items if one.phase == "main")

    @cached_property
    def field_by_key(self) -> dict[str, ResolvedField]:
        return {one.key: one for one in self.fields}

    @cached_property
    def material_by_code(self) -> dict[str, ResolvedMaterial]:
        return {one.code: one for one in self.materials}


def resolve(matter: MatterSnapshot, answers: Mapping[str, Any]) -> Resolution:
    """The case these answers make.

    Missing answers take their question's default. Raises Invalid with `fields` for unknown
    questions, wrong types and values out of range.
    """
    read = read_answers(matter, answers)
    facts = {**matter.fixed, **read}
    plan = scenario(matter, facts)
    reasons = Reasons(matter, facts)
    return Resolution(
        matter=matter,
        answers=read,
        facts=facts,
        items=_items(plan, reasons),
        excluded=tuple(Excluded(one.item.code, reasons.of(one)) for one in plan.excluded),
        fields=_fields(plan),
        materials=_materials(plan),
        promised=limit_of(plan, graph.promised),
        statutory=limit_of(plan, graph.statutory),
        promised_because=promise_lines(plan),
    )


def limit_of(plan: Scenario, amount_of: graph.AmountOf) -> LimitSnapshot:
    """The limit that covers the main phase: whole working days, or hours along the longest path (R19)."""
    unit = plan.matter.unit
    path = plan.longest_path(amount_of) if unit == "ch" else plan.worst_case(amount_of)
    return LimitSnapshot(path.amount, unit)


def _items(plan: Scenario, reasons: Reasons) -> tuple[ResolvedItem, ...]:
    included = {one.item.code for one in plan.included}
    last_wave = max(plan.waves.values(), default=0)
    resolved = []
    for one in plan.included:
        main = one.phase != "post"
        known = plan.waves.keys() if main else included
        resolved.append(
            ResolvedItem(
                item=one.item,
                needs=tuple(code for code in one.needs if code in known),
                soft=tuple(code for code in one.soft if code in known),
                phase=one.phase,
                position=one.position,
                because=reasons.of(one),
                wave=plan.waves[one.item.code] if main else last_wave + 1,
            )
        )
    return tuple(resolved)


def _fields(plan: Scenario) -> tuple[ResolvedField, ...]:
    """Grouped by topic, in the order in which the items first ask."""
    uses: dict[str, list[MatterItemSnapshot]] = {}
    for one in plan.included:
        for key in one.item.elements:
            uses.setdefault(key, []).append(one)
    place = {topic.code: number for number, topic in enumerate(plan.matter.topics)}
    fields = [_field(plan, plan.matter.elements[key], users) for key, users in uses.items()]
    return tuple(sorted(fields, key=lambda field: place.get(field.topic, len(place))))


def _field(plan: Scenario, element: ElementSnapshot, users: list[MatterItemSnapshot]) -> ResolvedField:
    phase = _phase(users)
    value = _value_from_fact(element, plan.facts)
    return ResolvedField(
        element=element,
        required=phase == "main" and element.source is None,
        expected=phase == "main" and (element.source is None or element.asked_if_unknown),
        used_by=tuple(one.item.code for one in users),
        phase=phase,
        source=element.source,
        topic=element.topic,
        value=value,
        from_fact=element.from_fact if value is not None else "",
        readonly=value is not None or (element.source is not None and not element.self_service),
    )


def _value_from_fact(element: ElementSnapshot, facts: Mapping[str, Any]) -> Any:
    """The element's value when an answer already gives it, else None."""
    answer = facts.get(element.from_fact)
    if answer is None or not element.from_fact_values:
        return answer
    return element.from_fact_values.get(json.dumps(answer) if not isinstance(answer, str) else answer)


def _materials(plan: Scenario) -> tuple[ResolvedMaterial, ...]:
    uses: dict[str, list[MatterItemSnapshot]] = {}
    for one in plan.included:
        for asked in one.item.materials:
            if graph.holds(plan.matter, asked.when, plan.facts):
                uses.setdefault(asked.code, []).append(one)
    return tuple(_material(plan.matter.materials[code], users) for code, users in uses.items())


def _material(material: MaterialSnapshot, users: list[MatterItemSnapshot]) -> ResolvedMaterial:
    handling = "exempt" if material.exempt else "deferrable" if material.deferrable else "upload"
    return ResolvedMaterial(
        material=material,
        handling=handling,
        essential=material.essential,
        used_by=tuple(one.item.code for one in users),
        phase=_phase(users),
    )


def _phase(users: list[MatterItemSnapshot]) -> str:
    """Post only when nobody in the main phase uses it."""
    return "post" if all(one.phase == "post" for one in users) else "main"
