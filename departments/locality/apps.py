"""Configuration of the Enterprise-Local Relations app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LocalityConfig(AppConfig):
    name = "departments.locality"
    verbose_name = _("Enterprise-Local Relations")
