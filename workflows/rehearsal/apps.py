from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RehearsalConfig(AppConfig):
    name = "workflows.rehearsal"
    label = "rehearsal"
    verbose_name = _("Rehearsal of matters")

    def ready(self) -> None:
        from services.catalog.operations import gate
        from workflows.rehearsal.gate import what_speaks_against

        gate.register(what_speaks_against)
