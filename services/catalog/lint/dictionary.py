"""Data elements: types, bounds, sources and the links between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from services.catalog.catalogue import Catalogue
from services.catalog.lint.findings import Finding, Path, unknown
from services.catalog.snapshot import ElementSnapshot, QuestionSnapshot
from services.conditions.translation import RESERVED
from services.dictionary.checkdigits import CHECKS
from services.dictionary.models import DEPARTMENT_SET
from services.dictionary.snapshot import ELEMENT_TYPES

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
SENSITIVITIES = ("P", "I", "S", "X")
BOUNDED = ("int", "decimal")
WRITTEN = ("string", "text")
TIMED = ("date", "datetime")
FITTING_FACTS = {"int": ("int", "decimal"), "bool": ("bool",), "single": ("code", "string")}


def lint_element(catalogue: Catalogue, one: ElementSnapshot) -> Iterator[Finding]:
    here: Path = ("elements", one.key)
    if not KEY.fullmatch(one.key) or one.key in RESERVED:
        yield Finding(
            (*here, "key"),
            _("The key %(key)s cannot be used in conditions.") % {"key": one.key},
            _("Use small letters, digits and underscores, beginning with a letter."),
        )
    if one.type not in ELEMENT_TYPES:
        yield unknown((*here, "type"), _("Type"), one.type, ELEMENT_TYPES)
        return
    if one.sensitivity not in SENSITIVITIES:
        yield unknown((*here, "sens"), _("Sensitivity"), one.sensitivity, SENSITIVITIES)
    if one.source and one.source not in catalogue.departments:
        yield unknown((*here, "src"), _("Department"), one.source, catalogue.departments)
    if one.check and one.check not in CHECKS:
        yield unknown((*here, "check"), _("Check digit"), one.check, CHECKS)
    yield from _code_set(catalogue, one, here)
    yield from _bounds(one, here)
    yield from _links(catalogue, one, here)
    yield from _from_fact(catalogue, one, here)


def _code_set(catalogue: Catalogue, one: ElementSnapshot, here: Path) -> Iterator[Finding]:
    if (one.type == "code") != bool(one.code_set):
        yield Finding(
            (*here, "set"),
            _("Type code and a code set belong together."),
            _("Name the code set with set:, or change the type."),
        )
    elif one.code_set and one.code_set not in {*catalogue.code_sets, DEPARTMENT_SET}:
        yield unknown((*here, "set"), _("Code set"), one.code_set, [*catalogue.code_sets, DEPARTMENT_SET])
    elif one.code_set in catalogue.code_sets and one.code_set != DEPARTMENT_SET and not one.options:
        yield Finding((*here, "set"), _("The code set %(code)s is empty.") % {"code": one.code_set}, _("Add values."))


def _bounds(one: ElementSnapshot, here: Path) -> Iterator[Finding]:
    if one.pattern:
        try:
            re.compile(one.pattern)
        except re.error as error:
            yield Finding(
                (*here, "pattern"),
                _("The pattern cannot be read: %(why)s.") % {"why": error},
                _("Write a regular expression such as ^\\d{8}$."),
            )
    pairs = (("min", one.min, one.max, BOUNDED), ("min_len", one.min_len, one.max_len, WRITTEN))
    for name, low, high, types in pairs:
        if low is not None and high is not None and low > high:
            yield Finding((*here, name), _("The lower bound is above the upper one."), _("Exchange or correct them."))
        if (low is not None or high is not None) and one.type not in types:
            yield Finding(
                (*here, name),
                _("An element of type %(type)s has no such bound.") % {"type": one.type},
                _("Take the bound out, or change the type."),
            )
    if (one.pattern or one.check) and one.type not in WRITTEN:
        yield Finding(
            (*here, "pattern" if one.pattern else "check"),
            _("A pattern or check digit fits text only, not %(type)s.") % {"type": one.type},
            _("Take it out, or make the type string."),
        )


def _links(catalogue: Catalogue, one: ElementSnapshot, here: Path) -> Iterator[Finding]:
    for name, other in (("after", one.after), ("derived", one.derived)):
        if other and other not in catalogue.elements:
            yield unknown((*here, name), _("Data element"), other, catalogue.elements)
    before = catalogue.elements.get(one.after)
    if before and (one.type not in TIMED or before.type != one.type or before.key == one.key):
        yield Finding(
            (*here, "after"),
            _("%(key)s cannot lie after %(other)s.") % {"key": one.key, "other": one.after},
            _("Both must be dates, or both moments, and not the same element."),
        )


def _from_fact(catalogue: Catalogue, one: ElementSnapshot, here: Path) -> Iterator[Finding]:
    if not one.from_fact:
        return
    fact = catalogue.facts.get(one.from_fact)
    if fact is None:
        yield unknown((*here, "from_fact"), _("Fact"), one.from_fact, catalogue.facts)
    elif not one.from_fact_values and one.type not in FITTING_FACTS.get(fact.type, ()):
        yield Finding(
            (*here, "from_fact"),
            _("The answer %(fact)s (%(fact_type)s) is no value of %(key)s (%(type)s).")
            % {"fact": fact.id, "fact_type": fact.type, "key": one.key, "type": one.type},
            _("Give the value for each answer under values."),
        )
    elif one.options:
        yield from _mapped_values(one, here)


def _mapped_values(one: ElementSnapshot, here: Path) -> Iterator[Finding]:
    for value in one.from_fact_values.values():
        if value not in one.option_labels:
            yield unknown((*here, "from_fact"), _("Value"), value, one.option_labels)


def lint_fact(one: QuestionSnapshot) -> Iterator[Finding]:
    here: Path = ("facts", one.id)
    if not KEY.fullmatch(one.id) or one.id in RESERVED:
        yield Finding(
            here,
            _("The name %(key)s cannot be used in conditions.") % {"key": one.id},
            _("Use small letters, digits and underscores, beginning with a letter."),
        )
    if one.type not in ("bool", "int", "single"):
        yield unknown((*here, "type"), _("Type"), one.type, ("bool", "int", "single"))
        return
    if one.type == "int" and (one.min is None or one.max is None or one.min > one.max):
        yield Finding((*here, "min"), _("A whole number needs its bounds."), _("Write min and max, min not above max."))
    elif one.type == "single" and len(one.options) < 2:
        yield Finding((*here, "options"), _("A choice needs two options or more."), _("Add options, or make it bool."))
    elif not is_answer(one, one.default):
        yield Finding(
            (*here, "default"),
            _("The default %(value)r is no possible answer.") % {"value": one.default},
            _("Choose one of the answers this fact allows."),
        )


def is_answer(fact: QuestionSnapshot, value: object) -> bool:
    """Whether a value of the catalogue is exactly an answer this fact allows."""
    if fact.type == "bool":
        return isinstance(value, bool)
    if fact.type == "int":
        whole = isinstance(value, int) and not isinstance(value, bool)
        return whole and (fact.min or 0) <= value <= (fact.max if fact.max is not None else value)  # type: ignore[operator]
    return value in {option.value for option in fact.options}
