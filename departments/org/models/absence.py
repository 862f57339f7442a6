"""Who acts for whom, and who is away (R51, R52).

A Delegation lets a named person act for another within a scope and a period; an Absence says
that somebody is away, so that their B-role has the work at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    ArrayField,
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.org.models.organisation import Department

# R51: what a person may let somebody else do for them. Acceptance hangs on the clerk's own grade (R6).
DELEGABLE = ("handle", "review", "approve", "countersign", "lead")
LONGEST_DELEGATION = timedelta(days=30)


def same(name: str) -> Func:
    """A key as a range of one number: comparable in GiST without an extension."""
    return Func(F(name), F(name), Value("[]"), function="int8range", output_field=BigIntegerRangeField())


def period() -> Func:
    return Func(F("starts"), F("ends"), Value("[)"), function="tstzrange", output_field=DateTimeRangeField())


class DelegationQuerySet(models.QuerySet["Delegation"]):
    def in_force(self, at: datetime | None = None) -> DelegationQuerySet:
        """Those that let somebody act at that moment (now)."""
        moment = at or timezone.now()
        return self.filter(
            revoked_at=None, starts__lte=moment, ends__gt=moment, giver__is_active=True, delegate__is_active=True
        )


class Delegation(models.Model):
    """`giver` lets `delegate` act for them in a department (R51).

    `duties` are some of DELEGABLE; `items` (codes) and `steps` (names) narrow it down, empty
    means all; `cap` is the largest amount in yuan, None without a limit. The giver stays
    responsible, and nothing received can be passed on: only duties of one's own can be given.
    """

    giver = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="delegations_given", verbose_name=_("giver")
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="delegations_received",
        verbose_name=_("delegate"),
    )
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="delegations", verbose_name=_("department")
    )
    duties = ArrayField(models.CharField(max_length=20), verbose_name=_("duties"))
    items = ArrayField(models.CharField(max_length=40), verbose_name=_("only these items"), default=list, blank=True)
    steps = ArrayField(models.CharField(max_length=80), verbose_name=_("only these steps"), default=list, blank=True)
    cap = models.DecimalField(_("up to this amount"), max_digits=16, decimal_places=2, null=True, blank=True)
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=200)
    created_at = models.DateTimeField(_("given at"), default=timezone.now)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken back by"),
    )

    objects = DelegationQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["-starts", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("delegate")), name="delegation_not_to_oneself"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="delegation_ends_after_start"),
            models.CheckConstraint(
                condition=Q(ends__lte=F("starts") + LONGEST_DELEGATION), name="delegation_30_days_at_most"
            ),
            models.CheckConstraint(
                condition=Q(duties__len__gte=1) & Q(duties__contained_by=list(DELEGABLE)),
                name="delegation_of_known_duties",
            ),
            models.CheckConstraint(condition=Q(cap__isnull=True) | Q(cap__gt=0), name="delegation_cap_above_zero"),
            ExclusionConstraint(
                name="delegation_once_at_a_time",
                expressions=[
                    (same("giver"), RangeOperators.OVERLAPS),
                    (same("delegate"), RangeOperators.OVERLAPS),
                    (same("department"), RangeOperators.OVERLAPS),
                    (period(), RangeOperators.OVERLAPS),
                ],
                condition=Q(revoked_at=None),
            ),
        ]
        indexes = [models.Index(fields=["delegate", "ends"], name="delegation_received")]

    def __str__(self) -> str:
        return f"{self.giver} → {self.delegate} · {self.department}"

    @property
    def is_whole(self) -> bool:
        """Everything of these duties: no item, step or amount is left out."""
        return not (self.items or self.steps or self.cap is not None)

    def standing(self, at: datetime | None = None) -> str:
        """revoked, ended, coming or active at that moment (now)."""
        moment = at or timezone.now()
        if self.revoked_at is not None:
            return "revoked"
        if moment >= self.ends:
            return "ended"
        return "coming" if moment < self.starts else "active"


class Absence(models.Model):
    """Somebody is away from `starts` until before `ends`: leave, a journey, illness (R52)."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences", verbose_name=_("person")
    )
    starts = models.DateTimeField(_("from"))
    ends = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["-starts", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="absence_ends_after_start"),
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[
                    (same("person"), RangeOperators.OVERLAPS),
                    (period(), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["person", "ends"], name="absence_of_person")]

    def __str__(self) -> str:
        return f"{self.person} {timezone.localdate(self.starts)}"
