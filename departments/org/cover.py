"""Who covers whom in a duty: the B-role of a post, delegates, and whether somebody is away (R51, R52)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from departments.org.duties import holder_rows
from departments.org.models import Absence, Delegation, Department, Membership
from portal.composed import composed

if TYPE_CHECKING:
    from portal.accounts.models import User

# Duties of the head of department: their B-role is the deputy, unless the post names another.
HEADS_DUTIES = ("approve", "countersign")


def holders_with_cover(
    duty: str, department_id: int, *, item: str = "", step: str = "", amount: Decimal | None = None
) -> list[Any]:
    """Holders of the duty, each with `away`, `backup_id` (None: nobody) and `delegate_ids`. One query.

    Delegates are those who may act for the holder on this item, step and amount (None: no money).
    """
    people: list[Any] = _holder_rows(
        duty=duty,
        department=department_id,
        item=item,
        step=step,
        amount=amount,
        day=timezone.localdate(),
        now=timezone.now(),
    )
    for one in people:
        deputy = one.deputy_id if duty in HEADS_DUTIES else None
        one.backup_id = one.own_backup or deputy
    return people


@composed
def _holder_rows(
    duty: str, department: int, item: str, step: str, amount: Decimal | None, day: date, now: datetime
) -> QuerySet[Any, Any]:
    posts = Membership.objects.filter(user=OuterRef("pk"), department_id=department)
    headed = Department.objects.filter(pk=department, head=OuterRef("pk"))
    delegations = covering(duty, department, item, step, amount, now).filter(giver=OuterRef("pk"))
    return holder_rows(duty, department, day).annotate(
        away=Exists(absences(now).filter(person=OuterRef("pk"))),
        own_backup=Subquery(posts.values("backup_id")[:1]),
        deputy_id=Subquery(headed.values("deputy_id")[:1]),
        delegate_ids=ArraySubquery(delegations.values("delegate_id")),
    )


def covering(
    duty: str, department: int, item: str, step: str, amount: Decimal | None, now: datetime
) -> QuerySet[Delegation, Delegation]:
    """Delegations in force that let somebody act on this (R51)."""
    rows = Delegation.objects.in_force(now).filter(department_id=department, duties__contains=[duty])
    rows = rows.filter(Q(items=[]) | Q(items__contains=[item]), Q(steps=[]) | Q(steps__contains=[step]))
    return (rows if amount is None else rows.filter(Q(cap=None) | Q(cap__gte=amount))).order_by("pk")


def absences(at: datetime) -> QuerySet[Absence, Absence]:
    """Everybody's absences going on at that moment."""
    return Absence.objects.filter(starts__lte=at, ends__gt=at)


def is_away(person_id: int) -> bool:
    return absences(timezone.now()).filter(person_id=person_id).exists()


def present(person_id: int | None) -> User | None:
    """The person, if the account is open and they are not away."""
    away = absences(timezone.now()).filter(person_id=person_id)
    people = get_user_model().objects.filter(pk=person_id, is_active=True)
    return people.exclude(pk__in=away.values("person_id")).first()
