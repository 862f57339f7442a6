"""Everybody of the organisation as the departments' demo registers see them."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from departments.org import registry
from departments.org.contract import Person
from departments.org.models import DepartmentKind, Membership

# Near retirement, and just out of university; everybody else is between 26 and 47.
AGES_IN_MONTHS = {"lao.tuixiu": 60 * 12 + 4, "xin.laide": 23 * 12}
DAYS_IN_MONTH = 30.4375


def people() -> list[Person]:
    """Everybody with a main post in force, in a stable order."""
    posts = (
        Membership.objects.active()
        .filter(is_primary=True)
        .select_related("user", "department__organisation")
        .prefetch_related("roles__role")
        .order_by("user_id")
    )
    today = timezone.localdate()
    return [
        Person(
            number=post.user_id,
            username=post.user.username,
            name=post.user.name,
            department_code=post.department.code,
            organisation_code=post.department.organisation.code,
            is_staff_member=post.department.kind != DepartmentKind.EXTERNAL,
            born=_born(post.user.username, post.user_id, today),
            roles=frozenset(group.role.code for group in post.roles.all()),
        )
        for post in posts
    ]


def _born(username: str, number: int, today: date) -> date:
    months = AGES_IN_MONTHS.get(username, 26 * 12 + number * 37 % (22 * 12))
    return today - timedelta(days=round(months * DAYS_IN_MONTH))


@transaction.atomic
def load_registers() -> None:
    """Fill every department's own registers with demo records for everybody; what is there stays."""
    everybody = people()
    for app in registry.apps():
        if app.demo_data is not None:
            app.demo_data(everybody)
