"""What really came: cases per working day and their answers, for trials that repeat it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.utils import timezone

from departments.org.models import Membership
from services.cases.models import Case
from services.catalog.models import Matter
from services.catalog.snapshot import MatterSnapshot

LOOK_BACK_DAYS = 90
MOST_ANSWERS = 500
STAFFED_ROLES = {"handler": "", "dept_head": ":heads"}


@dataclass(frozen=True)
class Recorded:
    """`per_day` has one entry for each working day since the first case, `answers` one for each case."""

    per_day: tuple[int, ...]
    answers: tuple[dict[str, Any], ...]


def recorded(matter: Matter, snapshot: MatterSnapshot) -> Recorded:
    """Cases of the last 90 days; answers the present version no longer asks are left out."""
    since = timezone.now() - timedelta(days=LOOK_BACK_DAYS)
    rows = list(
        Case.objects.filter(matter_code=matter.code, submitted_at__gte=since)
        .order_by("-submitted_at")
        .values_list("submitted_at", "answers")[:MOST_ANSWERS]
    )
    days = Counter(timezone.localtime(at).date() for at, _answers in rows)
    span = _weekdays(min(days), max(days)) if days else []
    answers = tuple({key: value for key, value in given.items() if key in snapshot.question_ids} for _at, given in rows)
    return Recorded(tuple(days.get(day, 0) for day in span), answers)


def _weekdays(first: Any, last: Any) -> list[Any]:
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5]


def staffing() -> dict[str, int]:
    """People in force at the desks of every department: {"OF-HR": handlers, "OF-HR:heads": heads}."""
    rows = (
        Membership.objects.active()
        .filter(roles__role__code__in=STAFFED_ROLES)
        .values_list("department__code", "roles__role__code")
        .annotate(people=Count("user", distinct=True))
    )
    return {f"{code}{STAFFED_ROLES[role]}": people for code, role, people in rows}
