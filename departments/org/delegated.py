"""What others let a person do for them, as one read gives it (R51).

A delegation works only while its giver holds the duty: what is received is never more than
what the giver could do at this moment, and it cannot be passed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, JSONObject

from departments.org.models import Delegation, DepartmentGroupPermission, Membership


@dataclass(frozen=True)
class Principal:
    """For whom somebody acts: enough for the record and for a sentence."""

    pk: int
    name: str
    username: str


@dataclass(frozen=True)
class Delegated:
    """One delegation in force for its delegate. Empty `items` or `steps` mean all; `cap` in yuan."""

    id: int
    principal: Principal
    department_id: int
    duties: frozenset[str]
    items: frozenset[str]
    steps: frozenset[str]
    cap: Decimal | None
    ends: datetime

    def reaches(self, duty: str, department_id: int | None) -> bool:
        return department_id == self.department_id and duty in self.duties

    def within_scope(self, item: str, step: str, amount: Decimal | None) -> bool:
        """Whether item, step and amount (None where nothing is paid) lie within what was given."""
        if (self.items and item not in self.items) or (self.steps and step not in self.steps):
            return False
        return self.cap is None or amount is None or amount <= self.cap


def received(user_id: int, day: date, now: datetime) -> QuerySet[Any, Any]:
    """Rows ("", department id, details) of the delegations this person has now, for `read_delegated`."""
    groups = Membership.objects.active(day).filter(user_id=OuterRef(OuterRef("giver_id"))).values("roles")
    held = DepartmentGroupPermission.objects.filter(content_object_id=OuterRef("department_id"), group_id__in=groups)
    details = JSONObject(
        id=F("pk"),
        giver=F("giver_id"),
        name=F("giver__name"),
        username=F("giver__username"),
        duties=F("duties"),
        held=ArraySubquery(held.values("permission__codename")),
        items=F("items"),
        steps=F("steps"),
        cap=Cast("cap", CharField()),
        ends=F("ends"),
    )
    rows = Delegation.objects.in_force(now).filter(delegate_id=user_id).order_by()
    return rows.values_list(Value(""), "department_id", details)


def read_delegated(department_id: int, details: Mapping[str, Any]) -> Delegated | None:
    """The delegation of one row; None when its giver holds none of its duties any more."""
    duties = frozenset(details["duties"]) & frozenset(details["held"])
    if not duties:
        return None
    return Delegated(
        id=details["id"],
        principal=Principal(details["giver"], details["name"], details["username"]),
        department_id=department_id,
        duties=duties,
        items=frozenset(details["items"]),
        steps=frozenset(details["steps"]),
        cap=Decimal(details["cap"]) if details["cap"] is not None else None,
        ends=datetime.fromisoformat(details["ends"]),
    )
