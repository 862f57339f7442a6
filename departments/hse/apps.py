"""Configuration of the Health Safety and Environment app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HseConfig(AppConfig):
    name = "departments.hse"
    verbose_name = _("Health Safety and Environment")
