"""Configuration of the Life Services Centre app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LifeConfig(AppConfig):
    name = "departments.life"
    verbose_name = _("Life Services Centre")
