"""One case on an axis of working days: everything one after the other, and side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.catalog import graph
from services.catalog.answers import read_answers
from services.catalog.graph import Scenario, scenario
from services.catalog.resolution import limit_of
from services.catalog.snapshot import MatterSnapshot


@dataclass(frozen=True)
class Bar:
    """One item: from when to when it runs if all before it take their whole promise, in the matter's unit.

    `slack` is how much longer it could take before the case takes longer; `critical` means none.
    """

    code: str
    department: str
    start: Decimal
    finish: Decimal
    slack: Decimal
    critical: bool
    waits_for: tuple[str, ...]

    @property
    def amount(self) -> Decimal:
        return self.finish - self.start


@dataclass(frozen=True)
class Schedule:
    """`serial` and `legacy` add everything up, `parallel` is the longest path, `limit` what people are
    promised for it in whole working days whatever the hour of acceptance (R19); all in `unit`."""

    matter: MatterSnapshot
    answers: dict[str, Any]
    bars: tuple[Bar, ...]
    critical: tuple[str, ...]
    serial: Decimal
    parallel: Decimal
    limit: Decimal
    legacy: Decimal
    unit: str


def schedule(matter: MatterSnapshot, answers: Mapping[str, Any]) -> Schedule:
    """The schedule of the case these answers make. Raises Invalid as `read_answers` does."""
    read = read_answers(matter, answers)
    plan = scenario(matter, {**matter.fixed, **read})
    finish = _earliest(plan)
    latest = _latest(plan, max(finish.values(), default=Decimal(0)))
    bars = tuple(_bar(plan, code, finish[code], latest[code]) for code in plan.order)
    return Schedule(
        matter=matter,
        answers=read,
        bars=bars,
        critical=plan.longest_path(graph.promised).codes,
        serial=sum((bar.amount for bar in bars), Decimal(0)),
        parallel=max(finish.values(), default=Decimal(0)),
        limit=limit_of(plan, graph.promised).amount,
        legacy=sum((item.legacy_amount for item in plan.live), Decimal(0)),
        unit=matter.unit,
    )


def _bar(plan: Scenario, code: str, finish: Decimal, latest: Decimal) -> Bar:
    item = plan.matter.by_code[code].item
    return Bar(
        code=code,
        department=item.department,
        start=finish - item.promised.amount,
        finish=finish,
        slack=latest - finish,
        critical=latest == finish,
        waits_for=plan.predecessors[code],
    )


def _earliest(plan: Scenario) -> dict[str, Decimal]:
    finish: dict[str, Decimal] = {}
    for code in plan.order:
        start = max((finish[before] for before in plan.predecessors[code]), default=Decimal(0))
        finish[code] = start + plan.matter.by_code[code].item.promised.amount
    return finish


def _latest(plan: Scenario, end: Decimal) -> dict[str, Decimal]:
    """The latest moment each item may finish without the case finishing later."""
    latest = dict.fromkeys(plan.order, end)
    for code in reversed(plan.order):
        start = latest[code] - plan.matter.by_code[code].item.promised.amount
        for before in plan.predecessors[code]:
            latest[before] = min(latest[before], start)
    return latest
