"""Is everything running? Facts without personal data, each check on its own (design.md section 6)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from portal.audit.models import Entry
from portal.heartbeat import HEARTBEAT_KEY, HEARTBEAT_SECONDS
from workflows.operations.unattended.firing import oldest_overdue

BROKER_TIMEOUT_SECONDS = 1
# Beat has missed three beats; alarms have waited for many ticks.
HEARTBEAT_LIMIT = timedelta(seconds=3 * HEARTBEAT_SECONDS)
ALARM_LIMIT = timedelta(minutes=5)
# Until then a house that has just been opened may still wait for its first heartbeat.
STARTED = time.monotonic()
STARTING_SECONDS = 3 * HEARTBEAT_SECONDS


@dataclass(frozen=True)
class Check:
    """What was found. `since` is the moment the finding is about, None without one."""

    ok: bool
    finding: str
    since: datetime | None = None
    hash: str | None = None


@dataclass(frozen=True)
class Health:
    """`ok` False answers 503."""

    checks: dict[str, Check]

    @property
    def ok(self) -> bool:
        return all(one.ok for one in self.checks.values())


def look() -> Health:
    """Ask every part once; a part that does not answer is a finding, never an exception."""
    database = guarded(database_answers)
    broker = guarded(broker_answers)
    return Health(
        {
            "database": database,
            "broker": broker,
            "beat": guarded(beat_beats) if broker.ok else Check(False, "the broker does not answer"),
            "alarms": guarded(alarms_fire) if database.ok else Check(False, "the database does not answer"),
            "audit": guarded(audit_head) if database.ok else Check(False, "the database does not answer"),
        }
    )


def guarded(check: Callable[[], Check]) -> Check:
    try:
        return check()
    except (DatabaseError, RedisError, OSError) as error:
        return Check(False, f"does not answer ({type(error).__name__})")


def database_answers() -> Check:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Check(True, "answers")


def broker_answers() -> Check:
    timeouts = {"socket_connect_timeout": BROKER_TIMEOUT_SECONDS, "socket_timeout": BROKER_TIMEOUT_SECONDS}
    with Redis.from_url(settings.REDIS_URL, **timeouts) as broker:
        broker.ping()
    return Check(True, "answers")


def beat_beats() -> Check:
    """Beat queues, a worker answers: the heartbeat proves both (portal/celery.py)."""
    written = cache.get(HEARTBEAT_KEY)
    beat = datetime.fromisoformat(written) if isinstance(written, str) else None
    if beat is not None and timezone.now() - beat <= HEARTBEAT_LIMIT:
        return Check(True, "beats", beat)
    if time.monotonic() - STARTED < STARTING_SECONDS:
        return Check(True, "starting", beat)
    return Check(False, "no heartbeat", beat)


def alarms_fire() -> Check:
    """The oldest alarm that should have fired by now."""
    now = timezone.now()
    oldest = oldest_overdue(now)
    late = oldest is not None and now - oldest > ALARM_LIMIT
    return Check(not late, "overdue" if late else "on time", oldest)


def audit_head() -> Check:
    """The newest entry of the record: two looks at it show whether the record grows."""
    head = Entry.objects.order_by("-pk").values_list("hash", "at").first()
    return Check(True, "recording", head[1], head[0]) if head else Check(True, "empty")
