"""Saved worksheets: what was proposed for a matter, and what it was expected to count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from services.catalog.simulation.worksheet import Line, compared, counts

if TYPE_CHECKING:
    from services.catalog.models import MatterVersion


class EsiaRecord(models.Model):
    """One ESIA review of a matter: verdicts on its steps, counts before and expected, who proposed and agreed.

    `verdicts` is a list of {"item", "step", "name", "verdict", "days", "reason"}; `before` and `after`
    are as `worksheet.counts` gives for `answers`.
    """

    matter = models.ForeignKey(
        "catalog.Matter", on_delete=models.PROTECT, related_name="esia_records", verbose_name=_("matter")
    )
    version = models.ForeignKey(
        "catalog.MatterVersion",
        on_delete=models.PROTECT,
        related_name="esia_records",
        verbose_name=_("version reviewed"),
    )
    answers = models.JSONField(_("answers"))
    verdicts = models.JSONField(_("verdicts"))
    before = models.JSONField(_("counts before"))
    after = models.JSONField(_("counts expected"))
    conclusion = models.TextField(_("conclusion"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by")
    )
    written_at = models.DateTimeField(_("written on"), default=timezone.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed by"),
    )
    agreed_at = models.DateTimeField(_("agreed on"), null=True, blank=True)

    class Meta:
        verbose_name = _("ESIA review")
        verbose_name_plural = _("ESIA reviews")
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("written_by")), name="simulation_esia_four_eyes"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="simulation_esia_agreed_with_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"ESIA {self.matter_id} {self.written_at:%Y-%m-%d}"

    @property
    def lines(self) -> list[Line]:
        return compared(self.before, self.after)

    def measured(self, version: MatterVersion) -> list[Line]:
        """What was expected against what a published version really counts for the same answers."""
        return compared(self.after, counts(version.typed, self.answers))
