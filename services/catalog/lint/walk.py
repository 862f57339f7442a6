"""Walks every combination of answers of a matter that its conditions can tell apart."""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from services.catalog import graph
from services.catalog.catalogue import Catalogue, MatterDraft, outline
from services.catalog.graph import Scenario, scenario
from services.catalog.lint.findings import Finding
from services.catalog.snapshot import MatterSnapshot, QuestionSnapshot
from services.conditions.grammar import parse

MOST_COMBINATIONS = 20_000


def walk(catalogue: Catalogue, draft: MatterDraft) -> Iterator[Finding]:
    """Combinations that leave nothing to do, and results asked for before they exist. One finding each kind."""
    matter = outline(catalogue, draft)
    empty_found = False
    early: set[tuple[str, str]] = set()
    for answers in combinations(matter):
        plan = scenario(matter, {**matter.fixed, **answers})
        if not plan.order and not empty_found:
            empty_found = True
            yield Finding(
                ("matters", draft.code, "items"),
                _("With these answers nothing is left to do: %(answers)s.") % {"answers": _listed(answers)},
                _("Include an item without a condition, or fix the conditions."),
            )
        for item, material, producer in _early_results(plan):
            if (item, material) not in early:
                early.add((item, material))
                yield _too_early(draft, item, material, producer)


def combinations(matter: MatterSnapshot) -> Iterator[dict[str, Any]]:
    """Answers to try: every option, and for numbers the bounds and both sides of every constant compared."""
    numbers = _constants(matter)
    choices = [values_of(question, numbers) for question in matter.questions]
    # Rather fewer numbers than a walk without end.
    while math.prod(map(len, choices)) > MOST_COMBINATIONS and max(map(len, choices)) > 2:
        longest = max(range(len(choices)), key=lambda place: len(choices[place]))
        choices[longest] = choices[longest][:: len(choices[longest]) - 1]
    every = itertools.product(*choices)
    for values in itertools.islice(every, MOST_COMBINATIONS):
        yield dict(zip(matter.question_ids, values, strict=True))


def values_of(question: QuestionSnapshot, numbers: set[int]) -> list[Any]:
    """Every answer to a question that conditions comparing with these numbers can tell apart."""
    if question.type == "bool":
        return [True, False]
    if question.type == "single":
        return [option.value for option in question.options]
    low, high = question.min or 0, question.max or 0
    near = {number + step for number in numbers for step in (-1, 0, 1)}
    return sorted({low, high, *(number for number in near if low <= number <= high)})


def _constants(matter: MatterSnapshot) -> set[int]:
    expressions = {one.include_when for one in matter.items}
    expressions |= {asked.when for one in matter.items for asked in one.item.materials}
    return {number for expression in expressions if expression for number in numbers_in(expression)}


def numbers_in(expression: str) -> set[int]:
    """The whole numbers an expression compares with."""
    return {
        int(node.value)
        for node in ast.walk(parse(expression))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool)
    }


def _early_results(plan: Scenario) -> Iterator[tuple[str, str, str]]:
    """(item, material, producer) where the result of an item in the case is used without waiting for it (R18)."""
    for item in plan.live:
        for asked in item.materials:
            producer = plan.matter.materials[asked.code].of_item
            if producer is None or producer not in plan.predecessors or producer == item.code:
                continue
            if graph.holds(plan.matter, asked.when, plan.facts) and producer not in graph.ancestors(
                plan.predecessors, item.code
            ):
                yield item.code, asked.code, producer


def _too_early(draft: MatterDraft, item: str, material: str, producer: str) -> Finding:
    place = [row.item for row in draft.items].index(item)
    return Finding(
        ("matters", draft.code, "items", place, "needs"),
        _("%(item)s uses %(material)s, the result of %(producer)s, without waiting for it.")
        % {"item": item, "material": material, "producer": producer},
        _("Add %(producer)s to the needs of %(item)s.") % {"producer": producer, "item": item},
    )


def _listed(answers: dict[str, Any]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in answers.items()) or "—"
