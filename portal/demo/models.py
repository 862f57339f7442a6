"""What of the demo's content is already in this database, so that a second start is quick."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeededStep(models.Model):
    """One finished step of the preparation and what it was made from."""

    name = models.CharField(_("step"), max_length=40, primary_key=True)
    fingerprint = models.CharField(_("made from"), max_length=64)
    finished_at = models.DateTimeField(_("finished"), auto_now=True)

    class Meta:
        verbose_name = _("seeded step")
        verbose_name_plural = _("seeded steps")

    def __str__(self) -> str:
        return self.name
