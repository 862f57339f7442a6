"""What has to happen as days pass, without anybody changing the organisation."""

from __future__ import annotations

from celery import shared_task

from departments.org import grants


@shared_task(name="departments.org.tasks.sync_duties")
def sync_duties() -> int:
    """Posts began or ended at midnight: bring the groups guardian and the admin read up to date."""
    return grants.sync_duties()
