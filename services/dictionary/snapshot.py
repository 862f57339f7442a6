"""A data element as a published matter keeps it: everything needed to ask, check and show it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from services.dictionary.shapes import Named, Shape, localised

# Names carry their unit at the end, in brackets: 预算金额(元). What a unit of money is worth in yuan.
MONEY = {"元": Decimal(1), "万元": Decimal(10000)}
_UNIT = re.compile(r"[(（]([^()（）]+)[)）]$")
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

    @property
    def yuan(self) -> Decimal | None:
        """What one of this element's numbers is worth in yuan; None for everything that is no money."""
        return worth(self.name) if self.type in ("decimal", "int") else None

    @cached_property
    def option_labels(self) -> dict[str, OptionSnapshot]:
        return {option.value: option for option in self.options}


def worth(name: str) -> Decimal | None:
    """The yuan behind the unit a name ends with: 1 for 预算金额(元), None for 用地面积(公顷)."""
    unit = _UNIT.search(name)
    return MONEY.get(unit[1]) if unit else None
