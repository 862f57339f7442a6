"""Invented venues for the demo."""

from __future__ import annotations

from collections.abc import Sequence

from departments.conference.models import Venue
from departments.org.contract import Person

VENUES = ("第一会议室", "第二会议室", "多功能厅", "大礼堂", "接待室")


def fill_registers(people: Sequence[Person]) -> None:
    """The venues of the conference centre; existing ones stay."""
    Venue.objects.bulk_create([Venue(name=name) for name in VENUES], ignore_conflicts=True)
