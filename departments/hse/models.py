"""Who is fit and trained for the site, and whose licences run until when."""

from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord

TRAINING_VALID_DAYS = 365
# Away from the site longer than this, somebody is trained again (R95).
ABSENCE_ALLOWED_DAYS = 183


class SafetyRecord(PersonRecord):
    """Medical fitness and safety training of one person; None is "not known"."""

    medical_ok = models.BooleanField(_("medically fit"), null=True)
    training_date = models.DateField(_("trained"), null=True, blank=True)
    last_on_site = models.DateField(_("last on site"), null=True, blank=True)

    class Meta:
        verbose_name = _("safety record")
        verbose_name_plural = _("safety records")

    @property
    def training_ok(self) -> bool:
        """Trained within the year and not away from the site for more than six months (R95)."""
        if self.training_date is None:
            return False
        today = timezone.localdate()
        seen = max(self.training_date, self.last_on_site or self.training_date)
        return (
            self.training_date + timedelta(days=TRAINING_VALID_DAYS) >= today
            and seen + timedelta(days=ABSENCE_ALLOWED_DAYS) >= today
        )


class ContractorLicence(PersonRecord):
    """The safety licence of the contractor this person applies for."""

    licence_no = models.CharField(_("licence number"), max_length=40)
    valid_until = models.DateField(_("valid until"))

    class Meta:
        verbose_name = _("contractor's licence")
        verbose_name_plural = _("contractors' licences")
