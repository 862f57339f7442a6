"""One case as its people live it: what is planned for it, and chance of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from portal.accounts.models import User
from portal.demo.history.company import Company
from portal.demo.history.hours import OfficeHours
from portal.demo.history.plans import Course, Plan


@dataclass(frozen=True)
class Deed:
    """Something somebody will do. `actor` is who holds the task meanwhile, if it is one that can be held."""

    at: datetime
    do: Callable[[], Any]
    actor: User | None = None


@dataclass
class Story:
    plan: Plan
    case_id: int
    applicant: User
    company: Company
    hours: OfficeHours
    seed: int
    # Tasks of the case that have been thought about already.
    known: set[int] = field(default_factory=set)
    # The results are handed over: from now on the case may close, and be rated.
    handed_over: bool = False
    rated: bool = False

    @property
    def course(self) -> Course:
        return self.plan.course

    def chance(self, *key: object) -> Random:
        """Chance that depends on nothing but the seed, the plan and `key`: the order of events does not matter."""
        return Random(f"{self.seed}/{self.plan.name}/{key}")
