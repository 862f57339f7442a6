"""Configuration of the Design Office app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DesignOfficeConfig(AppConfig):
    name = "departments.design_office"
    verbose_name = _("Design Office")
