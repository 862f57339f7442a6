"""The people of the demo company: who may act on a task, each read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from random import Random
from types import MappingProxyType

from departments.org.duties import holders, window_grade
from departments.org.models import Department
from portal.accounts.models import User
from services.catalog.models import MatterVersion
from services.catalog.queries import published_version
from workflows.models import Task, TaskKind
from workflows.people.permission import case_class


class Company:
    """Instances are shared between acts, so that a person's duties are read once, not once an act.

    `absences`: who is away from when to when; `delegates`: who acts for somebody, and since when.
    """

    def __init__(
        self,
        absences: Sequence[tuple[str, datetime, datetime]] = (),
        delegates: Mapping[str, tuple[str, datetime]] = MappingProxyType({}),
    ) -> None:
        self.absences, self.delegates = absences, delegates
        self._holders: dict[tuple[str, int], list[User]] = {}
        self._versions: dict[str, MatterVersion] = {}
        self._clerks: dict[tuple[int, str], list[User]] = {}

    @cached_property
    def _people(self) -> dict[int, User]:
        return User.objects.in_bulk()

    @cached_property
    def _by_name(self) -> dict[str, User]:
        return {person.username: person for person in self._people.values()}

    @cached_property
    def departments(self) -> dict[str, Department]:
        return {one.code: one for one in Department.objects.select_related("organisation")}

    @cached_property
    def _departments(self) -> dict[int, Department]:
        return {one.pk: one for one in self.departments.values()}

    def department(self, pk: int) -> Department:
        return self._departments[pk]

    def person(self, username: str) -> User:
        return self._by_name[username]

    def same(self, pk: int) -> User:
        return self._people[pk]

    def knows(self, username: str) -> bool:
        return username in self._by_name

    def version(self, matter: str) -> MatterVersion:
        if matter not in self._versions:
            self._versions[matter] = published_version(matter)
        return self._versions[matter]

    def holders(self, duty: str, department_id: int) -> list[User]:
        key = (duty, department_id)
        if key not in self._holders:
            self._holders[key] = [self.same(person.pk) for person in holders(duty, department_id)]
        return self._holders[key]

    def able(self, task: Task, at: datetime) -> list[User]:
        """Everybody who may act on the task and is there then, its holder alone if it has one (R3, R6, R52)."""
        if task.owner_id is not None:
            return [self.same(task.owner_id)]
        assert task.department_id is not None
        people = self._clerks_for(task) if task.kind == TaskKind.INTAKE else self.holders(task.duty, task.department_id)
        people = [self._acting_for(one, task, at) for one in people]
        free = [one for one in people if one.pk not in task.barred and not self.is_away(one, at)]
        return free or ([self.same(task.stand_in_id)] if task.stand_in_id else [])

    def _acting_for(self, person: User, task: Task, at: datetime) -> User:
        """Whoever acts for the person then, unless they are kept from this task (R3, R51)."""
        name, since = self.delegates.get(person.username, ("", at))
        if not name or at < since or task.kind not in (TaskKind.STEP, TaskKind.COUNTERSIGN):
            return person
        delegate = self.person(name)
        return person if delegate.pk in task.barred else delegate

    def is_away(self, person: User, at: datetime) -> bool:
        return any(person.username == name and starts <= at < ends for name, starts, ends in self.absences)

    def somebody(self, task: Task, rng: Random, at: datetime) -> User | None:
        people = self.able(task, at)
        return rng.choice(people) if people else None

    def spokesperson(self, department: str, rng: Random) -> User | None:
        """Who writes to applicants for a department."""
        pk = self.departments[department].pk
        people = self.holders("handle", pk) or self.holders("accept", pk) or self.holders("approve", pk)
        return rng.choice(people) if people else None

    def _clerks_for(self, task: Task) -> list[User]:
        """Window clerks whose grade covers this kind of case."""
        assert task.department_id is not None
        wanted = case_class(task)
        key = (task.department_id, wanted)
        if key not in self._clerks:
            grades = {person: window_grade(person, key[0]) for person in self.holders("accept", key[0])}
            self._clerks[key] = [person for person, grade in grades.items() if grade and wanted in grade.may_accept]
        return self._clerks[key]
