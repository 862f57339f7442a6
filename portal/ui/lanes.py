"""Swim-lanes: who is at work on a case, drawn on an axis of working days. Pure geometry, no Django.

The page says what happened (LaneFacts: moments, light, words); `chart()` answers where it is drawn
(Chart: positions in per cent of the track). components/lanes.html only writes the numbers into SVG
attributes, components/lanes_table.html says the same as a text table.
The axis itself is portal.ui.axis.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from portal.ui.axis import TRACK_PX, Axis, DayHours, build_axis, dates_between

__all__ = ["Axis", "Chart", "DayHours", "LaneFacts", "Span", "StageFacts", "build_axis", "chart", "dates_between"]

MIN_WIDTH = 1.6  # per cent; shorter segments are drawn this wide so that they can be seen

Kind = Literal["done", "ended", "run", "warn", "late", "ran", "hold", "plan"]
"""done finished · ended without a result · run, warn, late at work and on time, due soon, overdue ·
ran worked before a pause · hold paused · plan not begun."""

LightState = Literal["ok", "warn", "bad", "pause", "wait", "done", "ended"]

_URGENCY: dict[str, int] = {"bad": 1, "warn": 2, "ok": 3, "pause": 4, "wait": 5, "done": 6, "ended": 6}


# ---- What the page knows -----------------------------------------------------------------------


@dataclass(frozen=True)
class Span:
    """A stretch of one lane. `filled_until`: how far it is coloured (now, for work going on)."""

    kind: Kind
    start: datetime
    end: datetime
    label: str = ""
    filled_until: datetime | None = None


@dataclass(frozen=True)
class LaneFacts:
    """One department's part. `words`: light and time (暂停，等您补正); `note`: small text below it.

    `holder`: the person at work, "" when nobody; `blockers`: whom it waits on, in words; `mine`: the
    reader must act here. `due`: where the diamond stands, None for no diamond.
    """

    department: str
    step: str
    state: LightState
    words: str
    note: str = ""
    holder: str = ""
    blockers: str = ""
    spans: tuple[Span, ...] = ()
    due: datetime | None = None
    mine: bool = False
    url: str = ""
    id: str = ""


@dataclass(frozen=True)
class StageFacts:
    """Lanes that belong together: 第二步 · 5 个部门同时办. `parallel` sorts them by urgency."""

    order: str
    title: str
    lanes: tuple[LaneFacts, ...]
    parallel: bool = True


# ---- What is drawn -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Segment:
    """One bar; `fill` is the width coloured from its left end, in per cent of the track.

    `label_x`/`label_anchor`: where the label stands ("start" or "end"); no label when it has no room.
    """

    kind: Kind
    x: float
    width: float
    fill: float = 0
    label: str = ""
    label_x: float = 0
    label_anchor: str = "start"


@dataclass(frozen=True)
class Lane:
    facts: LaneFacts
    segments: tuple[Segment, ...]
    due: float | None
    share: float  # how much of the way is behind us, per cent: the small bar on phones
    mini: str  # its kind: done, ended, run, warn, late, hold; empty for no bar


@dataclass(frozen=True)
class Stage:
    order: str
    title: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True)
class Chart:
    axis: Axis
    stages: tuple[Stage, ...]
    id: str = "lanes"

    @property
    def lanes(self) -> tuple[Lane, ...]:
        return tuple(lane for stage in self.stages for lane in stage.lanes)


# ---- From one to the other ---------------------------------------------------------------------


def chart(
    stages: Sequence[StageFacts], days: Sequence[DayHours], *, now: datetime | None = None, id: str = "lanes"
) -> Chart:
    """Where everything is drawn. `now` None when the case is over; `id` unique on the page."""
    axis = build_axis(days, now)
    return Chart(axis, tuple(_stage(stage, axis) for stage in stages), id)


def _stage(stage: StageFacts, axis: Axis) -> Stage:
    lanes = sorted(stage.lanes, key=_urgency) if stage.parallel else stage.lanes
    return Stage(stage.order, stage.title, tuple(_lane(lane, axis) for lane in lanes))


def _urgency(lane: LaneFacts) -> int:
    """The order within a parallel stage: yours, overdue, due soon, on track, paused, waiting, done."""
    return 0 if lane.mine else _URGENCY[lane.state]


def _lane(facts: LaneFacts, axis: Axis) -> Lane:
    bars = [_segment(span, axis) for span in facts.spans]
    placed = tuple(_with_label(bar, bars, n) for n, bar in enumerate(bars))
    share, mini = _mini(facts, bars)
    return Lane(facts, placed, axis.x(facts.due) if facts.due else None, share, mini)


def _segment(span: Span, axis: Axis) -> Segment:
    left = axis.x(span.start)
    width = max(axis.x(span.end) - left, MIN_WIDTH)
    left = min(left, 100 - width)
    fill = 0.0
    if span.filled_until is not None and span.kind in ("run", "warn", "late"):
        fill = min(max(axis.x(span.filled_until) - left, 0.0), width)
    return Segment(span.kind, round(left, 3), round(width, 3), round(fill, 3), span.label)


def _with_label(bar: Segment, bars: Sequence[Segment], n: int) -> Segment:
    """Puts the label inside, else behind, else before the bar, else leaves it to the text beside."""
    if not bar.label:
        return bar
    needed = (text_width(bar.label) + 16) / TRACK_PX * 100
    if needed <= bar.width:
        return replace(bar, label_x=bar.x)
    room_right = (bars[n + 1].x if n + 1 < len(bars) else 100) - bar.x
    if needed <= room_right and bar.kind in ("done", "ended", "plan"):
        return replace(bar, label_x=bar.x)
    room_left = bar.x - (bars[n - 1].x + bars[n - 1].width if n else 0)
    if needed <= room_left:
        return replace(bar, label_x=bar.x, label_anchor="end")
    return replace(bar, label="")


def text_width(text: str) -> int:
    """Rough width of a 12 px label: 12 px a Chinese character, 7 px any other."""
    return sum(12 if ord(char) > 0x2E7F else 7 for char in text)


def _mini(facts: LaneFacts, bars: Sequence[Segment]) -> tuple[float, str]:
    """Share and kind of the small bar: how much of the lane's own way is behind it."""
    if facts.state in ("done", "ended"):
        return 100.0, facts.state
    if facts.state == "wait" or not bars:
        return 0.0, ""
    whole = bars[-1].x + bars[-1].width - bars[0].x
    behind = sum(bar.fill or bar.width for bar in bars if bar.kind not in ("plan",))
    kind = {"warn": "warn", "bad": "late", "pause": "hold"}.get(facts.state, "run")
    return round(min(behind / whole * 100, 100.0), 1), kind
