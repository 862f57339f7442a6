"""The drawing: layers, the longest way, circles named, never two boxes in one place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.catalog.drawing import draw, flow_rows
from tests.catalog.conftest import demo


@pytest.mark.parametrize("code", sorted(demo().matters))
def test_every_matter_can_be_drawn(matter, code):
    drawing = draw(matter(code))
    boxes = {(box.x, box.y) for box in drawing.boxes}
    assert len(boxes) == len(drawing.boxes) == len(matter(code).items)
    assert all(box.x + box.width <= drawing.width and box.y + box.height <= drawing.height for box in drawing.boxes)
    assert len(drawing.lines) == sum(len(one.needs) + len(one.soft) for one in matter(code).items)
    assert any(box.critical for box in drawing.boxes)


@pytest.mark.parametrize("code", sorted(demo().matters))
def test_what_waits_stands_to_the_right_of_what_it_waits_for(matter, code):
    places = {box.code: box.x for box in draw(matter(code)).boxes}
    for one in matter(code).items:
        assert all(places[before] < places[one.item.code] for before in one.needs)


def test_a_circle_is_named_and_drawn(matter):
    reception = matter("OM-RECEPTION")
    rows = tuple(
        replace(one, needs=("OF-LIFE-002",)) if one.item.code == "OF-OFFICE-001" else one for one in reception.items
    )
    drawing = draw(replace(reception, items=rows))
    assert {box.code for box in drawing.boxes if box.circular} == {"OF-OFFICE-001", "OF-LIFE-002"}
    assert "circle" in drawing.oddities[0]


def test_what_stands_alone_is_said(matter):
    reception = matter("OM-RECEPTION")
    rows = tuple(replace(one, soft=()) if one.item.code == "OF-CONF-001" else one for one in reception.items)
    assert "Venue booking" in draw(replace(reception, items=rows)).oddities[0]


def test_the_text_says_what_the_picture_shows(matter):
    rows = {row["label"]: row for row in flow_rows(matter("OM-RECEPTION"))}
    assert rows["Hotel lodging"]["needs"] if "Hotel lodging" in rows else any(row["needs"] for row in rows.values())
    assert sum(row["post"] for row in rows.values()) == 1
