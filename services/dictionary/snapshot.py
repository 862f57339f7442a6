"""A data element as a published matter keeps it: everything needed to ask, check and show it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from services.dictionary.shapes import Named, Shape, localised

ELEMENT_TYPES = ("string", "text", "int", "decimal", "date", "datetime", "bool", "code")


@dataclass(frozen=True)
class OptionSnapshot(Shape):
    """One value of a code set, or one answer of a question."""

    value: str
    name: str
    name_en: str = ""

    @property
    def label(self) -> str:
        return localised(self.name, self.name_en)


@dataclass(frozen=True)
class ElementSnapshot(Named, Shape):
    """One data element (数据元).

    `type` is one of ELEMENT_TYPES. `source` is the code of the authoritative department, None
    when only the applicant knows. `from_fact` names the question whose answer already is this
    element; `from_fact_values` maps its answers (as JSON text) where the two differ in form,
    an answer without an entry then leaves the element to be asked. `after` is the key of the
    element this one must lie behind. `sensitivity` is P, I, S or X. `asked_if_unknown`: it has a
    source, but where that holds no value for this person the applicant states it.
    """

    code: str
    key: str
    name: str
    type: str
    name_en: str = ""
    pattern: str = ""
    min: Decimal | None = None
    max: Decimal | None = None
    min_len: int | None = None
    max_len: int | None = None
    check: str = ""
    after: str = ""
    derived: str = ""
    source: str | None = None
    sensitivity: str = "I"
    self_service: bool = False
    code_set: str = ""
    options: tuple[OptionSnapshot, ...] = ()
    from_fact: str = ""
    from_fact_values: dict[str, Any] = field(default_factory=dict)
    topic: str = ""
    format_hint: str = ""
    format_hint_en: str = ""
    asked_if_unknown: bool = False
    example: str = ""
    note: str = ""

    @property
    def hint(self) -> str:
        """What a right value looks like, in the reader's language: "8 位数字"."""
        return localised(self.format_hint, self.format_hint_en)

    @property
    def sensitive(self) -> bool:
        """Masked by default (R84)."""
        return self.sensitivity in ("S", "X")

    @cached_property
    def option_labels(self) -> dict[str, OptionSnapshot]:
        return {option.value: option for option in self.options}
