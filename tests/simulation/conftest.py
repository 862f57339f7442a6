"""The demo catalogue in memory, as tests/catalog has it."""

from __future__ import annotations

from tests.catalog.conftest import catalogue, english, matter

__all__ = ["catalogue", "english", "matter"]
