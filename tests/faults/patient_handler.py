"""For a worker under test: every automatic handler is slow, and waits for leave before it answers."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import time_machine

from departments.org import registry

FOLDER = Path(os.environ["FAULT_FOLDER"])
known = registry.handler


def patient(handle: Any, facts: Any) -> Any:
    (FOLDER / "begun").touch()
    deadline = time.monotonic() + 60
    while not (FOLDER / "leave").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return handle(facts)


def handler(code: str) -> Any:
    found = known(code)
    return replace(found, slow=True, handle=partial(patient, found.handle)) if found else None


registry.handler = handler
time_machine.travel(datetime.fromisoformat(os.environ["CROWD_CLOCK"]), tick=True).start()
