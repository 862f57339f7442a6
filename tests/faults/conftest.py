"""Programs that die, and a worker whose handler takes its time."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from portal.demo.running import PROJECT_DIR
from tests.concurrency.conftest import elsewhere as elsewhere


@pytest.fixture
def victim(elsewhere: dict[str, str]) -> Callable[..., int]:
    """`victim("act_and_die", task=…)` runs a function of tests.faults.victims in a process; its exit status."""

    def run(function: str, **arguments: Any) -> int:
        words = [sys.executable, "-m", "tests.faults.victims", function, json.dumps(arguments)]
        environment = {**elsewhere, "CROWD_CLOCK": timezone.now().isoformat()}
        return subprocess.run(words, cwd=PROJECT_DIR, env=environment, timeout=120).returncode

    return run


class PatientWorker:
    """A real Celery worker. Its handlers say that they have begun, then wait for leave to go on."""

    def __init__(self, environment: dict[str, str], folder: Path):
        self.begun, self.leave, self.log = folder / "begun", folder / "leave", folder / "worker.log"
        words = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--concurrency", "1", "--loglevel", "INFO"]
        with self.log.open("wb") as file:
            self.process = subprocess.Popen(
                [*words, "-I", "tests.faults.patient_handler", "--without-gossip", "--without-mingle"],
                cwd=PROJECT_DIR,
                env={**environment, "FAULT_FOLDER": str(folder), "CROWD_CLOCK": timezone.now().isoformat()},
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    def wait_for(self, what: Callable[[], bool], seconds: float = 90) -> None:
        deadline = time.monotonic() + seconds
        while not what():
            assert self.process.poll() is None and time.monotonic() < deadline, self.log.read_text(errors="replace")
            time.sleep(0.05)

    def kill(self) -> None:
        """The machine loses power: the worker and its children at once."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


@pytest.fixture
def patient_worker(elsewhere: dict[str, str], tmp_path: Path) -> Iterator[PatientWorker]:
    worker = PatientWorker(elsewhere, tmp_path)
    yield worker
    worker.kill()
