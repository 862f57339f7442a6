from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def loaded(demo_catalogue):
    """Every test searches the demo catalogue."""
