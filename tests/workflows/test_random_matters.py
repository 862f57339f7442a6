"""The same walk as in test_properties, through matters nobody designed.

In `make test` a short walk, the same every time. Further, and differently every time:
PROPERTY_EXAMPLES=3000 PROPERTY_STEPS=60 python -m pytest tests/workflows/test_random_matters.py
"""

from __future__ import annotations

from typing import Any

from hypothesis import note
from hypothesis.stateful import initialize, run_state_machine_as_test

from services.cases.models import Case
from tests.workflows import random_matters
from tests.workflows.test_properties import Walk, number, walk_settings

APPLICANTS = ("yuan.gongjia", "yuan.gongyi", "you.jingkou")


class RandomWalk(Walk):
    """Any graph, any countersigning, anybody."""

    most_cases = 2

    @initialize(plan=random_matters.plans, pick=number)
    def first_application(self, plan: random_matters.Plan, pick: int) -> None:
        snapshot = random_matters.publish(plan)
        for part in snapshot.items:
            note(f"{part.item.code} needs {part.needs} soft {part.soft} {part.item.countersigns}")
        self.apply(pick)
        self.ordinary_work(pick, 1 + pick % 20)

    def apply(self, pick: int) -> None:
        name = APPLICANTS[pick % len(APPLICANTS)]

        def submit() -> Any:
            return self.town.apply(random_matters.CODE, name, {}, {"reception_purpose": f"第{pick}次"})

        case: Case | None = self.attempt(f"{name} applies for a random matter", submit)
        if case is not None:
            self.cases.append(case.pk)


def test_no_graph_and_no_countersigning_leads_astray__R9_R10_R11_R14_R45(town):
    run_state_machine_as_test(RandomWalk, settings=walk_settings())
