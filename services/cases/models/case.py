"""The case: one application for a whole matter, as its applicant sees it."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ..managers import CaseQuerySet
from ..states import CaseState

CHECK_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_check_code() -> str:
    """Six characters without look-alikes: what a public progress query needs besides the number (R86)."""
    return "".join(secrets.choice(CHECK_ALPHABET) for _ in range(6))


class Channel(models.TextChoices):
    WEB = "web", _("Online")
    COUNTER = "counter", _("At the counter")
    HOTLINE = "hotline", _("By phone")
    API = "api", _("By another system")


class Case(models.Model):
    """One application: the whole matter as its applicant sees it."""

    number = models.CharField(_("case number"), max_length=40, unique=True)
    check_code = models.CharField(max_length=6, default=new_check_code)
    matter = models.ForeignKey("catalog.Matter", on_delete=models.PROTECT, related_name="cases")
    version = models.ForeignKey("catalog.MatterVersion", on_delete=models.PROTECT, related_name="cases")
    matter_code = models.CharField(max_length=40)
    matter_name = models.CharField(max_length=120)
    matter_name_en = models.CharField(max_length=200, blank=True)
    organisation = models.ForeignKey("org.Organisation", on_delete=models.PROTECT, related_name="cases")
    lead_department = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="led_cases")
    window = models.ForeignKey("org.Department", on_delete=models.PROTECT, related_name="window_cases")
    applicant = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    applicant_department = models.ForeignKey(
        "org.Department", on_delete=models.PROTECT, null=True, blank=True, related_name="applicant_cases"
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="registered_cases"
    )
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.WEB)
    consent = models.CharField(_("how the applicant consented"), max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=CaseState.choices, default=CaseState.SUBMITTED)
    state_reason = models.TextField(blank=True)
    answers = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    # {key: {"value", "element", "source": {"department", "system", "as_of"} | null}}
    form = models.JSONField(default=dict)
    fingerprint = models.CharField(_("hash of matter, answers and form"), max_length=64, db_index=True)
    calendar_code = models.CharField(max_length=20)
    calendar_version = models.CharField(max_length=40, blank=True)
    limit_amount = models.DecimalField(max_digits=6, decimal_places=2, default=0)
    limit_unit = models.CharField(max_length=2, default="wd")
    promised_because = models.JSONField(default=list)
    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(_("receipt takes effect"))
    intake_due_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    yellow_at = models.DateTimeField(null=True, blank=True)
    due_provisional = models.BooleanField(_("due in a year without published holidays"), default=False)
    decided_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    last_urged_at = models.DateTimeField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["applicant", "-submitted_at"], name="case_mine"),
            models.Index(fields=["organisation", "state", "due_at"], name="case_by_state"),
            models.Index(fields=["applicant_department", "-submitted_at"], name="case_by_unit"),
        ]
        constraints = [
            # Double submission: the same person cannot have two identical open cases (R13).
            models.UniqueConstraint(
                fields=["applicant", "fingerprint"],
                condition=models.Q(state__in=["submitted", "correcting", "in_progress", "decided", "partly_approved"]),
                name="no_identical_open_case",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        english = (get_language() or "").startswith("en")
        return self.matter_name_en if english and self.matter_name_en else self.matter_name

    @property
    def stream(self) -> str:
        return f"case:{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in CaseState.values and self.closed_at is None

    def values(self) -> dict[str, Any]:
        """Form values by data element key, without their sources."""
        return {key: entry["value"] for key, entry in self.form.items()}
