"""Configuration of the Shared Service Centre and Integrated Hall app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HallOfficeConfig(AppConfig):
    name = "departments.hall_office"
    verbose_name = _("Shared Service Centre and Integrated Hall")
