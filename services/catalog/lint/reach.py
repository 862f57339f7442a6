"""Questions and conditions nobody can reach: every answer within the bounds is tried."""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from services.catalog.catalogue import Catalogue, MatterDraft
from services.catalog.lint.findings import ERROR, HINT, WARNING, Finding, Path
from services.catalog.lint.walk import numbers_in, values_of
from services.catalog.snapshot import ElementSnapshot, ItemSnapshot, QuestionSnapshot
from services.conditions import ConditionError, compile
from services.conditions.grammar import names_in_tree, parse

MOST_TRIED = 20_000
A_DAY = date(2026, 3, 2)
ORDINARY_NUMBERS = (0, 1, 2, 3, 10, 11, 100, 1000)


def lint_reach(catalogue: Catalogue, draft: MatterDraft) -> Iterator[Finding]:
    """Items, papers and questions of a matter that no answers bring in, or that none leave out."""
    here: Path = ("matters", draft.code)
    facts = {key: catalogue.facts[key] for key in [*draft.question_ids, *draft.fixed]}
    speaks_of: set[str] = set()
    for place, row in enumerate(draft.items):
        item = catalogue.items[row.item]
        if row.include_when:
            speaks_of |= names_of(row.include_when)
            path: Path = (*here, "items", place, "include_when")
            yield from unknown_values(path, row.include_when, facts)
            yield from _inclusion(path, row.include_when, facts, draft)
        for asked in item.materials:
            if asked.when:
                speaks_of |= names_of(asked.when)
    used = {key for row in draft.items for key in catalogue.items[row.item].elements}
    speaks_of |= {catalogue.elements[key].from_fact for key in used}
    for place, key in enumerate(draft.question_ids):
        if key not in speaks_of:
            yield Finding(
                (*here, "questions", place),
                _("Whatever people answer to “%(question)s”, nothing changes.") % {"question": facts[key].text},
                _("Take the question out, or use it in a condition."),
                severity=WARNING,
                kind="idle_question",
            )


def _inclusion(
    path: Path, expression: str, facts: Mapping[str, QuestionSnapshot], draft: MatterDraft
) -> Iterator[Finding]:
    found = verdicts(expression, facts, draft.fixed)
    if found == {False}:
        yield Finding(
            path,
            _("No answers ever include this item: “%(expression)s” is never true.") % {"expression": expression},
            _("Correct the condition, or take the item out of the matter."),
            severity=ERROR,
            kind="never_included",
        )
    elif found == {True}:
        yield Finding(
            path,
            _("“%(expression)s” is always true here.") % {"expression": expression},
            _("Leave the condition out: the item belongs to every case."),
            severity=HINT,
            kind="always_included",
        )


def lint_papers(catalogue: Catalogue) -> Iterator[Finding]:
    """Papers that no matter ever asks for, whatever people answer."""
    uses: dict[str, list[tuple[MatterDraft, str]]] = {}
    for draft in catalogue.matters.values():
        for row in draft.items:
            uses.setdefault(row.item, []).append((draft, row.include_when))
    for code, rows in uses.items():
        for position, asked in enumerate(catalogue.items[code].materials):
            if asked.when and all(_never(asked.when, when, catalogue, draft) for draft, when in rows):
                yield Finding(
                    ("items", code, "materials", position, "when"),
                    _("Nobody is ever asked for %(material)s: “%(expression)s” is never true in any matter.")
                    % {"material": asked.code, "expression": asked.when},
                    _("Correct the condition, or take the paper out."),
                    severity=WARNING,
                    kind="paper_never",
                )


def _never(when: str, include_when: str, catalogue: Catalogue, draft: MatterDraft) -> bool:
    facts = {key: catalogue.facts[key] for key in [*draft.question_ids, *draft.fixed]}
    both = f"({when}) and ({include_when})" if include_when else when
    return verdicts(both, facts, draft.fixed) == {False}


def lint_checks(catalogue: Catalogue, item: ItemSnapshot) -> Iterator[Finding]:
    """Checks of an item that no values within the bounds of its elements meet."""
    for place, row in enumerate(item.conditions):
        if not row.check or any(name not in catalogue.elements for name in names_of(row.check)):
            continue
        path: Path = ("items", item.code, "conditions", place, "check")
        yield from unknown_values(path, row.check, catalogue.elements)
        found = verdicts(row.check, {name: catalogue.elements[name] for name in names_of(row.check)}, {})
        if found == {False}:
            yield Finding(
                path,
                _("Nobody can ever meet “%(text)s”: %(expression)s is never true within the bounds.")
                % {"text": row.text, "expression": row.check},
                _("Correct the check or the bounds of its fields."),
                severity=ERROR,
                kind="never_met",
            )


def unknown_values(
    path: Path, expression: str, known: Mapping[str, QuestionSnapshot | ElementSnapshot]
) -> Iterator[Finding]:
    """Comparisons with values that are in no list any more: renamed, retired or misspelt."""
    for node in ast.walk(parse(expression)):
        if not isinstance(node, ast.Compare) or not isinstance(node.left, ast.Name):
            continue
        thing = known.get(node.left.id)
        options = {option.value for option in thing.options} if thing else set()
        if not options:
            continue
        for value in (part.value for other in node.comparators for part in ast.walk(other) if _is_text(part)):  # type: ignore[attr-defined]
            if value not in options:
                yield Finding(
                    path,
                    _("%(name)s has no value “%(value)s” (any more).") % {"name": node.left.id, "value": value},
                    _("Use one of: %(codes)s.") % {"codes": ", ".join(sorted(options))},
                    severity=ERROR,
                    kind="unknown_value",
                )


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def names_of(expression: str) -> frozenset[str]:
    return names_in_tree(parse(expression))


def verdicts(
    expression: str, things: Mapping[str, QuestionSnapshot | ElementSnapshot], fixed: Mapping[str, Any]
) -> set[bool]:
    """What a condition says over all values worth trying; empty when it cannot be said."""
    names = sorted(names_of(expression))
    if any(name not in things for name in names):
        return set()
    condition = compile(expression, {name: things[name].type for name in names})
    numbers = numbers_in(expression)
    choices = [[fixed[name]] if name in fixed else _domain(things[name], numbers, expression) for name in names]
    if math.prod(map(len, choices)) > MOST_TRIED:
        return set()
    found: set[bool] = set()
    for values in itertools.product(*choices):
        try:
            found.add(condition.holds(dict(zip(names, values, strict=True))))
        except ConditionError:
            continue
        if len(found) == 2:
            break
    return found


def _domain(thing: QuestionSnapshot | ElementSnapshot, numbers: Iterable[int], expression: str) -> Sequence[Any]:
    if isinstance(thing, QuestionSnapshot):
        return values_of(thing, set(numbers))
    if thing.options:
        return [option.value for option in thing.options]
    if thing.type == "bool":
        return [True, False]
    if thing.type in ("int", "decimal"):
        return _numbers(thing, numbers)
    if thing.type in ("date", "datetime"):
        days = [A_DAY + timedelta(days=step) for step in (0, 1, 400)]
        midnight = datetime.min.time()
        return days if thing.type == "date" else [datetime.combine(day, midnight) for day in days]
    texts = [part.value for part in ast.walk(parse(expression)) if _is_text(part)]  # type: ignore[attr-defined]
    return [*dict.fromkeys(texts), "其他"]


def _numbers(thing: ElementSnapshot, numbers: Iterable[int]) -> list[int]:
    low = int(thing.min) if thing.min is not None else -1
    high = int(thing.max) if thing.max is not None else 10**9
    near = {number + step for number in (*numbers, *ORDINARY_NUMBERS) for step in (-1, 0, 1)}
    return sorted({low, high, *(number for number in near if low <= number <= high)})
