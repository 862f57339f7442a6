"""Matters: questions, items, dependencies; then every combination of answers is walked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from services.catalog.catalogue import Catalogue, MatterDraft
from services.catalog.graph import on_cycle
from services.catalog.lint.dictionary import is_answer
from services.catalog.lint.findings import ERROR, Finding, Path, unknown
from services.catalog.lint.items import lint_expression
from services.catalog.lint.reach import lint_reach
from services.catalog.lint.walk import walk

CODE = re.compile(r"OM-[A-Z][A-Z0-9-]*")


def lint_matter(catalogue: Catalogue, one: MatterDraft, *, walkable: bool) -> Iterator[Finding]:
    """Everything wrong with one matter. Answers are walked only where nothing else is wrong, and where
    the caller says that of its items (`walkable`): a doubtful expression is never evaluated."""
    static = list(_static(catalogue, one))
    yield from static
    if walkable and not static:
        yield from walk(catalogue, one)
        yield from (finding for finding in lint_reach(catalogue, one) if finding.severity == ERROR)


def _static(catalogue: Catalogue, one: MatterDraft) -> Iterator[Finding]:
    here: Path = ("matters", one.code)
    if not CODE.fullmatch(one.code):
        yield Finding((*here, "code"), _("A matter's code is OM-NAME."), _("Write it in capital letters."))
    yield from _facts(catalogue, one, here)
    yield from _items(catalogue, one, here)
    yield from _lead(catalogue, one, here)
    yield from _units(catalogue, one, here)
    if one.life_event and one.life_event not in catalogue.life_events:
        yield unknown((*here, "life_event"), _("Life event"), one.life_event, catalogue.life_events)


def _facts(catalogue: Catalogue, one: MatterDraft, here: Path) -> Iterator[Finding]:
    for position, key in enumerate(one.question_ids):
        if key not in catalogue.facts:
            yield unknown((*here, "questions", position), _("Fact"), key, catalogue.facts)
        if key in one.fixed:
            yield Finding(
                (*here, "set", key), _("%(key)s is asked and fixed at once.") % {"key": key}, _("Ask it or fix it.")
            )
        if one.question_ids.count(key) > 1 and one.question_ids.index(key) == position:
            yield Finding((*here, "questions"), _("%(code)s stands here twice.") % {"code": key}, _("Keep it once."))
    for key, value in one.fixed.items():
        if key not in catalogue.facts:
            yield unknown((*here, "set", key), _("Fact"), key, catalogue.facts)
        elif not is_answer(catalogue.facts[key], value):
            yield _no_answer((*here, "set", key), key, value)
    yield from _reference(catalogue, one, here)


def _reference(catalogue: Catalogue, one: MatterDraft, here: Path) -> Iterator[Finding]:
    missing = [key for key in one.question_ids if key not in one.reference]
    if missing or set(one.reference) - set(one.question_ids):
        yield Finding(
            (*here, "reference"),
            _("The sample answers do not answer exactly the questions asked."),
            _("Give one answer for each of: %(keys)s.") % {"keys": ", ".join(one.question_ids) or "—"},
        )
    for key, value in one.reference.items():
        if key in catalogue.facts and not is_answer(catalogue.facts[key], value):
            yield _no_answer((*here, "reference", key), key, value)


def _no_answer(path: Path, key: str, value: object) -> Finding:
    return Finding(
        path,
        _("%(value)r is no possible answer to %(key)s.") % {"value": value, "key": key},
        _("Choose one of the answers this fact allows."),
    )


def _items(catalogue: Catalogue, one: MatterDraft, here: Path) -> Iterator[Finding]:
    codes = [row.item for row in one.items]
    if not codes:
        yield Finding((*here, "items"), _("The matter has no items."), _("Add at least one."))
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield Finding((*here, "items"), _("%(code)s stands here twice.") % {"code": code}, _("Keep it once."))
    types = {key: catalogue.facts[key].type for key in [*one.question_ids, *one.fixed] if key in catalogue.facts}
    phases = {row.item: row.phase for row in one.items}
    for position, row in enumerate(one.items):
        place = (*here, "items", position)
        if row.item not in catalogue.items:
            yield unknown((*place, "item"), _("Item"), row.item, catalogue.items)
            continue
        if row.phase not in ("main", "post"):
            yield unknown((*place, "phase"), _("Phase"), row.phase, ("main", "post"))
        if row.include_when:
            yield from lint_expression((*place, "include_when"), row.include_when, types)
        for name, before in (("needs", row.needs), ("soft", row.soft)):
            yield from _predecessors((*place, name), row.item, before, phases)
        for code in sorted(set(row.needs) & set(row.soft)):
            yield Finding(
                (*place, "soft"),
                _("%(code)s is a hard and a soft predecessor at once.") % {"code": code},
                _("Keep one of the two."),
            )
        yield from _material_facts(catalogue, row.item, types, (*place, "item"))
    yield from _cycles(one, here)


def _predecessors(path: Path, item: str, before: tuple[str, ...], phases: dict[str, str]) -> Iterator[Finding]:
    for code in before:
        if code not in phases:
            yield unknown(path, _("Predecessor"), code, phases)
        elif phases[code] == "post" and phases[item] != "post":
            yield Finding(
                path,
                _("%(code)s comes after the event, so %(item)s cannot wait for it.") % {"code": code, "item": item},
                _("Take it out, or move it into the main phase."),
            )
    if len(set(before)) < len(before):
        yield Finding(path, _("A predecessor is named twice."), _("Keep it once."))


def _material_facts(catalogue: Catalogue, item: str, types: dict[str, str], path: Path) -> Iterator[Finding]:
    """Conditions of the item's materials speak only of facts this matter asks or fixes."""
    for asked in catalogue.items[item].materials:
        if not asked.when:
            continue
        for finding in lint_expression(path, asked.when, types):
            what = _("%(item)s asks for %(material)s under a condition this matter cannot answer: %(why)s")
            yield Finding(
                path,
                what % {"item": item, "material": asked.code, "why": finding.what},
                _("Ask the fact under questions, or fix it under set."),
            )


def _cycles(one: MatterDraft, here: Path) -> Iterator[Finding]:
    known = {row.item for row in one.items}
    before = {row.item: tuple(code for code in (*row.needs, *row.soft) if code in known) for row in one.items}
    circle = on_cycle(before)
    if circle:
        yield Finding(
            (*here, "items", [row.item for row in one.items].index(circle[0]), "needs"),
            _("These items wait for one another in a circle: %(codes)s.") % {"codes": ", ".join(circle)},
            _("Take one dependency out."),
        )


def _lead(catalogue: Catalogue, one: MatterDraft, here: Path) -> Iterator[Finding]:
    if one.lead_department not in catalogue.departments:
        yield unknown((*here, "lead_dept"), _("Department"), one.lead_department, catalogue.departments)
        return
    involved = {catalogue.items[row.item].department for row in one.items if row.item in catalogue.items}
    if involved and one.lead_department not in involved:
        yield Finding(
            (*here, "lead_dept"),
            _("The lead department %(code)s has no item in this matter.") % {"code": one.lead_department},
            _("Let one of %(codes)s lead.") % {"codes": ", ".join(sorted(involved))},
        )


def _units(catalogue: Catalogue, one: MatterDraft, here: Path) -> Iterator[Finding]:
    main = [row.item for row in one.items if row.phase != "post" and row.item in catalogue.items]
    units = {catalogue.items[code].unit for code in main}
    if len(units) > 1:
        yield Finding(
            (*here, "items"),
            _("Working days and calendar hours are mixed in one limit."),
            _("Use items of one unit, or move the others after the event."),
        )
    if one.items and not main:
        yield Finding((*here, "items"), _("Nothing happens before the event."), _("Put an item into the main phase."))
