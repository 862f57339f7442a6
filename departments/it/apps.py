"""Configuration of the Information Centre app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ItConfig(AppConfig):
    name = "departments.it"
    verbose_name = _("Information Centre")
