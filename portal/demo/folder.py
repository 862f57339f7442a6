"""The demo's folder: one demo at a time, what is running, and what a killed one left behind."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psutil

from portal.demo.program import Program
from portal.demo.running import SECRET_FILE, STATE_FILE, read_state
from portal.demo.servers import private_file

# All that the demo ever writes there. RESET removes these and nothing else: the folder may be anybody's.
MADE_BY_US = (
    "postgres",
    "postgres_password",
    "valkey",
    "valkey.conf",
    "media",
    "beat-schedule*",
    "people.txt",
    "*.log",
)
PATIENCE_SECONDS = 20


class DemoRefused(RuntimeError):
    """The demo cannot run; the text is one sentence that says what to do."""


@dataclass(frozen=True)
class Trace:
    """A process we started: its number and birth, so that a reused number is never mistaken for it."""

    name: str
    pid: int
    born: float

    def alive(self) -> psutil.Process | None:
        """The process, if it is still that one."""
        try:
            process = psutil.Process(self.pid)
            return process if abs(process.create_time() - self.born) < 1 and works(process) else None
        except psutil.Error:
            return None


class DemoFolder:
    """Hold it with `with DemoFolder(path):`. Raises DemoRefused when another demo holds it."""

    def __init__(self, path: Path):
        self.path = path
        self._lock: IO[str] | None = None

    def __enter__(self) -> DemoFolder:
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = (self.path / "lock").open("a")
        except OSError as error:
            raise DemoRefused(
                f"The folder {self.path} cannot be used: {error.strerror}. Choose one with DEMO_DIR=…"
            ) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.close()
            running = self.state()
            where = f" at {running.get('address')} (process {running.get('pid')})" if running else ""
            raise DemoRefused(
                f"A demo is already running in {self.path}{where}. Stop it, or choose another DEMO_DIR."
            ) from error
        return self

    def __exit__(self, *_: object) -> None:
        if self._lock:
            self._lock.close()

    # ---- what is running ----

    def state(self) -> dict[str, Any]:
        return read_state(self.path)

    def note(self, facts: dict[str, Any], programs: Sequence[Program]) -> None:
        """Write down for `manage.py`, and for the next start, what runs where (0600, in one piece)."""
        born = {p.name: (p.pid, psutil.Process(p.pid).create_time()) for p in programs if p.running()}
        text = json.dumps({"pid": os.getpid(), **facts, "processes": born}, indent=1)
        draft = self.path / (STATE_FILE + ".new")
        draft.unlink(missing_ok=True)
        private_file(draft, lambda: text)
        draft.replace(self.path / STATE_FILE)

    def forget(self) -> None:
        """Nothing runs any more."""
        (self.path / STATE_FILE).unlink(missing_ok=True)

    def secret_key(self) -> str:
        """The demo's own key, made once."""
        return private_file(self.path / SECRET_FILE, lambda: secrets.token_urlsafe(50))

    # ---- what a killed one left behind ----

    def orphans(self) -> list[tuple[str, psutil.Process]]:
        """(name, process) of what a killed demo left running, in the order to end it. Only under the lock."""
        left = [(trace.name, process) for trace in reversed(self._traces()) if (process := trace.alive())]
        postgres = self._postmaster()
        if postgres and all(process.pid != postgres.pid for _, process in left):
            left.append(("postgres", postgres))
        return left

    def _traces(self) -> list[Trace]:
        """The processes noted by the last demo; none from a note that was damaged."""
        try:
            noted = self.state().get("processes", {}).items()
            return [Trace(str(name), int(pid), float(born)) for name, (pid, born) in noted]
        except (AttributeError, TypeError, ValueError):
            return []

    def recover(self) -> None:
        """End what a killed demo left running, and forget it."""
        for name, process in self.orphans():
            end(process, signal.SIGINT if name == "postgres" else signal.SIGTERM)
        self.forget()

    def _postmaster(self) -> psutil.Process | None:
        """The PostgreSQL that serves our folder, noted or not. A note of a dead one is removed:
        after a reboot its number may belong to anybody, and PostgreSQL would refuse to start."""
        note = self.path / "postgres" / "postmaster.pid"
        try:
            process = psutil.Process(int(note.read_text(encoding="utf-8").split()[0]))
            if works(process) and str(self.path / "postgres") in process.cmdline():
                return process
        except (OSError, ValueError, IndexError, psutil.Error):
            pass
        note.unlink(missing_ok=True)
        return None

    def reset(self) -> None:
        """Remove what earlier demos made."""
        for path in [path for pattern in MADE_BY_US for path in self.path.glob(pattern)]:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink()


def end(process: psutil.Process, number: int, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Ask a process that is not our child to end, wait, then insist; its children too."""
    try:
        family = [*process.children(recursive=True), process]
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return
    deadline = time.monotonic() + patience_seconds
    while (left := [member for member in family if works(member)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    for member in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()


def works(process: psutil.Process) -> bool:
    """Whether a process still does anything. Nobody may ever collect an orphan that ended: in a
    container without an init it stays a zombie."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
