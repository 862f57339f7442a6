"""A program the demo runs: started, asked whether it answers, stopped; its words go to a log."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

START_SECONDS = 60
STOP_SECONDS = 20


class ProgramFailed(RuntimeError):
    """A program did not come up; the text ends with the last lines of its log."""


class Program:
    """A child process with a log file. Subclasses say what it is and when it answers."""

    name = "program"
    stop_signal = signal.SIGTERM

    def __init__(self, log: Path):
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> list[str]:
        """The words that start it in the foreground."""
        return ["true"]

    def popen(self) -> dict[str, Any]:
        """Further arguments of Popen: environment, folder, user."""
        return {}

    def prepare(self) -> None:
        """What must exist before it starts."""

    def answers(self) -> bool:
        """Whether it does its work now."""
        return self.running()

    @property
    def pid(self) -> int | None:
        return self.process.pid if self.process else None

    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def spawn(self) -> None:
        """Start it in a session of its own: a Ctrl-C in the terminal must reach only the parent."""
        # What an earlier life left behind would still hold its port.
        self.stop()
        self.prepare()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, **self.popen()
            )

    def wait(self) -> None:
        """Wait until it answers. Raises ProgramFailed when it ends first or takes too long."""
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if not self.running() or time.monotonic() > deadline:
                raise ProgramFailed(f"{self.name} did not start: {self.ending()}.\n{self.last_words()}")
            time.sleep(0.05)

    def start(self) -> None:
        """Spawn and wait; a program that does not come up is not left half alive."""
        self.spawn()
        try:
            self.wait()
        except BaseException:
            self.stop()
            raise

    def stop(self, seconds: float = STOP_SECONDS) -> None:
        """Ask it to end, wait `seconds`, then insist; its own children go with it."""
        if self.process is None:
            return
        if self.running():
            self.process.send_signal(self.stop_signal)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass

    def ending(self) -> str:
        """How it ended, in words."""
        code = self.process.poll() if self.process else None
        if code is None:
            return f"no answer within {START_SECONDS} seconds"
        return f"ended by signal {-code}" if code < 0 else f"ended with status {code}"

    def last_words(self, lines: int = 12) -> str:
        """The end of its log."""
        try:
            return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])
        except OSError:
            return ""
