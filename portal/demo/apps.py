"""The demo's content as a Django app."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "portal.demo"
    label = "demo"
    verbose_name = _("Demo")

    def ready(self) -> None:
        from django.conf import settings

        if settings.SIGN_IN_HINTS:
            from portal.accounts.hints import register_hints
            from portal.demo.hints import hints

            register_hints(hints)
