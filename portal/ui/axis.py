"""An axis of working days: where a moment stands, in per cent of a track. Pure geometry, no Django.

Every working day is equally wide; a run of days without work is one thin hatched band. Within a day
moments run linearly from opening to closing; outside the hours they stick to the nearer end, so the
picture shows working time and never a night.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

BAND = 0.3  # width of a run of days without work, in working days
TRACK_PX = 560  # a cautious width of the track on a desk screen, to decide whether a label fits
DAY_LABEL_PX = 62  # room one day label needs


@dataclass(frozen=True)
class DayHours:
    """One calendar day of the axis; a day without work has neither moment. Both moments aware."""

    day: date
    opens: datetime | None = None
    closes: datetime | None = None


@dataclass(frozen=True)
class AxisDay:
    """A working day: left edge, middle and width in per cent; `shown`: there is room for its label."""

    day: date
    x: float
    middle: float
    width: float
    is_today: bool = False
    is_end: bool = False
    shown: bool = True


@dataclass(frozen=True)
class Band:
    """A run of days without work."""

    x: float
    width: float


@dataclass(frozen=True)
class _Column:
    """A working day or a band on the axis, with the moments at its two edges."""

    opens: datetime
    closes: datetime
    x: float
    width: float


@dataclass(frozen=True)
class Axis:
    days: tuple[AxisDay, ...]
    bands: tuple[Band, ...]
    now: float | None
    now_at: datetime | None
    columns: tuple[_Column, ...] = field(repr=False, default=())

    def x(self, moment: datetime) -> float:
        """Per cent of the track for a moment; before the axis 0, after it 100."""
        position = 0.0
        for column in self.columns:
            if moment < column.opens:
                return round(position, 3)
            if moment < column.closes:
                share = (moment - column.opens) / (column.closes - column.opens)
                return round(column.x + column.width * share, 3)
            position = column.x + column.width
        return round(position, 3)


def dates_between(moments: Iterable[datetime | None]) -> list[date]:
    """Every calendar day from the earliest to the latest of these (local) moments; for building DayHours."""
    known = [moment.date() for moment in moments if moment is not None]
    if not known:
        return []
    first, last = min(known), max(known)
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def build_axis(days: Sequence[DayHours], now: datetime | None = None) -> Axis:
    """The axis over these days, which must be in order and without gaps. `now` None: the case is over."""
    runs = _runs(days)
    units = sum(1 if run[0].opens else BAND for run in runs) or 1
    columns, bands, drawn, x = [], [], [], 0.0
    for run in runs:
        width = (1 if run[0].opens else BAND) / units * 100
        if run[0].opens and run[0].closes:
            columns.append(_Column(run[0].opens, run[0].closes, x, width))
            drawn.append(AxisDay(run[0].day, round(x, 3), round(x + width / 2, 3), round(width, 3)))
        else:
            bands.append(Band(round(x, 3), round(width, 3)))
        x += width
    bare = Axis(tuple(drawn), tuple(bands), None, now, tuple(columns))
    if now is None or not columns or not columns[0].opens <= now <= columns[-1].closes:
        return replace(bare, days=_labelled(drawn, None))
    return replace(bare, now=bare.x(now), days=_labelled(drawn, _day_of(columns, drawn, now)))


def _runs(days: Sequence[DayHours]) -> list[list[DayHours]]:
    """Days grouped: each working day alone, neighbouring days without work together."""
    runs: list[list[DayHours]] = []
    for one in days:
        if runs and one.opens is None and runs[-1][0].opens is None:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _day_of(columns: Sequence[_Column], drawn: Sequence[AxisDay], now: datetime) -> date:
    """The drawn day `now` is marked on: its own, or the last working day before it."""
    begun = [day.day for column, day in zip(columns, drawn, strict=True) if column.opens <= now]
    return begun[-1]


def _labelled(days: Sequence[AxisDay], today: date | None) -> tuple[AxisDay, ...]:
    """Marks today and the last day, and hides the labels that have no room."""
    if not days:
        return ()
    every = max(1, -(-len(days) * DAY_LABEL_PX // TRACK_PX))
    must = {len(days) - 1} | {n for n, day in enumerate(days) if day.day == today}
    shown = {n for n in range(0, len(days), every) if all(abs(n - other) >= every for other in must)} | must
    return tuple(
        replace(day, is_today=day.day == today, is_end=n == len(days) - 1, shown=n in shown)
        for n, day in enumerate(days)
    )
