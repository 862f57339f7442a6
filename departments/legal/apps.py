"""Configuration of the Corporate Rules, Legal and Archives app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalConfig(AppConfig):
    name = "departments.legal"
    verbose_name = _("Corporate Rules, Legal and Archives")
