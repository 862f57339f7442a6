"""Configuration of the working-time app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorktimeConfig(AppConfig):
    name = "portal.worktime"
    label = "worktime"
    verbose_name = _("Working time")
