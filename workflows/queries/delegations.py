"""Delegations as their people read them: given, received, those of the departments one answers for (R51)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.delegated import Delegated, Principal
from departments.org.duties import duties_of
from departments.org.models import Delegation
from portal.errors import NotFound
from services.catalog.models import ServiceItem
from workflows.models import Task
from workflows.people.delegations import ANSWERING, Wish

from . import people

RELATIONS = ("giver", "delegate", "department", "revoked_by")


def concerning(user: Any) -> QuerySet[Delegation, Delegation]:
    """Given by this person, given to them, or of a department they answer for; newest first."""
    duties = duties_of(user)
    answered = set().union(*(duties.departments(duty) for duty in ANSWERING))
    own = Q(giver=user) | Q(delegate=user)
    rows = Delegation.objects.select_related(*RELATIONS)
    return rows.filter(own | Q(department_id__in=answered)).order_by("-starts", "-pk")


def find(pk: int, user: Any) -> Delegation:
    """The delegation, if it concerns this person. NotFound otherwise, telling nothing."""
    found = concerning(user).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such delegation that concerns you. Your list shows those that do."))
    return found


def item_names(delegations: list[Delegation]) -> dict[str, str]:
    """Names of the items these delegations are limited to, by code. One query, none without such items."""
    codes = {code for one in delegations for code in one.items}
    return {one.code: one.label for one in ServiceItem.objects.filter(code__in=codes)} if codes else {}


def items_to_choose(departments: set[int]) -> list[ServiceItem]:
    """Items the departments work on: their own, and those they countersign. One query."""
    asked = Q(countersigns__asked__department_id__in=departments)
    rows = ServiceItem.objects.filter(Q(department_id__in=departments) | asked)
    return list(rows.select_related("department").distinct().order_by("code"))


def waiting_now(giver: Any, wish: Wish) -> int:
    """How many open tasks nobody holds would be in the delegate's inbox at once."""
    one = Delegated(
        id=0,
        principal=Principal(giver.pk, giver.name, giver.username),
        department_id=wish.department.pk,
        duties=frozenset(wish.duties),
        items=frozenset(wish.items),
        steps=frozenset(wish.steps),
        cap=wish.cap,
        ends=wish.ends,
    )
    if wish.starts is not None and wish.starts > timezone.now():
        return 0
    return Task.objects.filter(people.scope(one), finished=None, owner=None).count()
