"""Who stands behind a task, in words; and what a delegation reaches, as a condition (R51)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.org.delegated import Delegated
from workflows.models import Task
from workflows.people.standing_in import acted_for


def on_behalf(actor: str, principal: str) -> str:
    """乙 代 甲; the name alone where somebody acts for themselves."""
    return _("%(actor)s for %(principal)s") % {"actor": actor, "principal": principal} if principal else actor


def name_of(person: Any, principal: Any = None) -> str:
    """The person, and for whom; "" for nobody. No query where the relations are loaded."""
    return on_behalf(person.name, principal.name if principal else "") if person else ""


def holder_name(task: Task) -> str:
    return name_of(task.owner, task.acting_for)


def closer_name(task: Task) -> str:
    """Who closed it; "" for the system."""
    return name_of(task.closed_by, task.acting_for)


def principal_of(task: Task, user: Any) -> Any:
    """For whom its holder acts or acted; while nobody holds it, for whom this reader would act. Else None."""
    if task.finished is not None or task.owner_id is not None:
        return task.acting_for
    return None if user.pk in task.barred else acted_for(task, user)


def scope(one: Delegated) -> Q:
    """Tasks inside the delegation. R3: never where the one acted for is barred."""
    condition = Q(department_id=one.department_id, duty__in=one.duties, case_item__isnull=False)
    condition &= ~Q(barred__contains=[one.principal.pk])
    if one.items:
        condition &= Q(case_item__code__in=one.items)
    if one.steps:
        condition &= Q(step_name__in=one.steps)
    if one.cap is not None:
        condition &= Q(case_item__amount=None) | Q(case_item__amount__lte=one.cap)
    return condition
