"""Objections to shared data: those a person answers, and how many wait."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from departments.org.models import DepartmentGroupPermission, Membership
from portal.errors import NotFound
from services.cases.models import Objection

MOST_ANSWERED = 20


def answerable(user: Any) -> QuerySet[Objection]:
    """Objections to what this person answers for: as steward, or as head where there is no steward."""
    held = duties_of(user)
    stewarded = DepartmentGroupPermission.objects.filter(
        permission__codename="steward", group_id__in=Membership.objects.active().values("roles")
    ).values("content_object_id")
    mine = Q(source__in=held.departments("steward"))
    head = Q(source__in=held.departments("approve")) & ~Q(source__in=stewarded)
    rows = Objection.objects.filter(mine | head).exclude(case__applicant=user)
    return rows.select_related("case__applicant", "case__version", "source", "answered_by").defer(
        "case__version__snapshot"
    )


def waiting(user: Any) -> QuerySet[Objection]:
    """Not answered yet, the soonest due first."""
    return answerable(user).filter(answered_at=None).order_by("due_at", "pk")


def answered(user: Any) -> QuerySet[Objection]:
    return answerable(user).exclude(answered_at=None).order_by("-answered_at")[:MOST_ANSWERED]


def find(pk: int, user: Any) -> Objection:
    """Raises NotFound for what is not this person's to answer."""
    found = answerable(user).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no objection here that you answer. The list shows those that wait."))
    return found
