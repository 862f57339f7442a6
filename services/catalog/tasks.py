"""What the catalogue does by the clock."""

from __future__ import annotations

from celery import shared_task

from services.catalog.operations.effect import bring_into_force


@shared_task(name="services.catalog.tasks.bring_versions_into_force")
def bring_versions_into_force() -> int:
    """Versions published for later become the ones new cases start with."""
    return bring_into_force()
