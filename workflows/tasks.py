"""Celery's part: the beat ticks and slow handlers. Every task is safe to run twice."""

from __future__ import annotations

from celery import shared_task

from .operations.absence import covering, delegating
from .operations.unattended import calendar, firing, objections, sweeping
from .stages import automatic
from .stages.automatic import run_automatic

__all__ = [
    "fire_alarms",
    "follow_absences",
    "recompute_provisional_dates",
    "run_automatic",
    "sweep_coordinators",
    "tell_overdue_objections",
]


@shared_task
def fire_alarms() -> int:
    """Fire every due alarm. Returns how many fired."""
    return firing.fire_due()


@shared_task
def sweep_coordinators() -> int:
    """Repair lost wake-ups and handlers that never ran. Returns how many were found."""
    return sweeping.sweep() + automatic.sweep()


@shared_task
def follow_absences() -> int:
    """Put back what is held under a delegation that is over; give the B-role what absent people have (R51, R52)."""
    return delegating.put_back() + covering.cover_absences()


@shared_task
def tell_overdue_objections() -> int:
    """Say once of every objection that its answer is late (R83)."""
    return objections.tell_overdue()


@shared_task
def recompute_provisional_dates() -> int:
    """After a year's calendar was published, work out the dates that waited for it (R24)."""
    return calendar.recompute()
