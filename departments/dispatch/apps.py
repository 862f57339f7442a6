"""Configuration of the Dispatch and Control Centre app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DispatchConfig(AppConfig):
    name = "departments.dispatch"
    verbose_name = _("Dispatch and Control Centre")
