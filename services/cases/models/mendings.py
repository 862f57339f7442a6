"""What was mended on the spot at the window, before acceptance (R38)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case


class SpotMending(models.Model):
    """One value or paper changed at the counter, the applicant being present: what it was and what it is.

    `before` and `after` are stored values of the form; of a paper the ids and names of the files.
    """

    class Confirmation(models.TextChoices):
        SIGNATURE = "signature", _("signed on the pad at the counter")
        READ_BACK = "read_back", _("read on the second screen and confirmed")
        RECORDING = "recording", _("said so on a recorded call")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="mendings")
    field = models.CharField(max_length=60, blank=True)
    material = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=120)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField()
    reason = models.TextField()
    confirmation = models.CharField(max_length=12, choices=Confirmation.choices)
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    mended_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("mending on the spot")
        verbose_name_plural = _("mendings on the spot")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(material="") ^ models.Q(field=""), name="mending_of_a_material_or_a_field"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason="") & ~models.Q(confirmation=""), name="mending_has_reason_and_confirmation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.label}"
