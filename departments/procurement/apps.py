"""Configuration of the Procurement and Materials app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProcurementConfig(AppConfig):
    name = "departments.procurement"
    verbose_name = _("Procurement and Materials")
