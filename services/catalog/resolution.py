"""From answers to a case: which items, which fields, which materials, how long, and why (R15–R19).

Everything here is pure: a snapshot and answers in, a Resolution out. Texts are in the language
that is active while resolving.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from services.catalog.snapshot import ElementSnapshot, ItemSnapshot, LimitSnapshot, MaterialSnapshot, MatterSnapshot


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

    `source` is the authoritative department's code; `value` is set when an answered question
    already is this element (`from_fact`); `readonly` then, and for fields with a source unless
    the person may change them. Fields of post-phase items alone are never required now.
    """

    element: ElementSnapshot
    required: bool
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
    raise NotImplementedError
