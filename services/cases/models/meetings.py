"""Joint inspections and meetings called while departments countersign: who was invited, who came (R50)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .case import Case
from .item import CaseItem


class Meeting(models.Model):
    """One appointment. `task_id`: the task of whoever called it, which records who came."""

    class Kind(models.TextChoices):
        INSPECTION = "inspection", _("Joint inspection")
        MEETING = "meeting", _("Joint meeting")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="meetings")
    item = models.ForeignKey(CaseItem, on_delete=models.CASCADE, related_name="meetings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=120)
    purpose = models.TextField()
    task_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_because = models.TextField(blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        verbose_name = _("joint appointment")
        verbose_name_plural = _("joint appointments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(recorded_at=None) | models.Q(cancelled_at=None),
                name="meeting_held_or_cancelled",
            ),
            models.CheckConstraint(
                condition=models.Q(recorded_at=None) | models.Q(recorded_at__gte=models.F("starts_at")),
                name="attendance_after_the_start",
            ),
            models.UniqueConstraint(
                fields=["item"],
                condition=models.Q(recorded_at=None, cancelled_at=None),
                name="one_open_meeting_per_item",
            ),
        ]


class Invitation(models.Model):
    """One department that must come. `question`: its countersign task."""

    class State(models.TextChoices):
        INVITED = "invited", _("invited")
        CAME = "came", _("came")
        EXCUSED = "excused", _("excused with a reason")
        ABSENT = "absent", _("absent without a reason")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations")
    department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="+")
    question = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.INVITED)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [models.UniqueConstraint(fields=["meeting", "question"], name="invited_once")]
