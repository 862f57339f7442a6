"""Configuration of the Production Operations app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProductionConfig(AppConfig):
    name = "departments.production"
    verbose_name = _("Production Operations")
