"""One case as its people live it: what is planned for it, and chance of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from random import Random
from typing import Any

from portal.accounts.models import User
from portal.demo.history.company import Company
from portal.demo.history.hours import OfficeHours
from portal.demo.history.plans import Course, Plan
from services.cases.models import Case, CaseItem
from workflows.models import Task


@dataclass(frozen=True)
class Deed:
    """Something somebody will do. `actor` is who holds the task meanwhile, if it is one that can be held."""

    at: datetime
    do: Callable[[], Any]
    actor: User | None = None


class NotYet(Exception):
    """What the deed needs has not happened yet: it is tried again some hours later."""


@dataclass
class Story:
    plan: Plan
    # As it was handed in; its number, limit and applicant do not change.
    case: Case
    applicant: User
    company: Company
    hours: OfficeHours
    seed: int
    # Tasks that were open at the last look, and turns already planned.
    seen: set[int] = field(default_factory=set)
    turned: set[int] = field(default_factory=set)
    # The results are handed over: from now on the case may close, and be rated.
    handed_over: bool = False
    rated: bool = False

    @property
    def case_id(self) -> int:
        return self.case.pk

    @property
    def course(self) -> Course:
        return self.plan.course

    def look(self) -> tuple[datetime | None, list[Task]]:
        """The next alarm of the case, and the open tasks that were not open at the last look."""
        rows = dict(Task.objects.filter(case=self.case, finished=None).values_list("pk", "scheduled"))
        fresh, self.seen = rows.keys() - self.seen, set(rows)
        tasks = [self._with_its_own(task) for task in Task.objects.filter(pk__in=fresh).order_by("pk")] if fresh else []
        alarms = [moment for moment in rows.values() if moment is not None]
        return min(alarms, default=None), tasks

    def _with_its_own(self, task: Task) -> Task:
        """The task with what everybody knows of it already: joining four tables for each takes far longer."""
        task.case = self.case
        if task.case_item_id is not None:
            task.case_item = self._items[task.case_item_id]
        if task.department_id is not None:
            task.department = self.company.department(task.department_id)
        return task

    @cached_property
    def _items(self) -> dict[int, CaseItem]:
        return self.case.items.in_bulk()

    def chance(self, *key: object) -> Random:
        """Chance that depends on nothing but the seed, the plan and `key`: the order of events does not matter."""
        return Random(f"{self.seed}/{self.plan.name}/{key}")
