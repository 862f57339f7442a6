"""Configuration of the Operation and Maintenance app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GridMaintenanceConfig(AppConfig):
    name = "departments.grid_maintenance"
    verbose_name = _("Operation and Maintenance")
