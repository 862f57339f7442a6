"""Ways into the case file. `Case.objects.visible_to(user)` is the only way in from a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from departments.org.delegated import Delegated
from departments.org.duties import duties_of

if TYPE_CHECKING:
    from portal.accounts.models import User

# Duties that let somebody read a case their department takes part in.
READING_DUTIES = ("handle", "review", "approve", "deputise", "countersign", "accept", "coordinate")
# Duties that let somebody read every case of their organisation (R4, R8): progress for
# the coordination office, supervision, the leader; logs for the auditor.
OVERSEEING_DUTIES = ("supervise", "lead", "audit", "arbitrate")


def delegated_items(one: Delegated) -> Q:
    """Items with work inside the delegation: its delegate reads these cases (R51)."""
    condition = Q(tasks__department_id=one.department_id, tasks__duty__in=one.duties)
    if one.items:
        condition &= Q(code__in=one.items)
    if one.steps:
        condition &= Q(tasks__step_name__in=one.steps)
    if one.cap is not None:
        condition &= Q(amount=None) | Q(amount__lte=one.cap)
    return condition


class CaseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> CaseQuerySet:
        """Cases `user` may open: their own, those of their departments' items, those they oversee."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        duties = duties_of(user)
        condition = Q(applicant=user)
        items = self.related("items").filter(case=OuterRef("pk"))
        reading = set().union(*(duties.departments(duty) for duty in READING_DUTIES))
        if reading:
            own_items = items.filter(Q(department_id__in=reading) | Q(tasks__department_id__in=reading))
            condition |= Q(Exists(own_items)) | Q(lead_department_id__in=reading)
            condition |= Q(pk__in=self.copied_to(user, reading))
        for one in duties.delegated:
            condition |= Q(Exists(items.filter(delegated_items(one))))
        windows = duties.departments("accept")
        if windows:
            condition |= Q(window_id__in=windows)
        overseeing = set().union(*(duties.departments(duty) for duty in OVERSEEING_DUTIES))
        if overseeing:
            condition |= Q(lead_department__in=overseeing)
        return self.filter(pk__in=self.model.objects.filter(condition).values("pk"))

    def copied_to(self, user: User, departments: set[int]) -> models.QuerySet[Any]:
        """Ids of cases somebody sent this person or one of `departments` a copy of, while it stands."""
        mine = Q(person=user) | Q(department_id__in=departments)
        return self.related("copies").filter(mine, revoked_at=None).values("case_id")

    def related(self, name: str) -> models.QuerySet[Any]:
        """All rows behind a relation of the case. The models import this module, so it asks them, not their names."""
        found: models.QuerySet[Any] = self.model._meta.get_field(name).related_model.objects.all()
        return found


class CaseItemQuerySet(models.QuerySet[Any]):
    def with_department(self) -> CaseItemQuerySet:
        return self.select_related("department")


class StandingManager(models.Manager[Any]):
    """What still stands; what its author took back is in `every`."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(recalled_at=None)
