"""Appointing somebody to a department, and ending that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.duties import ROLE_DUTIES, forget_duties
from departments.org.grants import duty_groups, sync_duties
from departments.org.models import Department, Membership, Organisation, WindowGrade
from portal import audit
from portal.errors import Forbidden, Invalid

if TYPE_CHECKING:
    from portal.accounts.models import User


KEPT: Any = object()


def appoint(
    user: User,
    department: Department,
    *,
    actor: User,
    roles: Sequence[str],
    post: str = "",
    grade: WindowGrade | None = None,
    is_primary: bool = True,
    starts: date | None = None,
    ends: date | None = None,
    backup: User | None = KEPT,
) -> Membership:
    """Give the person a post with these roles; a post they have there is changed to this.

    `backup` is its B-role (R52); not given, it stays as it was.

    Raises Forbidden (only an account manager appoints), Invalid for unknown roles or a period
    that ends before it starts.
    """
    may_manage(actor)
    first_day = starts or timezone.localdate()
    _check(roles, first_day, ends)
    with transaction.atomic():
        one_change_at_a_time()
        if is_primary:
            Membership.objects.filter(user=user, is_primary=True).exclude(department=department).update(
                is_primary=False
            )
        membership, _created = Membership.objects.update_or_create(
            user=user,
            department=department,
            defaults={
                "post": post, "grade": grade, "is_primary": is_primary, "starts": first_day, "ends": ends,
                **({} if backup is KEPT else {"backup": backup}),
            },
        )  # fmt: skip
        membership.roles.set(duty_groups(department, roles))
        sync_duties()
        _record("membership.appointed", membership, actor, roles=list(roles), starts=first_day, ends=ends)
    forget_duties(user)
    return membership


def dismiss(membership: Membership, *, actor: User, last_day: date | None = None) -> None:
    """End the post: `last_day` is its last day in force (yesterday when not given).

    What the person did before stays theirs; open tasks go to whoever still holds the duty.
    """
    may_manage(actor)
    with transaction.atomic():
        one_change_at_a_time()
        membership = Membership.objects.select_for_update(of=("self",)).select_related("user").get(pk=membership.pk)
        ends = last_day or timezone.localdate() - timedelta(days=1)
        _record("membership.dismissed", membership, actor, ends=ends)
        if ends < membership.starts:
            membership.delete()
        else:
            Membership.objects.filter(pk=membership.pk).update(ends=ends, is_primary=False)
        sync_duties()
    forget_duties(membership.user)


def may_manage(actor: User) -> None:
    """Raises Forbidden unless the actor runs the house."""
    if not (actor.is_active and actor.is_superuser):
        raise Forbidden(_("The organisation is changed by the system administrator."))


def _check(roles: Sequence[str], starts: date, ends: date | None) -> None:
    unknown = [role for role in roles if role not in ROLE_DUTIES]
    if unknown:
        raise Invalid(
            _("There is no role %(roles)s. Choose from the list of roles.") % {"roles": "、".join(unknown)},
            fields={"roles": unknown},
        )
    if ends is not None and ends < starts:
        detail = _("The post would end on %(ends)s, before it starts on %(starts)s.") % {"ends": ends, "starts": starts}
        raise Invalid(detail, fields={"ends": [detail]})


def one_change_at_a_time() -> None:
    """One change of the organisation at a time: the audit stream "org" is written in order."""
    list(Organisation.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def _record(event: str, membership: Membership, actor: User, **details: object) -> None:
    data = {"username": membership.user.username} | {
        key: value.isoformat() if isinstance(value, date) else value for key, value in details.items()
    }
    audit.record(
        "org",
        audit.Event(
            event,
            actor=actor,
            subject=membership.user.username,
            department=membership.department.code,
            text=str(membership),
            data=data,
        ),
    )
