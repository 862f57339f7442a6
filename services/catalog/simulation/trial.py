"""A trial: so many cases a day, so many people at the desks; how long people wait and where it jams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.catalog.simulation.plans import HANDLERS, HEADS, Desk, Planner
from services.catalog.simulation.queueing import Run
from services.catalog.simulation.schedule import schedule
from services.catalog.snapshot import MatterSnapshot

MOST_CASES = 20_000
MOST_DAYS = 260
MOST_PEOPLE = 200
DAY_MINUTES = 480.0


@dataclass(frozen=True)
class Setting:
    """What is tried. `staff` gives the people of a department by "CODE" (its handlers) and "CODE:heads".

    `answers` are drawn from at random, one mapping a case; `recorded` are cases per working day as they
    really came, drawn from instead of `per_day`. `share` of each step's promise is work.
    """

    answers: Sequence[Mapping[str, Any]]
    days: int = 20
    per_day: float = 10.0
    recorded: Sequence[int] = ()
    staff: Mapping[str, int] = field(default_factory=dict)
    share: float = 0.3
    seed: int = 1
    day_minutes: float = DAY_MINUTES

    def people(self, desk: Desk) -> int:
        key = desk.department if desk.role == HANDLERS else f"{desk.department}:{HEADS}"
        return max(int(self.staff.get(key, 1)), 1)


@dataclass(frozen=True)
class DeskResult:
    """One desk over the whole trial: load is the share of its people's time taken; waits in working days."""

    desk: Desk
    people: int
    done: int
    load: float
    mean_wait: float
    longest_wait: float
    longest_queue: int
    queue_by_day: tuple[int, ...]
    total_wait: float


@dataclass(frozen=True)
class Trial:
    """What came of it; all lengths in working days. `lasted` is until the last case was done."""

    matter: MatterSnapshot
    setting: Setting
    lengths: tuple[float, ...]
    desks: tuple[DeskResult, ...]
    promise: float
    lasted: float

    @property
    def cases(self) -> int:
        return len(self.lengths)

    def within(self, days: float) -> float:
        """The share of cases done within so many working days."""
        return sum(length <= days for length in self.lengths) / (len(self.lengths) or 1)

    def percentile(self, share: float) -> float:
        """The length that this share of the cases does not exceed (nearest rank)."""
        ordered = self.lengths
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)] if ordered else 0.0

    @property
    def mean(self) -> float:
        return sum(self.lengths) / (len(self.lengths) or 1)

    @property
    def bottleneck(self) -> DeskResult | None:
        """Where the cases wait longest in all; None when nobody waits."""
        found = max(self.desks, key=lambda one: one.total_wait, default=None)
        return found if found and found.total_wait > 0 else None


def run(matter: MatterSnapshot, setting: Setting) -> Trial:
    """Try it. Deterministic for a seed. Raises Invalid beyond the bounds, or for answers it cannot read."""
    _check(setting)
    chance = Random(setting.seed)
    arrivals = _arrivals(setting, chance)
    planner = Planner(matter, share=setting.share, day_minutes=setting.day_minutes)
    plans = [planner.plan(chance.choice(setting.answers)) for _moment in arrivals]
    people = [setting.people(desk) for desk in planner.desks]
    done = Run(plans, arrivals, people, setting.seed, setting.day_minutes).go()
    day = setting.day_minutes
    lengths = sorted((end - start) / day for start, end in zip(arrivals, done.completions, strict=True))
    lasted = max(done.now, setting.days * day)
    return Trial(
        matter=matter,
        setting=setting,
        lengths=tuple(lengths),
        desks=tuple(_desk(desk, done, place, lasted, day) for place, desk in enumerate(planner.desks)),
        promise=float(max(_promise(matter, answers) for answers in _distinct(setting.answers))),
        lasted=lasted / day,
    )


def with_one_more(trial: Trial, desk: Desk) -> Trial:
    """The same trial with one more person at this desk."""
    key = desk.department if desk.role == HANDLERS else f"{desk.department}:{HEADS}"
    staff = {**trial.setting.staff, key: trial.setting.people(desk) + 1}
    return run(trial.matter, replace(trial.setting, staff=staff))


def _check(setting: Setting) -> None:
    expected = setting.days * (max(setting.recorded, default=0) or setting.per_day)
    if not 1 <= setting.days <= MOST_DAYS:
        raise Invalid(_("Try 1 to %(most)d working days.") % {"most": MOST_DAYS}, code="out_of_bounds")
    if not 0 < expected <= MOST_CASES:
        raise Invalid(
            _("That would be %(count)d cases; a trial takes 1 to %(most)d.")
            % {"count": int(expected), "most": MOST_CASES},
            code="out_of_bounds",
        )
    if any(count > MOST_PEOPLE for count in setting.staff.values()) or not 0 < setting.share <= 1:
        raise Invalid(
            _("At most %(most)d people stand at a desk, and work is at most the whole of a step's time.")
            % {"most": MOST_PEOPLE},
            code="out_of_bounds",
        )
    if not setting.answers:
        raise Invalid(_("Nothing was recorded to draw answers from: give answers."), code="out_of_bounds")


def _arrivals(setting: Setting, chance: Random) -> list[float]:
    """Moments in working minutes: on each day as many as were recorded or as chance gives, over its hours."""
    moments: list[float] = []
    for day in range(setting.days):
        start = day * setting.day_minutes
        if setting.recorded:
            count = chance.choice(setting.recorded)
            moments += [start + chance.random() * setting.day_minutes for _case in range(count)]
            continue
        moment = chance.expovariate(setting.per_day)
        while moment < 1:
            moments.append(start + moment * setting.day_minutes)
            moment += chance.expovariate(setting.per_day)
    return sorted(moments)


def _desk(desk: Desk, done: Run, place: int, lasted: float, day: float) -> DeskResult:
    seen = done.desks[place]
    return DeskResult(
        desk=desk,
        people=seen.people,
        done=seen.done,
        load=seen.busy / (seen.people * lasted) if lasted else 0.0,
        mean_wait=seen.waited / seen.done / day if seen.done else 0.0,
        longest_wait=seen.longest_wait / day,
        longest_queue=max(seen.longest, default=0),
        queue_by_day=tuple(seen.longest),
        total_wait=seen.waited / day,
    )


def _promise(matter: MatterSnapshot, answers: Mapping[str, Any]) -> float:
    """The promise in working days; hours are days of the trial's length only roughly, so they stay hours / 8."""
    found = schedule(matter, answers)
    return float(found.limit) if matter.unit == "wd" else float(found.limit) * 60 / DAY_MINUTES


def _distinct(answers: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return list({tuple(sorted(one.items())): one for one in answers}.values())
