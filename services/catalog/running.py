"""Cases under way that keep the version they started with when the next one is published (R5)."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, QuerySet

from services.catalog.models import Matter, MatterVersion

# States in which a case is still being worked on; the case file names them (services/cases/states.py).
UNDER_WAY = ("submitted", "correcting", "in_progress", "decided", "partly_approved")
SHOWN = 50


class Running(NamedTuple):
    """One case under way. Nobody's name: whoever edits the catalogue does not read case files (R84)."""

    number: str
    version: int
    state: str
    submitted_at: datetime
    due_at: datetime | None


def running(matter: Matter) -> list[Running]:
    """The oldest cases under way, at most `SHOWN`; one statement."""
    rows = _under_way(matter).select_related("version").defer("version__snapshot").order_by("submitted_at")[:SHOWN]
    return [
        Running(one.number, one.version.number, one.get_state_display(), one.submitted_at, one.due_at) for one in rows
    ]


def running_by_version(matter: Matter) -> dict[int, int]:
    """How many cases under way keep which version, by its primary key; one statement."""
    rows = _under_way(matter).order_by().values("version").annotate(count=Count("pk"))
    return {row["version"]: row["count"] for row in rows}


def _under_way(matter: Matter) -> QuerySet:
    return matter.cases.filter(state__in=UNDER_WAY)


def versions_of(matter: Matter) -> list[MatterVersion]:
    """Every version, the newest first, without its snapshot; one statement."""
    rows = matter.versions.select_related("published_by", "reviewed_by").defer("snapshot")
    return list(rows.order_by("-number"))
