"""What the applicant is asked to mend, and what the applicant says is wrong with our data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..managers import StandingManager
from .case import Case
from .item import CaseItem


class Correction(models.Model):
    """The one notice that lists everything missing (R36), and its answer."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="corrections")
    # A second notice stops one item only and needs a ground (R37); the first is for the whole case.
    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, null=True, blank=True, related_name="corrections")
    ground = models.CharField(max_length=24, blank=True)
    number = models.CharField(max_length=60)
    round = models.PositiveSmallIntegerField(default=1)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # R38: more time on request, once.
    extended_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    lapsed_at = models.DateTimeField(null=True, blank=True)
    # Its author took it back before it was answered: kept, and counted for nothing.
    recalled_at = models.DateTimeField(null=True, blank=True)

    every = models.Manager()
    objects = StandingManager()

    class Meta:
        default_manager_name = "objects"
        ordering = ["round"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "round"], condition=models.Q(recalled_at=None), name="one_notice_per_round"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=models.Q(recalled_at=None), name="one_second_notice_per_item"
            ),
            models.CheckConstraint(
                condition=models.Q(item=None, ground="") | (models.Q(item__isnull=False) & ~models.Q(ground="")),
                name="second_notice_has_a_ground",
            ),
        ]


class Defect(models.Model):
    """One thing to mend: what, what is wrong with it, how to mend it."""

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="defects")
    material = models.CharField(max_length=40, blank=True)
    field = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=120)
    problem = models.TextField()
    remedy = models.TextField()
    mended = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(material="") ^ models.Q(field=""), name="defect_of_a_material_or_a_field"
            )
        ]


class Objection(models.Model):
    """The applicant says a shared value is wrong; its source answers within three working days (R16, R83)."""

    class Verdict(models.TextChoices):
        UPHELD = "upheld", _("the applicant is right")
        REJECTED = "rejected", _("the value is right")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="objections")
    element = models.CharField(max_length=60)
    label = models.CharField(max_length=120)
    source = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, related_name="+")
    held_value = models.JSONField(null=True)
    claim = models.TextField()
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    answer = models.TextField(blank=True)
    # The right value as the source states it now; the case goes on with it.
    corrected_value = models.JSONField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    # When everybody who has to know was told that the answer is late; once.
    overdue_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "element"], name="one_objection_per_element"),
            models.CheckConstraint(
                condition=models.Q(verdict="", answered_at=None, answered_by=None, answer="")
                | (~models.Q(verdict="") & ~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="objection_answered_in_words",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "due_at"], name="objection_open", condition=models.Q(answered_at=None))
        ]
