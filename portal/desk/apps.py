from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "portal.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        """The rail of every staff page asks us for its entries."""
        from portal.desk.nav import desk_nav
        from portal.ui import shell

        shell.register_nav(desk_nav)
