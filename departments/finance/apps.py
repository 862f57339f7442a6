"""Configuration of the Finance app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FinanceConfig(AppConfig):
    name = "departments.finance"
    verbose_name = _("Finance")
