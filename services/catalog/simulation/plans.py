"""What each case of a run has to go through: items as chains of work at desks, in the order of the graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from services.catalog.answers import read_answers
from services.catalog.graph import scenario
from services.catalog.snapshot import ItemSnapshot, MatterSnapshot

# Nothing is done in no time: an instant decision still takes somebody this long.
LEAST_MINUTES = 5.0
HANDLERS, HEADS = "handlers", "heads"
# Steps in the applicant's own department spread over the whole house: they take time, but never queue.
NOBODY = -1
HEAD_ROLES = frozenset({"dept_head", "leader"})


@dataclass(frozen=True)
class Desk:
    """Where work queues: the handlers of a department, or those who decide in it."""

    department: str
    role: str

    def __str__(self) -> str:
        return f"{self.department}:{self.role}"


@dataclass(frozen=True)
class Work:
    """One piece of work: the index of its desk (NOBODY for none) and the minutes it takes on average."""

    desk: int
    minutes: float


@dataclass(frozen=True)
class Plan:
    """A case: for every item its branches (chains of work that run side by side: the steps, and each
    opinion asked), how many items it waits for, and which wait for it."""

    items: tuple[str, ...]
    branches: tuple[tuple[tuple[Work, ...], ...], ...]
    waits: tuple[int, ...]
    successors: tuple[tuple[int, ...], ...]

    @cached_property
    def first(self) -> tuple[int, ...]:
        return tuple(place for place, count in enumerate(self.waits) if count == 0)


class Planner:
    """Plans for the cases of one matter; cases with the same answers share theirs.

    `share` of a step's promised time is work, the rest is the waiting a run is to find out;
    `day_minutes` is the length of a working day.
    """

    def __init__(self, matter: MatterSnapshot, *, share: float, day_minutes: float):
        self.matter = matter
        self.share = share
        self.unit_minutes = day_minutes if matter.unit == "wd" else 60.0
        self.desks: list[Desk] = []
        self._places: dict[Desk, int] = {}
        self._plans: dict[tuple[Any, ...], Plan] = {}

    def plan(self, answers: Mapping[str, Any]) -> Plan:
        """Raises Invalid as `read_answers` does."""
        key = tuple(sorted(answers.items()))
        if key not in self._plans:
            self._plans[key] = self._build(answers)
        return self._plans[key]

    def _build(self, answers: Mapping[str, Any]) -> Plan:
        read = read_answers(self.matter, answers)
        found = scenario(self.matter, {**self.matter.fixed, **read})
        place = {code: number for number, code in enumerate(found.order)}
        after: list[list[int]] = [[] for _code in found.order]
        for code, needs in found.predecessors.items():
            for before in needs:
                after[place[before]].append(place[code])
        return Plan(
            items=found.order,
            branches=tuple(self._branches(item) for item in found.live),
            waits=tuple(len(found.predecessors[code]) for code in found.order),
            successors=tuple(map(tuple, after)),
        )

    def _branches(self, item: ItemSnapshot) -> tuple[tuple[Work, ...], ...]:
        steps = tuple(
            Work(
                NOBODY
                if step.of_applicant
                else self._desk(item.department, HEADS if step.role in HEAD_ROLES else HANDLERS),
                self._minutes(float(step.days)),
            )
            for step in item.steps
        )
        opinions = tuple(
            (Work(self._desk(code, HANDLERS), self._minutes(float(one.days))),)
            for one in item.countersigns
            for code in one.departments
        )
        return (steps, *opinions)

    def _minutes(self, amount: float) -> float:
        return max(amount * self.unit_minutes * self.share, LEAST_MINUTES)

    def _desk(self, department: str, role: str) -> int:
        desk = Desk(department, role)
        if desk not in self._places:
            self._places[desk] = len(self.desks)
            self.desks.append(desk)
        return self._places[desk]
