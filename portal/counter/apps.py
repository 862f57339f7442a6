from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CounterConfig(AppConfig):
    name = "portal.counter"
    label = "counter"
    verbose_name = _("Integrated window")

    def ready(self) -> None:
        """The rail of every staff page asks us for the window's entries."""
        from portal.counter.nav import counter_nav
        from portal.ui import shell

        shell.register_nav(counter_nav)
