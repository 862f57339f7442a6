"""Trials and schedules as pictures: geometry for SVG, in units of its view box. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from services.catalog.simulation.schedule import Schedule
from services.catalog.simulation.trial import DeskResult, Trial

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 44, 16, 14, 34
MOST_BARS = 30


@dataclass(frozen=True)
class Column:
    x: float
    y: float
    width: float
    height: float
    late: bool
    label: str


@dataclass(frozen=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True)
class Histogram:
    """How many cases took how long. `mark` is where the promise stands, None outside the picture."""

    columns: tuple[Column, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    mark: float | None
    base: float = HEIGHT - BOTTOM


def histogram(trial: Trial) -> Histogram:
    """Columns from 0 to the slowest of 99 in 100; the rest stand in the last column."""
    most = max(trial.percentile(0.99), trial.promise if trial.promise < trial.percentile(0.99) * 2 else 0.0, 0.1)
    step = nice(most / MOST_BARS * 1.5)
    count = max(math.ceil(most / step), 1)
    heights = [0] * count
    for length in trial.lengths:
        heights[min(int(length / step), count - 1)] += 1
    tallest = max(heights, default=1) or 1
    width = (WIDTH - LEFT - RIGHT) / count
    columns = tuple(
        Column(
            x=round(LEFT + place * width + 0.5, 1),
            y=round(HEIGHT - BOTTOM - height / tallest * (HEIGHT - BOTTOM - TOP), 1),
            width=round(width - 1, 1),
            height=round(height / tallest * (HEIGHT - BOTTOM - TOP), 1),
            late=place * step >= trial.promise,
            label=f"{place * step:g}–{(place + 1) * step:g}: {height}",
        )
        for place, height in enumerate(heights)
    )
    every = max(count // 8, 1)
    x_ticks = tuple(Tick(round(LEFT + place * width, 1), f"{place * step:g}") for place in range(0, count + 1, every))
    mark = LEFT + trial.promise / step * width
    return Histogram(columns, x_ticks, _y_ticks(tallest), round(mark, 1) if mark <= WIDTH - RIGHT else None)


@dataclass(frozen=True)
class Line:
    desk: DeskResult
    points: str
    dash: str
    label_y: float


@dataclass(frozen=True)
class QueueChart:
    """The longest queue of each day at the desks with the longest queues."""

    lines: tuple[Line, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    base: float = HEIGHT - BOTTOM


DASHES = ("", "7 4", "2 3", "10 3 2 3")
LABEL_WIDTH = 150
MOST_POINTS = 120


def queues(trial: Trial, most: int = 4) -> QueueChart:
    shown = sorted((one for one in trial.desks if one.longest_queue), key=lambda one: -one.total_wait)[:most]
    days = max((len(one.queue_by_day) for one in shown), default=1)
    every = math.ceil(days / MOST_POINTS)
    spots = math.ceil(days / every)
    tallest = max((one.longest_queue for one in shown), default=1)
    across = (WIDTH - LEFT - RIGHT - LABEL_WIDTH) / max(spots - 1, 1)
    lines = []
    taken: list[float] = []
    for place, one in enumerate(shown):
        series = [max(one.queue_by_day[at : at + every], default=0) for at in range(0, days, every)]
        points = [(round(LEFT + spot * across, 1), _height(value, tallest)) for spot, value in enumerate(series)]
        label_y = points[-1][1] + 4
        while any(abs(label_y - other) < 15 for other in taken):
            label_y -= 15
        taken.append(label_y)
        lines.append(Line(one, " ".join(f"{x},{y}" for x, y in points), DASHES[place % len(DASHES)], label_y))
    gap = max(spots // 8, 1)
    x_ticks = tuple(Tick(round(LEFT + spot * across, 1), str(spot * every + 1)) for spot in range(0, spots, gap))
    return QueueChart(tuple(lines), x_ticks, _y_ticks(tallest))


def _height(value: float, tallest: float) -> float:
    return round(HEIGHT - BOTTOM - value / tallest * (HEIGHT - BOTTOM - TOP), 1)


def _y_ticks(tallest: float) -> tuple[Tick, ...]:
    step = nice(tallest / 3) if tallest > 3 else 1.0
    values = [step * place for place in range(int(tallest / step) + 1)]
    return tuple(Tick(_height(value, tallest), f"{value:g}") for value in values)


def nice(size: float) -> float:
    """1, 2 or 5 times a power of ten, not below `size`."""
    if size <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(size))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= size * 0.999)


@dataclass(frozen=True)
class Strip:
    """One item as a bar, in per cent of the axis; `serial_left` is where it stands one after the other."""

    bar: Any
    name: str
    department: str
    left: float
    width: float
    serial_left: float


def widths(found: Schedule) -> tuple[float, float, float]:
    """Before the reform, one after the other, side by side: in per cent of the longest of the three."""
    longest = max(found.legacy, found.serial, found.parallel) or 1
    before, serial, parallel = (
        round(float(n / longest * 100), 1) for n in (found.legacy, found.serial, found.parallel)
    )
    return before, serial, parallel


def strips(found: Schedule, axis: Decimal) -> tuple[Strip, ...]:
    """Bars on one axis `axis` units long, as long as everything one after the other."""
    whole = float(axis) or 1.0
    shown = []
    passed = 0.0
    for bar in found.bars:
        item = found.matter.by_code[bar.code].item
        amount = float(bar.amount)
        shown.append(
            Strip(
                bar,
                item.label,
                found.matter.department_label(bar.department),
                round(float(bar.start) / whole * 100, 2),
                max(round(amount / whole * 100, 2), 0.6),
                round(passed / whole * 100, 2),
            )
        )
        passed += amount
    return tuple(shown)


def ticks(most: float, most_ticks: int = 8) -> Sequence[Tick]:
    """Marks along an axis of `most` units, in per cent."""
    step = max(nice(most / most_ticks), 0.5)
    count = int(most / step) + 1
    return [Tick(round(place * step / (most or 1) * 100, 2), f"{place * step:g}") for place in range(count)]
