"""Which feeder supplies whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord


class FeederAssignment(PersonRecord):
    feeder = models.CharField(_("feeder"), max_length=16)

    class Meta:
        verbose_name = _("feeder assignment")
        verbose_name_plural = _("feeder assignments")
