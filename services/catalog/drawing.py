"""The graph of a matter as a drawing: layers from left to right, the critical path, and what is odd, in words.

Pure: a snapshot in, boxes and lines out, in pixels. Every item of the matter is drawn, whatever the
answers; those the sample answers leave out are drawn as absent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from services.catalog import graph
from services.catalog.graph import in_order, on_cycle, scenario
from services.catalog.reasons import length_in_words
from services.catalog.snapshot import MatterItemSnapshot, MatterSnapshot
from services.conditions import ConditionError

WIDTH, HEIGHT = 176, 64
GAP_X, GAP_Y = 56, 20
MARGIN = 16


@dataclass(frozen=True)
class Box:
    """One item. `x`, `y` are its upper left corner; `absent` when the sample answers leave it out."""

    code: str
    label: str
    department: str
    length: str
    x: int
    y: int
    critical: bool = False
    absent: bool = False
    circular: bool = False
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def short(self) -> str:
        """What fits into the box."""
        return self.label if len(self.label) <= 11 else self.label[:10] + "…"

    @property
    def text_x(self) -> int:
        return self.x + 12

    @property
    def lines_y(self) -> tuple[int, int, int]:
        return self.y + 22, self.y + 40, self.y + 55


@dataclass(frozen=True)
class Line:
    """From a predecessor to its successor; `path` as SVG writes it."""

    path: str
    soft: bool = False
    critical: bool = False


@dataclass(frozen=True)
class Drawing:
    """`conclusion` is the one sentence above the picture, `oddities` name circles and items that stand alone."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: int
    height: int
    conclusion: str
    oddities: tuple[str, ...]


def draw(matter: MatterSnapshot) -> Drawing:
    """The drawing of all items, critical path by the sample answers."""
    before = {one.item.code: one.needs for one in matter.items}
    circular = set(on_cycle(before))
    columns = _columns(matter, circular)
    critical, present = _critical(matter)
    places = {
        code: (MARGIN + column * (WIDTH + GAP_X), MARGIN + row * (HEIGHT + GAP_Y))
        for column, codes in enumerate(columns)
        for row, code in enumerate(codes)
    }
    boxes = tuple(_box(matter, one, places, critical, present, circular) for one in matter.items)
    return Drawing(
        boxes=boxes,
        lines=tuple(_lines(matter, places, critical)),
        width=2 * MARGIN + len(columns) * WIDTH + max(0, len(columns) - 1) * GAP_X,
        height=2 * MARGIN + max(map(len, columns), default=1) * (HEIGHT + GAP_Y) - GAP_Y,
        conclusion=_conclusion(matter, critical),
        oddities=tuple(_oddities(matter, circular)),
    )


def _columns(matter: MatterSnapshot, circular: set[str]) -> list[list[str]]:
    """Codes by layer: main phase by predecessors, then what comes after the event, then what waits in a circle."""
    main = [one for one in matter.items if one.phase != "post" and one.item.code not in circular]
    codes = {one.item.code for one in main}
    before = {one.item.code: tuple(code for code in one.needs if code in codes) for one in main}
    layer: dict[str, int] = {}
    for code in in_order(before):
        layer[code] = max((layer[one] + 1 for one in before[code]), default=0)
    columns: list[list[str]] = [[] for _column in range(max(layer.values(), default=-1) + 1)]
    for one in main:
        # What waits for a member of a circle comes after nothing that could be drawn.
        place = layer.get(one.item.code, 0)
        columns = columns or [[]]
        columns[place].append(one.item.code)
    post = [one.item.code for one in matter.items if one.phase == "post" and one.item.code not in circular]
    return [*columns, *([post] if post else []), *([sorted(circular)] if circular else [])]


def _critical(matter: MatterSnapshot) -> tuple[tuple[str, ...], set[str]]:
    """The longest chain for the sample answers, and the items they include."""
    try:
        plan = scenario(matter, {**matter.fixed, **matter.reference})
    except ConditionError:
        return (), {one.item.code for one in matter.items}
    path = plan.longest_path(graph.promised) if matter.unit == "ch" else plan.worst_case(graph.promised)
    return path.codes, {one.item.code for one in plan.included}


def _box(
    matter: MatterSnapshot,
    one: MatterItemSnapshot,
    places: dict[str, tuple[int, int]],
    critical: tuple[str, ...],
    present: set[str],
    circular: set[str],
) -> Box:
    item = one.item
    return Box(
        code=item.code,
        label=item.label,
        department=matter.department_label(item.department),
        length=length_in_words(item.promised.amount, item.unit),
        x=places[item.code][0],
        y=places[item.code][1],
        critical=item.code in critical,
        absent=item.code not in present,
        circular=item.code in circular,
    )


def _lines(matter: MatterSnapshot, places: dict[str, tuple[int, int]], critical: tuple[str, ...]) -> Iterator[Line]:
    chain = set(pairwise(critical))
    for one in matter.items:
        code = one.item.code
        for before in one.needs:
            if before in places:
                yield Line(_curve(places[before], places[code]), critical=(before, code) in chain)
        for before in one.soft:
            if before in places:
                yield Line(_curve(places[before], places[code]), soft=True)


def _curve(start: tuple[int, int], end: tuple[int, int]) -> str:
    """From the right side of one box to the left side of another, or down along a column."""
    (x1, y1), (x2, y2) = start, end
    if x1 == x2:
        middle = x1 + WIDTH // 2
        down = y2 > y1
        return f"M{middle} {y1 + HEIGHT if down else y1} L{middle} {y2 if down else y2 + HEIGHT}"
    x1, y1, y2 = x1 + WIDTH, y1 + HEIGHT // 2, y2 + HEIGHT // 2
    bend = (x1 + x2) // 2
    return f"M{x1} {y1} C{bend} {y1} {bend} {y2} {x2} {y2}"


def _conclusion(matter: MatterSnapshot, critical: Iterable[str]) -> str:
    names = [matter.by_code[code].item.label for code in critical]
    if not names:
        return _("Nothing can be worked out yet.")
    return _("With the sample answers at most %(length)s; the longest way: %(chain)s.") % {
        "length": length_in_words(matter.promised.amount, matter.unit),
        "chain": " → ".join(names),
    }


def _oddities(matter: MatterSnapshot, circular: set[str]) -> Iterator[str]:
    if circular:
        names = [matter.by_code[code].item.label for code in matter.by_code if code in circular]
        yield _("These wait for one another in a circle and could never start: %(names)s.") % {
            "names": pgettext("diff", ", ").join(names)
        }
    tied = {code for one in matter.items for code in (*one.needs, *one.soft)}
    tied |= {one.item.code for one in matter.items if one.needs or one.soft}
    alone = [one.item.label for one in matter.items if one.item.code not in tied]
    if alone and tied:
        yield _("These stand alone: they start at once, and nobody waits for them: %(names)s.") % {
            "names": pgettext("diff", ", ").join(alone)
        }


def flow_rows(matter: MatterSnapshot) -> list[dict[str, Any]]:
    """The same as text: one row for each item."""
    return [
        {
            "label": one.item.label,
            "department": matter.department_label(one.item.department),
            "needs": [_label(matter, code) for code in one.needs],
            "soft": [_label(matter, code) for code in one.soft],
            "post": one.phase == "post",
        }
        for one in matter.items
    ]


def _label(matter: MatterSnapshot, code: str) -> str:
    return matter.by_code[code].item.label if code in matter.by_code else code
