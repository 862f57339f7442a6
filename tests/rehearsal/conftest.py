"""Runs are asked for in a transaction; whoever plays them is called by the test, as a worker would be."""

from __future__ import annotations

import pytest

from workflows.rehearsal.tasks import play_samples


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """What was handed to the queue; nobody takes it from there."""
    queued: list[int] = []
    monkeypatch.setattr(play_samples, "delay", queued.append)
    return queued
