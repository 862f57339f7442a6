"""Case numbers (R85) and the keys that make a request safe to repeat."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from .case import Case


class NumberSequence(models.Model):
    """Last case number per organisation and day (R85)."""

    organisation = models.ForeignKey("org.Organisation", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "day"], name="one_sequence_per_day")]


class Submission(models.Model):
    """Remembers an Idempotency-Key: the same key again returns the same answer."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    scope = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "scope", "key"], name="one_answer_per_key")]
