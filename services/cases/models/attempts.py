"""An earlier attempt at an item that was denied and handed in again under the same number (R12)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ..states import Decision
from .item import CaseItem


class ItemAttempt(models.Model):
    """How the attempt ended, and what of the form and the papers was replaced after it.

    `replaced`: {"fields": {key: the entry as it was}, "materials": {code: upload id}}.
    """

    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    decision_text = models.TextField(blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    basis = models.TextField(blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced = models.JSONField(default=dict)
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["item_id", "number"]
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="one_row_per_attempt")]
