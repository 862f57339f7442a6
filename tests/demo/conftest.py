"""The demo company after six weeks of its history, lived through once and put back for every test."""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Iterator
from datetime import datetime
from typing import IO

import pytest
import time_machine

from portal.demo.history.writing import Written, write_history
from tests.town import SHANGHAI, Snapshot

# A Friday afternoon in winter hours: 10:00–14:00, 15:30–19:30.
FRIDAY = datetime(2026, 11, 20, 16, 20, tzinfo=SHANGHAI)
CASES = 150
_kept: dict[str, Snapshot | Written] = {}
SHARED = "lived.pickle"


@pytest.fixture
def friday(stage: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def lived(friday: time_machine.Traveller, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """What came of writing the history. The clock stands at its end."""
    if not _kept:
        # Several test processes live through it once: the first leaves its rows to the others.
        base = tmp_path_factory.getbasetemp()
        file = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / SHARED
        with file.open("ab+") as shared:
            fcntl.flock(shared, fcntl.LOCK_EX)
            shared.seek(0)
            _kept.update(pickle.load(shared) if file.stat().st_size else live(shared))
    _kept["rows"].restore()  # type: ignore[union-attr]
    return _kept["written"]  # type: ignore[return-value]


def live(shared: IO[bytes]) -> dict[str, Snapshot | Written]:
    written = write_history(count=CASES)
    assert written is not None
    kept: dict[str, Snapshot | Written] = {"written": written, "rows": Snapshot.take()}
    pickle.dump(kept, shared)
    shared.flush()
    return kept
