"""Calendars of these tests: a fresh copy of the document, and no table left over from another test."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from portal.worktime import invalidate, load_calendars
from tests.worktime import demo_tables


@pytest.fixture
def demo_document() -> dict[str, Any]:
    """The demo's calendar document, free to be changed."""
    return demo_tables.demo_document()


@pytest.fixture(autouse=True)
def fresh_tables() -> Iterator[None]:
    invalidate()
    yield
    invalidate()


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Sentences are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def calendars(db: None, demo_document: dict[str, Any]) -> None:
    """The demo's calendars in the database."""
    load_calendars(demo_document)
