"""A matter as it was published: frozen, complete, independent of the catalogue's tables.

A MatterVersion stores `MatterSnapshot.to_json()`; a CaseItem stores `ItemSnapshot.to_json()`
and never reads the catalogue again (design.md section 2). Lengths of time are Decimals in
the unit of the limit: "wd" working days, "ch" calendar hours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from services.dictionary.shapes import Named, Shape, localised, typeset
from services.dictionary.snapshot import ElementSnapshot, OptionSnapshot

__all__ = [
    "ConditionSnapshot",
    "CountersignSnapshot",
    "DepartmentSnapshot",
    "ElementSnapshot",
    "ItemMaterialSnapshot",
    "ItemSnapshot",
    "LimitSnapshot",
    "MaterialSnapshot",
    "MatterItemSnapshot",
    "MatterSnapshot",
    "OptionSnapshot",
    "QuestionSnapshot",
    "ResultSnapshot",
    "SpecialProcedureSnapshot",
    "StepSnapshot",
    "TopicSnapshot",
]


@dataclass(frozen=True)
class LimitSnapshot(Shape):
    """A promised or statutory limit: `amount` working days ("wd") or calendar hours ("ch")."""

    amount: Decimal
    unit: str = "wd"


@dataclass(frozen=True)
class DepartmentSnapshot(Named, Shape):
    code: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class StepSnapshot(Named, Shape):
    """One step of an item. `role` is a step role of the catalogue (handler, dept_head …);
    `of_applicant` gives it to that role in the applicant's own department."""

    name: str
    role: str
    name_en: str = ""
    of_applicant: bool = False
    days: Decimal = Decimal(0)


@dataclass(frozen=True)
class CountersignSnapshot(Shape):
    """Opinions asked of other departments at once (R45). `policy` is all, any, quorum or
    advisory; `quorum` is k of "k of n"; `days` in the item's unit; `on_timeout` tacit or escalate.
    `weights` of a quorum say whose consent counts more than once."""

    policy: str
    departments: tuple[str, ...]
    days: Decimal
    on_timeout: str
    quorum: int | None = None
    weights: dict[str, int] = field(default_factory=dict)

    def weight_of(self, department: str) -> int:
        """How many consents the department's consent counts for."""
        return self.weights.get(department, 1)


@dataclass(frozen=True)
class ConditionSnapshot(Shape):
    """A condition of an item. `check` is an expression over element keys, "" when people
    judge it; `types` gives the type of every name in it, so that it compiles by itself."""

    id: str
    text: str
    text_en: str = ""
    check: str = ""
    types: dict[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return localised(typeset(self.text), self.text_en)


@dataclass(frozen=True)
class ItemMaterialSnapshot(Shape):
    """A material an item asks for; `when` is an expression over facts, "" for always."""

    code: str
    when: str = ""


@dataclass(frozen=True)
class SpecialProcedureSnapshot(Named, Shape):
    """A named step whose time is not counted, at most `max_days` working days (R26)."""

    code: str
    name: str
    max_days: int
    name_en: str = ""


@dataclass(frozen=True)
class ResultSnapshot(Named, Shape):
    """What the item gives; `material` when the result is a paper other items use (R18)."""

    name: str
    name_en: str = ""
    material: str | None = None
    validity_days: int | None = None


@dataclass(frozen=True)
class ItemSnapshot(Named, Shape):
    """One atomic item (事项): everything its flow needs, whatever becomes of the catalogue.

    `type` is instant or promise. `elements` are element keys in the item's order.
    `legacy_*`, `visits_*` are the recorded figures before and after (a baseline, not a rule).
    """

    code: str
    name: str
    department: str
    type: str
    promised: LimitSnapshot
    statutory: LimitSnapshot
    steps: tuple[StepSnapshot, ...]
    result: ResultSnapshot
    name_en: str = ""
    audience: tuple[str, ...] = ()
    countersigns: tuple[CountersignSnapshot, ...] = ()
    conditions: tuple[ConditionSnapshot, ...] = ()
    materials: tuple[ItemMaterialSnapshot, ...] = ()
    elements: tuple[str, ...] = ()
    special_procedures: tuple[SpecialProcedureSnapshot, ...] = ()
    basis: str = ""
    yellow_threshold: Decimal = Decimal("0.8")
    resupply_days: int = 10
    legacy_amount: Decimal = Decimal(0)
    legacy_steps: int = 0
    legacy_visits: int = 0
    promised_visits: int = 0
    aliases: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        return self.promised.unit

    def special_procedure(self, code: str) -> SpecialProcedureSnapshot | None:
        return next((one for one in self.special_procedures if one.code == code), None)


@dataclass(frozen=True)
class MaterialSnapshot(Named, Shape):
    """One material (R17, R39). `source` is applicant, shared, generated or result; `defer_days`
    working days; `commitment` says a declared commitment may replace it (R43)."""

    code: str
    name: str
    source: str
    name_en: str = ""
    essential: bool = False
    exempt: bool = False
    deferrable: bool = False
    defer_days: int | None = None
    commitment: bool = False
    validity_days: int | None = None
    of_item: str | None = None
    from_elements: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuestionSnapshot(Shape):
    """One fact of the matter: a question the applicant answers, or a fact the matter fixes.

    `type` is bool, int or single; `options` belong to single, `min` and `max` to int.
    """

    id: str
    type: str
    text: str
    default: Any
    text_en: str = ""
    options: tuple[OptionSnapshot, ...] = ()
    min: int | None = None
    max: int | None = None

    @property
    def label(self) -> str:
        return localised(self.text, self.text_en)

    def in_words(self, answer: Any) -> str:
        """An answer as people read it: “是”, “12”, the option's name."""
        if isinstance(answer, bool):
            return _("yes") if answer else _("no")
        return next((one.label for one in self.options if one.value == answer), str(answer))


@dataclass(frozen=True)
class TopicSnapshot(Named, Shape):
    """A heading of the merged form."""

    code: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class MatterItemSnapshot(Shape):
    """An item inside a matter. `needs` are hard, `soft` are soft predecessors (item codes);
    `include_when` an expression over facts, "" for always; `phase` is main or post."""

    item: ItemSnapshot
    include_when: str = ""
    needs: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    phase: str = "main"
    position: int = 0


@dataclass(frozen=True)
class MatterSnapshot(Named, Shape):
    """One published matter (一件事) with all it refers to.

    `facts` holds the questions and the fixed facts by id; `question_ids` the asked ones in order;
    `fixed` the values the matter sets itself. `elements` and `materials` hold what any of the items
    uses, once each, by key and by code. `reference` are the sample answers behind the published
    figures; `promised` and `statutory` the limits for them (R19); `figures` as `figures()` gives.
    """

    code: str
    name: str
    lead_department: str
    organisation: str
    calendar: str
    unit: str
    items: tuple[MatterItemSnapshot, ...]
    elements: dict[str, ElementSnapshot]
    materials: dict[str, MaterialSnapshot]
    departments: dict[str, DepartmentSnapshot]
    facts: dict[str, QuestionSnapshot]
    question_ids: tuple[str, ...]
    fixed: dict[str, Any]
    reference: dict[str, Any]
    promised: LimitSnapshot
    statutory: LimitSnapshot
    name_en: str = ""
    version: int = 0
    audience: tuple[str, ...] = ()
    intro: str = ""
    intro_en: str = ""
    aliases: tuple[str, ...] = ()
    aliases_en: tuple[str, ...] = ()
    life_event: str = ""
    extra_visits: int = 0
    topics: tuple[TopicSnapshot, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def questions(self) -> tuple[QuestionSnapshot, ...]:
        """What the applicant is asked, in order."""
        return tuple(self.facts[one] for one in self.question_ids)

    @cached_property
    def by_code(self) -> dict[str, MatterItemSnapshot]:
        return {one.item.code: one for one in self.items}

    @cached_property
    def fact_types(self) -> dict[str, str]:
        """The type of every fact, for conditions."""
        return {key: fact.type for key, fact in self.facts.items()}

    @property
    def introduction(self) -> str:
        return localised(typeset(self.intro), self.intro_en)

    def department_label(self, code: str) -> str:
        """The department's name in the reader's language; the code when the snapshot does not know it."""
        department = self.departments.get(code)
        return department.label if department else code
