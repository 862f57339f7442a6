"""Short ways into stories of absence: a delegation, a leave, a case that waits for the head."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from departments.org.models import Department, Membership
from departments.org.operations import record_absence
from workflows.operations.absence.delegating import delegate
from workflows.people.delegations import Wish

OFFICE, BUDGET = "OF-OFFICE-001", "OF-FIN-001"


def department(code: str) -> Department:
    return Department.objects.get(code=code)


def give(town: Any, giver: str, to: str, code: str, *duties: str, days: int = 10, **scope: Any) -> Any:
    """`giver` lets `to` act for them in the department from now on."""
    scope.setdefault("ends", timezone.now() + timedelta(days=days))
    wish = Wish(department(code), duties or ("approve",), reason="出差", **scope)
    [given] = delegate(actor=town.person(giver), to=town.person(to), wishes=[wish])
    return given


def away(town: Any, name: str, until: datetime | None = None) -> Any:
    person = town.person(name)
    now = timezone.now()
    return record_absence(person, starts=now, ends=until or now + timedelta(days=5), actor=person)


def backed_by(name: str, backup: str, town: Any) -> None:
    """The person's post names who has its work while they are away."""
    Membership.objects.filter(user__username=name).update(backup=town.person(backup))


def for_the_head(town: Any, case: Any, code: str = BUDGET) -> Any:
    """The item's deciding step, its handlers done."""
    while True:
        [task] = town.open_tasks(case, kind="step", case_item__code=code)
        if task.decides:
            return task
        town.act(task, "pass", opinion="已核对")


def accepted(town: Any, **changes: Any) -> Any:
    case = town.reception(**changes)
    town.accept(case)
    return case
