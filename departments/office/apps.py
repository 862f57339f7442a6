"""Configuration of the General Office (Party Committee Office) app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfficeConfig(AppConfig):
    name = "departments.office"
    verbose_name = _("General Office (Party Committee Office)")
