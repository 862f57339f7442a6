"""How far away a customer is: decides how soon a crew must arrive."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from departments.org.contract import PersonRecord


class ServiceArea(PersonRecord):
    area_class = models.CharField(_("area class"), max_length=8)

    class Meta:
        verbose_name = _("service area")
        verbose_name_plural = _("service areas")
