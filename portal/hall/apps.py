from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HallConfig(AppConfig):
    name = "portal.hall"
    label = "hall"
    verbose_name = _("Service hall")

    def ready(self) -> None:
        from portal.hall.nav import hall_nav
        from portal.ui import shell

        shell.register_nav(hall_nav)
