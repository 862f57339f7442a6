"""Configuration of the Human Resources app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HrConfig(AppConfig):
    name = "departments.hr"
    verbose_name = _("Human Resources")
