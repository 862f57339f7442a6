"""Many cases at once: a heap of events in working minutes, desks with so many people, first come first served."""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from services.catalog.simulation.plans import NOBODY, Plan

# Work takes now less, now more than its mean: half of it within about 0.7 to 1.4 times.
SPREAD = 0.5


@dataclass
class DeskRecord:
    """What one desk saw. Times in working minutes; `longest` is the queue's greatest length of each day."""

    people: int
    done: int = 0
    busy: float = 0.0
    waited: float = 0.0
    longest_wait: float = 0.0
    longest: list[int] = field(default_factory=list)


@dataclass
class Run:
    """Arrivals in, completions out. The same seed gives the same run, event by event."""

    plans: Sequence[Plan]
    arrivals: Sequence[float]
    people: Sequence[int]
    seed: int
    day_minutes: float
    completions: list[float] = field(init=False)
    desks: list[DeskRecord] = field(init=False)
    now: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        self.completions = [0.0] * len(self.plans)
        self.desks = [DeskRecord(count) for count in self.people]
        self._free = list(self.people)
        self._queues: list[deque[tuple[float, int, int, int, int]]] = [deque() for _desk in self.people]
        self._random = Random(self.seed)
        self._shift = -SPREAD * SPREAD / 2
        self._events: list[tuple[float, int, int, int, int, int]] = []
        self._number = 0
        self._waits = [list(plan.waits) for plan in self.plans]
        self._open = [[len(branches) for branches in plan.branches] for plan in self.plans]
        self._left = [len(plan.items) for plan in self.plans]

    def go(self) -> Run:
        """Run until every case is done."""
        # An arrival is an event of item -1.
        for case, moment in enumerate(self.arrivals):
            self._push(moment, case, -1, 0, 0)
        while self._events:
            self.now, _number, case, item, branch, place = heapq.heappop(self._events)
            if item < 0:
                self._arrive(case)
            else:
                self._finish(case, item, branch, place)
        return self

    def _push(self, moment: float, case: int, item: int, branch: int, place: int) -> None:
        self._number += 1
        heapq.heappush(self._events, (moment, self._number, case, item, branch, place))

    def _arrive(self, case: int) -> None:
        plan = self.plans[case]
        if not plan.items:
            self.completions[case] = self.now
        for item in plan.first:
            self._start(case, item)

    def _start(self, case: int, item: int) -> None:
        for branch in range(len(self.plans[case].branches[item])):
            self._ask(case, item, branch, 0)

    def _ask(self, case: int, item: int, branch: int, place: int) -> None:
        """A piece of work comes to its desk: somebody is free, or it queues."""
        desk = self.plans[case].branches[item][branch][place].desk
        if desk == NOBODY or self._free[desk]:
            self._serve(desk, self.now, case, item, branch, place)
            return
        queue = self._queues[desk]
        queue.append((self.now, case, item, branch, place))
        self._mark(desk, len(queue))

    def _serve(self, desk: int, since: float, case: int, item: int, branch: int, place: int) -> None:
        minutes = self.plans[case].branches[item][branch][place].minutes
        took = minutes * math.exp(self._shift + SPREAD * self._random.gauss(0.0, 1.0))
        if desk != NOBODY:
            record = self.desks[desk]
            waited = self.now - since
            self._free[desk] -= 1
            record.busy += took
            record.waited += waited
            record.done += 1
            record.longest_wait = max(record.longest_wait, waited)
        self._push(self.now + took, case, item, branch, place)

    def _finish(self, case: int, item: int, branch: int, place: int) -> None:
        chain = self.plans[case].branches[item][branch]
        desk = chain[place].desk
        if desk != NOBODY:
            self._free[desk] += 1
            queue = self._queues[desk]
            if queue:
                self._mark(desk, len(queue))
                self._serve(desk, *queue.popleft())
        if place + 1 < len(chain):
            self._ask(case, item, branch, place + 1)
            return
        self._open[case][item] -= 1
        if not self._open[case][item]:
            self._conclude(case, item)

    def _conclude(self, case: int, item: int) -> None:
        waits = self._waits[case]
        for after in self.plans[case].successors[item]:
            waits[after] -= 1
            if not waits[after]:
                self._start(case, after)
        self._left[case] -= 1
        if not self._left[case]:
            self.completions[case] = self.now

    def _mark(self, desk: int, length: int) -> None:
        longest = self.desks[desk].longest
        day = int(self.now / self.day_minutes)
        while len(longest) <= day:
            longest.append(0)
        longest[day] = max(longest[day], length)
