"""Configuration of the Comprehensive Management app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PowerAdminConfig(AppConfig):
    name = "departments.power_admin"
    verbose_name = _("Comprehensive Management")
