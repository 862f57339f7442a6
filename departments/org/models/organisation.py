"""Organisations, departments, posts, and the grants that turn a post into duties.

A *duty* (DUTIES) is what somebody may do for a department. It is a guardian object
permission on Department held by a DutyGroup ("OF-HR:handler"); a Membership puts a
person into duty groups for a period. Nothing else gives anybody a duty.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase

DUTIES = (
    ("accept", _("Accept applications at the window")),
    ("handle", _("Handle a step")),
    ("review", _("Review a step")),
    ("approve", _("Decide as head of department")),
    ("countersign", _("Give the department's opinion")),
    ("deputise", _("Stand in for the head of department")),
    ("lead", _("Decide as leader of the organisation")),
    ("coordinate", _("Coordinate departments")),
    ("arbitrate", _("Rule on disputes")),
    ("supervise", _("Watch progress and issue orders")),
    ("verify_rating", _("Verify negative ratings")),
    ("edit_catalogue", _("Edit the service catalogue")),
    ("review_catalogue", _("Approve catalogue versions")),
    ("steward", _("Answer for data elements")),
    ("edit_rules", _("Edit the rule library")),
    ("command", _("Command emergencies")),
    ("train", _("Manage training and grades")),
    ("audit", _("Read every log")),
)


class Named(models.Model):
    """Something with a Chinese name and, where known, an English one."""

    name = models.CharField(_("name in Chinese"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name


class Organisation(Named):
    """A company, or the collective of external parties, with its working calendar."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    kind = models.CharField(_("kind"), max_length=24)
    calendar = models.ForeignKey(
        "worktime.Calendar", on_delete=models.PROTECT, related_name="+", verbose_name=_("working calendar")
    )

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["code"]


class DepartmentKind(models.TextChoices):
    COORDINATION = "coordination", _("Coordination")
    FUNCTIONAL = "functional", _("Functional department")
    SERVICE = "service", _("Service and support")
    WINDOW = "window", _("Integrated window")
    BASE_UNIT = "base_unit", _("Base-level unit")
    EXTERNAL = "external", _("External party")


class Department(Named):
    """One department. `app` names the plug-in that works for it, empty where none does."""

    code = models.CharField(_("code"), max_length=24, unique=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="departments", verbose_name=_("organisation")
    )
    parent = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        verbose_name=_("higher department"),
    )
    kind = models.CharField(_("kind"), max_length=16, choices=DepartmentKind)
    app = models.CharField(_("department app"), max_length=80, blank=True)
    head = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("head"),
    )
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("deputy"),
    )
    functions = models.JSONField(_("functions"), default=list, blank=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering = ["code"]
        permissions = DUTIES
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="department_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(head__isnull=True) | Q(deputy__isnull=True) | ~Q(head=F("deputy")),
                name="department_head_is_not_deputy",
            ),
        ]


class Role(Named):
    """A role of the catalogue; what it may do is `departments.org.duties.ROLE_DUTIES`."""

    code = models.CharField(_("code"), max_length=32, unique=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        ordering = ["pk"]


class WindowGrade(Named):
    """Grade of a window clerk and the kinds of case it lets them accept (R6)."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    min_months = models.PositiveSmallIntegerField(_("months of service"), default=0)
    min_knowledge_points = models.PositiveSmallIntegerField(_("knowledge points"), default=0)
    may_accept = models.JSONField(_("may accept"), default=list)
    mentors = models.BooleanField(_("mentors others"), default=False)

    class Meta:
        verbose_name = _("window grade")
        verbose_name_plural = _("window grades")
        ordering = ["code"]


class DutyGroup(Group):
    """The people who hold one role in one department, named "<DEPT>:<role>"."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="duty_groups")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="duty_groups")

    objects: ClassVar[models.Manager[DutyGroup]] = models.Manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("duty group")
        verbose_name_plural = _("duty groups")
        constraints = [models.UniqueConstraint(fields=["department", "role"], name="duty_group_once")]


class DepartmentGroupPermission(GroupObjectPermissionBase):
    """Guardian's grant of a duty to a group, with a direct foreign key to the department."""

    content_object = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="duty_grants")

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = _("duty grant")
        verbose_name_plural = _("duty grants")


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self, on: date | None = None) -> MembershipQuerySet:
        """Those in force on that day (today), of people whose account is open."""
        day = on or timezone.localdate()
        in_force = Q(starts__lte=day) & (Q(ends__isnull=True) | Q(ends__gte=day))
        return self.filter(in_force, user__is_active=True)


class Membership(models.Model):
    """A person in a department from `starts` to `ends`, both days included."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("department")
    )
    post = models.CharField(_("post held"), max_length=60, blank=True)
    grade = models.ForeignKey(
        WindowGrade, null=True, blank=True, on_delete=models.PROTECT, verbose_name=_("window grade")
    )
    mentor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("mentor"),
    )
    backup = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("B-role"),
        help_text=_("Who has the work of this post when its holder is away or has not signed in."),
    )
    roles = models.ManyToManyField(DutyGroup, related_name="memberships", blank=True, verbose_name=_("roles"))
    is_primary = models.BooleanField(_("main post"), default=True)
    starts = models.DateField(_("in office from"), default=timezone.localdate)
    ends = models.DateField(_("in office until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["department__code", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "department"], name="membership_once_per_department"),
            models.UniqueConstraint(fields=["user"], condition=Q(is_primary=True), name="membership_one_primary"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="membership_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(backup__isnull=True) | ~Q(backup=F("user")), name="membership_backup_is_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.department}"
