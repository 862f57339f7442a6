"""The graph of a matter's items for one scenario: who is in, in which order, how long it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from services.catalog.snapshot import ItemSnapshot, MatterItemSnapshot, MatterSnapshot
from services.conditions import compile

Predecessors = Mapping[str, tuple[str, ...]]
AmountOf = Callable[[ItemSnapshot], Decimal]


def promised(item: ItemSnapshot) -> Decimal:
    return item.promised.amount


def statutory(item: ItemSnapshot) -> Decimal:
    return item.statutory.amount


def holds(matter: MatterSnapshot, expression: str, facts: Mapping[str, Any]) -> bool:
    """Whether a condition over facts is met; an empty one always is."""
    return not expression or compile(expression, matter.fact_types).holds(facts)


@dataclass(frozen=True)
class Path:
    """A chain of items, one waiting for the other, and what it adds up to."""

    codes: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True)
class Scenario:
    """The items these facts include. `live` are those of the main phase, in dependency order.

    Dependencies on items the scenario leaves out are dropped (direct ones only, as R15 reads).
    """

    matter: MatterSnapshot
    facts: Mapping[str, Any]
    included: tuple[MatterItemSnapshot, ...]
    excluded: tuple[MatterItemSnapshot, ...]

    @cached_property
    def predecessors(self) -> dict[str, tuple[str, ...]]:
        """Hard predecessors inside the main phase, by item code."""
        main = {one.item.code for one in self.included if one.phase != "post"}
        return {
            one.item.code: tuple(code for code in one.needs if code in main)
            for one in self.included
            if one.item.code in main
        }

    @cached_property
    def order(self) -> tuple[str, ...]:
        return in_order(self.predecessors)

    @cached_property
    def waves(self) -> dict[str, int]:
        """1 for items that wait for none, else one more than the latest they wait for."""
        wave: dict[str, int] = {}
        for code in self.order:
            wave[code] = 1 + max((wave[before] for before in self.predecessors[code]), default=0)
        return wave

    @property
    def live(self) -> tuple[ItemSnapshot, ...]:
        return tuple(self.matter.by_code[code].item for code in self.order)

    def longest_path(self, amount_of: AmountOf) -> Path:
        """The chain with the largest sum, in the unit of the limits."""
        finish: dict[str, Decimal] = {}
        behind: dict[str, str | None] = {}
        for code in self.order:
            before = max(self.predecessors[code], key=finish.__getitem__, default=None)
            behind[code] = before
            finish[code] = (finish[before] if before else Decimal(0)) + amount_of(self.matter.by_code[code].item)
        last = max(finish, key=finish.__getitem__, default=None)
        return Path(_chain(behind, last), finish[last] if last else Decimal(0))

    def worst_case(self, amount_of: AmountOf) -> Path:
        """Whole working days that always cover the graph under R20–R23, whatever the hour of acceptance.

        Time is counted in half-day sessions (2 × day + 0 in the morning, 1 in the afternoon), once for
        acceptance in the morning and once in the afternoon; the worse of the two counts.
        """
        return max((self._from_session(start, amount_of) for start in (0, 1)), key=lambda path: path.amount)

    def _from_session(self, start: int, amount_of: AmountOf) -> Path:
        due: dict[str, int] = {}
        behind: dict[str, str | None] = {}
        for code in self.order:
            before = max(self.predecessors[code], key=due.__getitem__, default=None)
            behind[code] = before
            due[code] = _due_session(due[before] if before else start, amount_of(self.matter.by_code[code].item))
        last = max(due, key=due.__getitem__, default=None)
        return Path(_chain(behind, last), Decimal(due[last] // 2 if last else 0))


def scenario(matter: MatterSnapshot, facts: Mapping[str, Any]) -> Scenario:
    """Sorts the matter's items into included and excluded. `facts` holds every fact of the matter."""
    included: list[MatterItemSnapshot] = []
    excluded: list[MatterItemSnapshot] = []
    for one in matter.items:
        (included if holds(matter, one.include_when, facts) else excluded).append(one)
    return Scenario(matter, facts, tuple(included), tuple(excluded))


def in_order(predecessors: Predecessors) -> tuple[str, ...]:
    """Codes so that each comes after all it waits for; codes on a cycle are left out."""
    placed: dict[str, None] = {}
    waiting = list(predecessors)
    while waiting:
        still = []
        for code in waiting:
            if all(before in placed for before in predecessors[code]):
                placed[code] = None
            else:
                still.append(code)
        if len(still) == len(waiting):
            break
        waiting = still
    return tuple(placed)


def on_cycle(predecessors: Predecessors) -> tuple[str, ...]:
    """Codes that wait for themselves, directly or through others."""
    return tuple(code for code in predecessors if code in _reachable(predecessors, predecessors[code]))


def ancestors(predecessors: Predecessors, code: str) -> frozenset[str]:
    """Every code that must come before this one."""
    return _reachable(predecessors, predecessors.get(code, ()))


def _reachable(predecessors: Predecessors, start: Iterable[str]) -> frozenset[str]:
    seen: set[str] = set()
    ahead = list(start)
    while ahead:
        code = ahead.pop()
        if code not in seen:
            seen.add(code)
            ahead.extend(predecessors.get(code, ()))
    return frozenset(seen)


def _chain(behind: Mapping[str, str | None], last: str | None) -> tuple[str, ...]:
    chain = []
    while last is not None:
        chain.append(last)
        last = behind[last]
    return tuple(reversed(chain))


def _due_session(session: int, amount: Decimal) -> int:
    """The session in which something due `amount` days after `session` must be done (R20, R22, R23)."""
    if amount == 0:
        return session
    if amount != int(amount):
        return session + round(amount * 2)
    return 2 * (session // 2 + int(amount)) + 1
