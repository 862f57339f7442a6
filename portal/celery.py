"""Celery: one app, one static timetable for beat.

Tasks are discovered in every installed app. Beat only queues; whatever it starts is
safe to run twice, because alarms and messages are claimed row by row.
"""

from __future__ import annotations

import os

from celery import Celery
from celery.schedules import crontab, schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

HEARTBEAT_KEY = "health:heartbeat"
HEARTBEAT_SECONDS = 60

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

    sender.conf.beat_schedule = {
        "alarms": {"task": "workflows.tasks.fire_alarms", "schedule": schedule(settings.ALARM_TICK_SECONDS)},
        "coordinators": {"task": "workflows.tasks.sweep_coordinators", "schedule": schedule(60)},
        "messages": {"task": "portal.notices.tasks.sweep", "schedule": schedule(30)},
        "heartbeat": {"task": "portal.heartbeat", "schedule": schedule(HEARTBEAT_SECONDS)},
        # 02:10 in CELERY_TIMEZONE, when nobody works.
        "checkpoint": {"task": "portal.audit.tasks.checkpoint", "schedule": crontab(hour=2, minute=10)},
    }
