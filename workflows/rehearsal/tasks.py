"""Celery's part: samples are played in a worker, never in a request."""

from __future__ import annotations

from celery import shared_task

from workflows.rehearsal.running import play_run


@shared_task
def play_samples(run_id: int) -> bool:
    """Play a run that was asked for; a second delivery does nothing."""
    return play_run(run_id)
