"""An application that is still being written."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .case import Case, Channel


class Draft(models.Model):
    """An application being written; kept 30 days, lost never.

    `author` writes it: the applicant, or a clerk the applicant has consented to be acted for by (R1).
    """

    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    version = models.ForeignKey("catalog.MatterVersion", on_delete=models.PROTECT, related_name="+")
    key = models.UUIDField(unique=True)
    answers = models.JSONField(default=dict)
    fields = models.JSONField(default=dict)
    # {material code: {"upload": id} | {"defer_until": ISO date} | {"declared": true}}
    materials = models.JSONField(default=dict)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    consent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)
    submitted_case = models.ForeignKey(Case, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["applicant", "-updated_at"], name="drafts_mine")]
        constraints = [
            # Nobody's registers are asked for a clerk without the person's consent on record (R1, R82).
            models.CheckConstraint(
                condition=models.Q(author=models.F("applicant")) | ~models.Q(consent=""),
                name="for_others_with_consent_only",
            ),
        ]

    @property
    def is_for_other(self) -> bool:
        return self.author_id != self.applicant_id

    @property
    def stream(self) -> str:
        return f"draft:{self.key}"
