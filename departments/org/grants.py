"""Keeps guardian's grants and Django's group lists equal to what roles and memberships say."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from departments.org.administration import sync_entry, sync_rights
from departments.org.duties import ORGANISATION_ROLES, PORTAL_ROLES, ROLE_DUTIES
from departments.org.models import Department, DepartmentGroupPermission, DutyGroup, Membership, Role

User = get_user_model()


def duty_groups(department: Department, role_codes: Collection[str]) -> list[DutyGroup]:
    """The groups "<DEPT>:<role>" of those roles, created with their grants where missing."""
    found = {group.role.code: group for group in department.duty_groups.select_related("role")}
    missing = [code for code in role_codes if code not in found]
    for role in Role.objects.filter(code__in=missing):
        name = f"{department.code}:{role.code}"
        found[role.code] = DutyGroup.objects.create(name=name, department=department, role=role)
    if missing:
        sync_grants()
    return [found[code] for code in role_codes if code in found]


def sync_grants() -> int:
    """Give every duty group exactly the grants of its role, and its rights in the administration.

    Returns how many rows changed.
    """
    permissions = dict(
        Permission.objects.filter(content_type__app_label="org", content_type__model="department").values_list(
            "codename", "pk"
        )
    )
    departments = list(Department.objects.values_list("pk", "organisation_id"))
    wanted = set()
    groups = DutyGroup.objects.values_list("pk", "role__code", "department_id", "department__organisation_id")
    for group_id, role, department_id, organisation_id in groups:
        reach = _reach(role, department_id, organisation_id, departments)
        wanted |= {(group_id, permissions[duty], pk) for duty in ROLE_DUTIES.get(role, ()) for pk in reach}
    kept = {
        (row[1], row[2], row[3]): row[0]
        for row in DepartmentGroupPermission.objects.values_list("pk", "group_id", "permission_id", "content_object_id")
    }
    return _replace_grants(wanted, kept) + sync_rights()


def _reach(role: str, department_id: int, organisation_id: int, departments: list[tuple[int, int]]) -> list[int]:
    if role in PORTAL_ROLES:
        return [pk for pk, _ in departments]
    if role in ORGANISATION_ROLES:
        return [pk for pk, organisation in departments if organisation == organisation_id]
    return [department_id]


def _replace_grants(wanted: set[tuple[int, int, int]], kept: dict[tuple[int, int, int], int]) -> int:
    surplus = [pk for key, pk in kept.items() if key not in wanted]
    added = [
        DepartmentGroupPermission(group_id=group, permission_id=permission, content_object_id=department)
        for group, permission, department in sorted(wanted - kept.keys())
    ]
    if surplus:
        DepartmentGroupPermission.objects.filter(pk__in=surplus).delete()
    if added:
        DepartmentGroupPermission.objects.bulk_create(added)
    return len(surplus) + len(added)


def sync_duties() -> int:
    """Put people into the groups of their memberships in force, and out of the others.

    The administration opens to those whose roles have rights in it. `duties_of` reads memberships
    and is exact without this; guardian's own functions and the admin read the groups. Returns how
    many rows changed.
    """
    links = User.groups.through
    in_force = Membership.objects.active().filter(roles__isnull=False)
    wanted = set(in_force.values_list("user_id", "roles__pk"))
    kept = {
        (user, group): pk
        for pk, user, group in links.objects.filter(group__dutygroup__isnull=False).values_list(
            "pk", "user_id", "group_id"
        )
    }
    surplus = [pk for key, pk in kept.items() if key not in wanted]
    added = [links(user_id=user, group_id=group) for user, group in sorted(wanted - kept.keys())]
    if surplus:
        links.objects.filter(pk__in=surplus).delete()
    if added:
        links.objects.bulk_create(added, ignore_conflicts=True)
    return len(surplus) + len(added) + sync_entry()
