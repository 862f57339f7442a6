"""Configuration of the Security app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SecurityConfig(AppConfig):
    name = "departments.security"
    verbose_name = _("Security")
