"""Before and after (改革前后): the counts a matter publishes, from the same data its cases run on."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from services.catalog import graph
from services.catalog.answers import read_answers
from services.catalog.graph import Scenario, scenario
from services.catalog.snapshot import MatterSnapshot


def figures(matter: MatterSnapshot, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Counts of papers, forms, fields, visits, steps and days for these answers, before and after.

    `before.materials` counts every paper the included items ask for; `after.materials` only the
    distinct ones the applicant hands in; `after.steps` is intake, waves and delivery.
    """
    read = read_answers(matter, answers)
    plan = scenario(matter, {**matter.fixed, **read})
    asked = _papers(plan)
    hand_in = sorted({code for code in asked if not matter.materials[code].exempt})
    return {
        "scenario": dict(read),
        "unit": matter.unit,
        "items": len(plan.order),
        "before": _before(plan, asked),
        "after": _after(plan, hand_in),
        "hand_in": hand_in,
        "waves": _waves(plan),
    }


def merged_form(matter: MatterSnapshot) -> list[dict[str, Any]]:
    """Every element any item uses, once, with who uses it and when it is shown (R16)."""
    uses: dict[str, list[str]] = {}
    for one in matter.items:
        for key in one.item.elements:
            uses.setdefault(key, []).append(one.item.code)
    return [
        {
            "de": matter.elements[key].code,
            "key": key,
            "name": matter.elements[key].name,
            "fill": "prefill" if matter.elements[key].source else "ask",
            "used_by": codes,
            "show_when": _show_when(matter, codes),
        }
        for key, codes in uses.items()
    ]


def _show_when(matter: MatterSnapshot, codes: list[str]) -> str | None:
    conditions = {matter.by_code[code].include_when for code in codes}
    return None if "" in conditions else " or ".join(sorted(f"({condition})" for condition in conditions))


def _papers(plan: Scenario) -> list[str]:
    return [one.code for item in plan.live for one in item.materials if graph.holds(plan.matter, one.when, plan.facts)]


def _before(plan: Scenario, asked: list[str]) -> dict[str, Any]:
    return {
        "materials": len(asked),
        "forms": len(plan.order),
        "fields": sum(len(item.elements) for item in plan.live),
        "visits": sum(item.legacy_visits for item in plan.live),
        "steps": sum(item.legacy_steps for item in plan.live),
        "days_serial": _number(sum((item.legacy_amount for item in plan.live), Decimal(0))),
    }


def _after(plan: Scenario, hand_in: list[str]) -> dict[str, Any]:
    matter = plan.matter
    keys = {key for item in plan.live for key in item.elements}
    return {
        "materials": len(hand_in),
        "materials_deferrable": sum(matter.materials[code].deferrable for code in hand_in),
        "forms": 1,
        "fields": len(keys),
        "fields_prefilled": sum(1 for key in keys if matter.elements[key].source),
        "visits": max((item.promised_visits for item in plan.live), default=0) + matter.extra_visits,
        "steps": 2 + max(plan.waves.values(), default=0),
        "days_serial": _number(sum((item.promised.amount for item in plan.live), Decimal(0))),
        "days_parallel": _number(plan.longest_path(graph.promised).amount),
        "days_statutory_parallel": _number(plan.longest_path(graph.statutory).amount),
    }


def _waves(plan: Scenario) -> list[list[str]]:
    last = max(plan.waves.values(), default=0)
    return [sorted(code for code in plan.order if plan.waves[code] == wave) for wave in range(1, last + 1)]


def _number(amount: Decimal) -> int | float:
    return int(amount) if amount == int(amount) else round(float(amount), 2)
