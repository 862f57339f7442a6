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
        from departments.org.duties import primary_department
        from portal.ui import shell

        # The unit shown beside a person's name on every page.
        shell.register_unit(primary_department)
