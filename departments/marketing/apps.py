"""Configuration of the Marketing app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketingConfig(AppConfig):
    name = "departments.marketing"
    verbose_name = _("Marketing")
