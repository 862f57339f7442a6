"""What the last 90 days really took, beside what is promised (R79): medians of working time, never single cases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.utils import timezone

from portal.worktime import CalendarMissing, table_for, working_time
from services.catalog.models import Matter

LOOKED_BACK = timedelta(days=90)
ENOUGH_CASES = 5
# The latest cases stand for all of them; reading more would not change what people read.
SAMPLE = 200
TENTH = Decimal("0.1")

Span = tuple[datetime, datetime, datetime | None, str]


@dataclass(frozen=True)
class Actual:
    """What `count` cases took. `usual` is the median, `slow` what nine of ten stay below, both in `unit`
    ("wd" working days, "ch" calendar hours); `minutes` is the median in minutes, `day_minutes` a working day's.
    `on_time` are those decided by their due moment."""

    count: int
    usual: Decimal
    slow: Decimal
    minutes: int
    day_minutes: int
    on_time: int
    unit: str

    @property
    def on_time_percent(self) -> int:
        return round(100 * self.on_time / self.count)


def of_matter(matter: Matter, unit: str) -> Actual | None:
    """From acceptance to the last decision; None for fewer than five cases. One statement."""
    rows = _decided(matter).values_list("accepted_at", "decided_at", "due_at", "calendar_code")[:SAMPLE]
    return _actual(rows, unit)


def of_items(matter: Matter, units: dict[str, str]) -> dict[str, Actual]:
    """From the start of an item's clock to its decision, pauses included, by item code. One statement."""
    names = ("items__code", "items__started_at", "items__decided_at", "items__due_at", "calendar_code")
    rows = _decided(matter).filter(items__started_at__isnull=False, items__decided_at__isnull=False)
    spans: dict[str, list[Any]] = defaultdict(list)
    for code, *span in rows.values_list(*names)[: SAMPLE * max(len(units), 1)]:
        spans[code].append(tuple(span))
    found = {code: _actual(spans[code], unit) for code, unit in units.items()}
    return {code: one for code, one in found.items() if one is not None}


def _decided(matter: Matter) -> Any:
    since = timezone.now() - LOOKED_BACK
    return matter.cases.filter(decided_at__gte=since, accepted_at__isnull=False).order_by("-decided_at")


def _actual(spans: Iterable[Span], unit: str) -> Actual | None:
    rows = list(spans)
    try:
        minutes = sorted(_minutes(rows, unit))
    except CalendarMissing:
        return None
    if len(minutes) < ENOUGH_CASES:
        return None
    day_minutes = table_for(rows[0][3]).day_minutes
    per_unit = 60 if unit == "ch" else day_minutes
    return Actual(
        count=len(minutes),
        usual=_amount(median(minutes), per_unit),
        slow=_amount(minutes[(9 * len(minutes) - 1) // 10], per_unit),
        minutes=int(median(minutes)),
        day_minutes=day_minutes,
        on_time=sum(1 for _begin, end, due, _calendar in rows if due is None or end <= due),
        unit=unit,
    )


def _minutes(rows: Iterable[Span], unit: str) -> Iterator[float]:
    for begin, end, _due, calendar in rows:
        span = end - begin if unit == "ch" else working_time(begin, end, table_for(calendar))
        yield span.total_seconds() / 60


def _amount(minutes: float, per_unit: int) -> Decimal:
    return (Decimal(minutes) / per_unit).quantize(TENTH).normalize()
