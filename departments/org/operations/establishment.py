"""Establishing a department, or changing its name, place or leaders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from departments.org.grants import sync_grants
from departments.org.models import Department
from departments.org.operations.appointments import may_manage, one_change_at_a_time
from portal import audit
from portal.errors import Invalid

if TYPE_CHECKING:
    from portal.accounts.models import User


def establish(department: Department, *, actor: User) -> Department:
    """Save a new or changed department; offices that reach over the organisation reach it from now on.

    Raises Forbidden, and Invalid where it would come under one of its own units.
    """
    may_manage(actor)
    with transaction.atomic():
        one_change_at_a_time()
        _check_tree(department)
        event = "department.changed" if department.pk else "department.established"
        department.save()
        sync_grants()
        _record(event, department, actor)
    return department


def _check_tree(department: Department) -> None:
    parents = dict(Department.objects.values_list("pk", "parent_id"))
    above = department.parent_id
    while above is not None and department.pk is not None:
        if above == department.pk:
            detail = _("%(department)s cannot come under one of its own units. Choose another parent.") % {
                "department": department.title
            }
            raise Invalid(detail, fields={"parent": [detail]})
        above = parents.get(above)


def _record(event: str, department: Department, actor: User) -> None:
    data = {
        "name": department.name,
        "kind": department.kind,
        "parent": department.parent.code if department.parent else None,
        "head": department.head.username if department.head else None,
        "deputy": department.deputy.username if department.deputy else None,
    }
    event_entry = audit.Event(
        event, actor=actor, subject=department.code, department=department.code, text=department.name, data=data
    )
    audit.record("org", event_entry)
