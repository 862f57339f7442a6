"""Who may do what: the one read of duties per request, and who stands in for whom.

Reads only. Duties come from memberships in force today; a superuser has none by that
(R4), a closed account has none at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.delegated import Delegated, read_delegated, received
from departments.org.models import (
    Department,
    DepartmentGroupPermission,
    DepartmentKind,
    Membership,
    Organisation,
    WindowGrade,
)
from portal.composed import composed
from portal.errors import Conflict

if TYPE_CHECKING:
    from portal.accounts.models import User

ROLE_DUTIES: dict[str, tuple[str, ...]] = {
    "applicant": (),
    "agent": (),
    "partner_user": (),
    "window_clerk": ("accept",),
    "hotline_agent": ("accept",),
    "handler": ("handle",),
    "reviewer": ("review",),
    "dept_head": ("approve", "countersign"),
    "dept_deputy": ("deputise", "review"),
    "lead_coordinator": ("coordinate",),
    "coord_office": ("coordinate", "arbitrate"),
    "supervisor": ("supervise",),
    "rating_verifier": ("verify_rating",),
    "leader": ("lead",),
    "catalogue_admin": ("edit_catalogue",),
    # Edits what the own department leads or decides; the catalogue administrator everything.
    "catalogue_editor": ("edit_catalogue",),
    "catalogue_reviewer": ("review_catalogue",),
    "data_steward": ("steward",),
    "rule_editor": ("edit_rules",),
    "emergency_commander": ("command",),
    "training_admin": ("train",),
    "auditor": ("audit",),
    # The administrator runs the house and decides nothing in it (R4).
    "sysadmin": (),
}

# Roles whose duties reach over every department of their organisation, and over all of them.
ORGANISATION_ROLES = frozenset(
    {"coord_office", "supervisor", "rating_verifier", "leader", "emergency_commander", "training_admin", "rule_editor"}
)
PORTAL_ROLES = frozenset({"catalogue_admin", "catalogue_reviewer", "auditor"})

STEP_DUTY: dict[str, str] = {
    "handler": "handle",
    "reviewer": "review",
    "dept_head": "approve",
    "leader": "lead",
    "window_clerk": "accept",
    "hotline_agent": "accept",
    "coord_office": "coordinate",
}


# What a person's instance remembers for the length of a request.
DUTIES_READ = "_duties_read"
DEPARTMENT_READ = "_department_read"


class NoWindow(Conflict):
    """The organisation has no integrated window that could accept anything."""

    code = "no_window"


@dataclass(frozen=True)
class Duties:
    """Everything one person may do today: duty -> ids of the departments it reaches.

    `delegated` is what they may do for others, each within its scope (R51): it never counts as
    a duty of their own, so that it cannot be passed on.
    """

    by_duty: Mapping[str, frozenset[int]] = field(default_factory=dict)
    delegated: tuple[Delegated, ...] = ()

    def departments(self, duty: str) -> frozenset[int]:
        return self.by_duty.get(duty, frozenset())

    def reaches(self, duty: str) -> bool:
        """Whether they hold the duty anywhere, or somebody lets them act in it."""
        return bool(self.by_duty.get(duty)) or any(duty in one.duties for one in self.delegated)

    def holds(self, duty: str, department_id: int | None) -> bool:
        return department_id in self.departments(duty)

    def pairs(self) -> frozenset[tuple[str, int]]:
        return frozenset((duty, pk) for duty, reach in self.by_duty.items() for pk in reach)

    def __bool__(self) -> bool:
        return bool(self.by_duty or self.delegated)


def in_force(prefix: str = "", on: date | None = None) -> Q:
    """Condition that the membership (behind the relation `prefix`) is in force on that day."""
    day, way = on or timezone.localdate(), f"{prefix}__" if prefix else ""
    open_end = Q(**{f"{way}ends__isnull": True}) | Q(**{f"{way}ends__gte": day})
    return Q(**{f"{way}starts__lte": day}) & open_end


def duties_of(user: User) -> Duties:
    """The person's duties, read once per instance with one query; empty when signed out or closed."""
    if not user.is_authenticated or not user.is_active:
        return Duties()
    remembered = vars(user)
    if DUTIES_READ not in remembered:
        remembered[DUTIES_READ] = _read_duties(user.pk)
    found: Duties = remembered[DUTIES_READ]
    return found


@composed
def _duty_rows(user: int, day: date, now: datetime) -> QuerySet[Any, Any]:
    """(duty, department id, details): the person's own duties, and after an empty duty what they received."""
    # Subqueries over keys, not joins over every table between: planning seven tables takes longer than reading them.
    groups = Membership.roles.through.objects.filter(in_force("membership", day), membership__user_id=user)
    own = (
        DepartmentGroupPermission.objects.filter(group_id__in=groups.values("dutygroup_id"))
        .values_list("permission__codename", F("content_object_id"), JSONObject(own=Value(True)))
        .distinct()
    )
    # One statement for both: pages are counted in statements.
    return own.union(received(user, day, now), all=True)


def _read_duties(user_id: int) -> Duties:
    reach: dict[str, set[int]] = {}
    delegated: list[Delegated | None] = []
    for duty, department_id, details in _duty_rows(user=user_id, day=timezone.localdate(), now=timezone.now()):
        if duty:
            reach.setdefault(duty, set()).add(department_id)
        else:
            delegated.append(read_delegated(department_id, details))
    found = tuple(sorted((one for one in delegated if one is not None), key=lambda one: one.id))
    return Duties({duty: frozenset(ids) for duty, ids in reach.items()}, found)


def forget_duties(user: User) -> None:
    """Drop what the instance remembers, after its memberships changed."""
    for what in (DUTIES_READ, DEPARTMENT_READ):
        vars(user).pop(what, None)


def holders(duty: str, department_id: int) -> list[User]:
    """Active people who hold the duty for the department, in order of arrival. One query."""
    return _holders(duty=duty, department=department_id, day=timezone.localdate())


def holder_rows(duty: str, department: int, day: date) -> QuerySet[User]:
    grants = DepartmentGroupPermission.objects.filter(permission__codename=duty, content_object_id=department)
    roles = Membership.roles.through.objects.filter(dutygroup_id__in=grants.values("group_id"))
    members = Membership.objects.filter(in_force(on=day), pk__in=roles.values("membership_id"))
    return get_user_model().objects.filter(is_active=True, pk__in=members.values("user_id")).order_by("pk")


_holders = composed(holder_rows)


def stand_in(department: Department, *, barred: set[int]) -> User | None:
    """Who acts when nobody else may (R3): deputy, then head, then the organisation's leader."""
    for person in (department.deputy, department.head):
        if person is not None and person.is_active and person.pk not in barred:
            return person
    return leader_of(department.organisation, barred=barred)


def eligible(duty: str, department_id: int, barred: set[int]) -> list[User]:
    """Holders who are not barred, or else the stand-in; empty when the organisation has nobody left."""
    free = [person for person in holders(duty, department_id) if person.pk not in barred]
    if free:
        return free
    department = Department.objects.select_related("organisation", "head", "deputy").get(pk=department_id)
    substitute = stand_in(department, barred=barred)
    return [substitute] if substitute else []


def leader_of(organisation: Organisation, *, barred: set[int] | frozenset[int] = frozenset()) -> User | None:
    """The leader in charge, None where the organisation has none (external parties)."""
    return (
        get_user_model()
        .objects.filter(
            in_force("memberships"),
            is_active=True,
            memberships__roles__role__code="leader",
            memberships__department__organisation=organisation,
        )
        .exclude(pk__in=barred)
        .distinct()
        .order_by("pk")
        .first()
    )


def primary_department(user: User) -> Department | None:
    """The department a person applies for: the main post, else any post in force, else None."""
    remembered = vars(user)
    if DEPARTMENT_READ not in remembered:
        post = _posts.first(user=user.pk, day=timezone.localdate())
        remembered[DEPARTMENT_READ] = post.department if post else None
    found: Department | None = remembered[DEPARTMENT_READ]
    return found


@composed
def _posts(user: int, day: date) -> QuerySet[Membership]:
    rows = Membership.objects.active(day).filter(user_id=user).select_related("department__organisation")
    return rows.order_by("-is_primary", "pk")[:1]


def legal_department(organisation: Organisation) -> Department | None:
    """Where the reviewer of rules (事项审核员) sits: the organisation's own, else the portal's; None without one."""
    seats = Membership.objects.filter(in_force(), roles__role__code="catalogue_reviewer", user__is_active=True)
    found = Department.objects.filter(pk__in=seats.values("department_id")).order_by("pk")
    return found.filter(organisation=organisation).first() or found.first()


def window_department(organisation: Organisation) -> Department:
    """The organisation's integrated window. Raises NoWindow where there is none."""
    window = _windows.first(organisation=organisation.pk)
    if window is None:
        raise NoWindow(
            _("%(organisation)s has no integrated window. Ask the organisation in charge of the matter to accept it.")
            % {"organisation": organisation.title}
        )
    return window


@composed
def _windows(organisation: int) -> QuerySet[Department]:
    return Department.objects.filter(organisation_id=organisation, kind=DepartmentKind.WINDOW).order_by("pk")[:1]


def window_grade(user: User, department_id: int) -> WindowGrade | None:
    """The person's grade at that window (R6); None means they may accept nothing there."""
    found = _window_posts.first(user=user.pk, department=department_id, day=timezone.localdate())
    return found.grade if found else None


@composed
def _window_posts(user: int, department: int, day: date) -> QuerySet[Membership]:
    rows = Membership.objects.active(day).filter(user_id=user, department_id=department)
    return rows.select_related("grade").order_by("pk")[:1]
