"""What was decided, and what was said."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ..managers import StandingManager
from .case import Case
from .item import CaseItem


class Opinion(models.Model):
    """What somebody decided or said on a task, in the words the file keeps.

    `recalled_at`: when its author took the act back; it stays in the file and counts for nothing.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="opinions")
    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, null=True, blank=True, related_name="opinions")
    task_id = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=12)
    action = models.CharField(max_length=24)
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    # R51: “B for A” is author for acting_for.
    acting_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    step = models.CharField(max_length=60, blank=True)
    round = models.PositiveSmallIntegerField(default=0)
    text = models.TextField(blank=True)
    reason_code = models.CharField(max_length=40, blank=True)
    basis = models.TextField(blank=True)
    cure = models.TextField(blank=True)
    conditions = models.TextField(blank=True)
    suggest = models.CharField(max_length=40, blank=True)
    review_points = models.JSONField(default=list, blank=True)
    tacit = models.BooleanField(default=False)
    # What was before the author: {"papers": {code: upload id}, "fields": {key: digest}, "steps": [numbers]}.
    inputs = models.JSONField(default=dict, blank=True)
    # It stays on record and counts no more: the item was sent back, or the department is no longer asked.
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_because = models.TextField(blank=True)
    created_at = models.DateTimeField()
    recalled_at = models.DateTimeField(null=True, blank=True)

    every = models.Manager()
    objects = StandingManager()

    class Meta:
        default_manager_name = "objects"
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(voided_at=None, voided_because="")
                | (models.Q(voided_at__isnull=False) & ~models.Q(voided_because="")),
                name="void_has_a_reason",
            ),
            # R46: a disagreement without basis and cure cannot be saved.
            models.CheckConstraint(
                condition=~models.Q(action="disagree")
                | (~models.Q(text="") & ~models.Q(basis="") & ~models.Q(cure="")),
                name="disagreement_is_complete",
            ),
        ]


class Message(models.Model):
    """Conversation between the applicant and the departments of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    to_department = models.ForeignKey(
        "org.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at", "pk"]
