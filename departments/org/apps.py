"""Configuration of the organisation app: the department checks are registered here."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrgConfig(AppConfig):
    name = "departments.org"
    label = "org"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        from departments.org import checks  # noqa: F401  (registers the system checks)
