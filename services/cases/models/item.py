"""A department's part of a case, and the stretches in which its clock stands still."""

from __future__ import annotations

from functools import cached_property

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from services.catalog.snapshot import ItemSnapshot

from ..managers import CaseItemQuerySet, StandingManager
from ..states import Decision, ItemState
from .case import Case


class Phase(models.TextChoices):
    MAIN = "main", _("Main")
    POST = "post", _("After the event")


class CaseItem(models.Model):
    """One department's part of a case; `definition` is the item as published when the case was submitted."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=200, blank=True)
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="case_items")
    position = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=4, choices=Phase.choices, default=Phase.MAIN)
    definition = models.JSONField()
    needs = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    soft = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    state = models.CharField(max_length=20, choices=ItemState.choices, default=ItemState.SUBMITTED)
    automatic = models.BooleanField(default=False)
    started_at = models.DateTimeField(_("clock starts"), null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    yellow_at = models.DateTimeField(null=True, blank=True)
    statutory_due_at = models.DateTimeField(null=True, blank=True)
    due_provisional = models.BooleanField(_("due in a year without published holidays"), default=False)
    # R19: what the matter's limit left this item when its clock started; pauses and an extension move it along.
    bound_at = models.DateTimeField(null=True, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    extended_days = models.PositiveSmallIntegerField(_("extended by working days"), default=0)
    extension_reason = models.TextField(blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decision_text = models.TextField(blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    basis = models.TextField(blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="decided_items"
    )
    # R51: the one whose decision it is, when somebody else decided for them.
    decided_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    provisional = models.BooleanField(default=False)
    # In yuan, from the form (services.cases.amounts): delegations have a cap (R51).
    amount = models.DecimalField(max_digits=16, decimal_places=2, null=True, blank=True)
    round = models.PositiveSmallIntegerField(_("countersign round"), default=0)
    # R12: handed in again after a denial; opinions up to `first_round` belong to earlier attempts.
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    first_round = models.PositiveSmallIntegerField(default=0)

    objects = CaseItemQuerySet.as_manager()

    class Meta:
        ordering = ["case_id", "position"]
        verbose_name = _("case item")
        verbose_name_plural = _("case items")
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="one_row_per_item"),
            models.CheckConstraint(
                condition=models.Q(decision="") | models.Q(decided_at__isnull=False), name="decision_has_a_moment"
            ),
        ]
        indexes = [models.Index(fields=["department", "state", "due_at"], name="item_by_department")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def title(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.name_en if english and self.name_en else self.name

    @property
    def stream(self) -> str:
        return f"item:{self.pk}"

    @property
    def number(self) -> str:
        """Child number `/01`.. in catalogue order, `-R2` for the second attempt (R85)."""
        return f"{self.case.number}/{self.position:02d}{self.suffix}"

    @property
    def suffix(self) -> str:
        """`-R2`, `-R3`; "" for the first attempt."""
        return f"-R{self.attempt}" if self.attempt > 1 else ""

    @cached_property
    def snapshot(self) -> ItemSnapshot:
        return ItemSnapshot.from_json(self.definition)


class Pause(models.Model):
    """A stretch in which an item's clock stands still, for a named procedure (R26).

    `name` and `name_en` are the procedure's, kept as they were; `expected_days` what the
    applicant was told; `max_days` working days, at whose end (`resumes_at`) the clock goes on
    by itself. `material` names the paper a `deferral_default` waits for.
    """

    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, related_name="pauses")
    procedure = models.CharField(max_length=40)
    name = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    material = models.CharField(max_length=40, blank=True)
    reason = models.TextField()
    evidence = models.ForeignKey("files.Upload", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    expected_days = models.PositiveSmallIntegerField(null=True, blank=True)
    max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    resumes_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Whoever allowed it took that back the same day: kept, and counted for nothing.
    recalled_at = models.DateTimeField(null=True, blank=True)

    every = models.Manager()
    objects = StandingManager()

    class Meta:
        default_manager_name = "objects"
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "procedure", "material"],
                condition=models.Q(recalled_at=None),
                name="once_per_procedure",
            ),
            models.UniqueConstraint(fields=["item"], condition=models.Q(ended_at=None), name="one_pause_at_a_time"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="pause_ends_after_it_begins",
            ),
        ]

    @property
    def title(self) -> str:
        english = (get_language() or "").startswith("en")
        return (self.name_en if english and self.name_en else self.name) or self.procedure
