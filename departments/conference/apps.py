"""Configuration of the Conference Centre app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConferenceConfig(AppConfig):
    name = "departments.conference"
    verbose_name = _("Conference Centre")
