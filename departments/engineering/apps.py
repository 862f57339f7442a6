"""Configuration of the Engineering app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EngineeringConfig(AppConfig):
    name = "departments.engineering"
    verbose_name = _("Engineering")
