"""Celery: one app, one static timetable for beat.

Tasks are discovered in every installed app. Beat only queues; whatever it starts is
safe to run twice, because alarms and messages are claimed row by row.
"""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab, schedule

from portal.heartbeat import HEARTBEAT_KEY, HEARTBEAT_SECONDS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@app.task(name="portal.heartbeat")
def heartbeat() -> None:
    """Leave the moment in the cache: proof that beat, broker and a worker are alive."""
    from django.core.cache import cache
    from django.utils import timezone

    cache.set(HEARTBEAT_KEY, timezone.now().isoformat(), timeout=24 * 3600)


@app.on_after_configure.connect
def lay_down_timetable(sender: Celery, **_: object) -> None:
    """The whole timetable in one place; the alarm tick comes from the settings."""
    from django.conf import settings

    tick = settings.ALARM_TICK_SECONDS
    sender.conf.beat_schedule = {
        "alarms": often("workflows.tasks.fire_alarms", tick),
        "coordinators": often("workflows.tasks.sweep_coordinators", 60),
        "absences": often("workflows.tasks.follow_absences", 60),
        "messages": often("portal.notices.tasks.sweep", 30),
        "objections": often("workflows.tasks.tell_overdue_objections", 300),
        "calendars": often("workflows.tasks.recompute_provisional_dates", 3600),
        "versions": often("services.catalog.tasks.bring_versions_into_force", 60),
        "heartbeat": often("portal.heartbeat", HEARTBEAT_SECONDS),
        # In CELERY_TIMEZONE, when nobody works.
        "duties": {"task": "departments.org.tasks.sync_duties", "schedule": crontab(hour=0, minute=5)},
        "checkpoint": {"task": "portal.audit.tasks.checkpoint", "schedule": crontab(hour=2, minute=10)},
        "verification": {"task": "portal.audit.tasks.verify", "schedule": crontab(hour=3, minute=10)},
    }


def often(task: str, seconds: float) -> dict[str, object]:
    """A tick that is worthless once the next is due: none pile up while no worker runs."""
    return {"task": task, "schedule": schedule(seconds), "options": {"expires": seconds}}
