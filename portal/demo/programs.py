"""The portal's own programs in the demo: web, worker and beat."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Any

from portal.demo.program import Program
from portal.demo.running import PROJECT_DIR
from portal.demo.servers import HOST


class PortalProgram(Program):
    """A Python program of the portal, in its folder and with the demo's environment."""

    def __init__(self, folder: Path, environment: dict[str, str]):
        super().__init__(folder / f"{self.name}.log")
        self.folder = folder
        self.environment = environment

    def popen(self) -> dict[str, Any]:
        return {"env": self.environment, "cwd": PROJECT_DIR}


class Web(PortalProgram):
    """gunicorn; it answers as soon as its port takes connections."""

    name = "web"

    def __init__(self, folder: Path, environment: dict[str, str], *, host: str, port: int):
        super().__init__(folder, environment)
        self.host, self.port = host, port

    def command(self) -> list[str]:
        words = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"{self.host}:{self.port}"]
        # The application is read once and shared: two workers start as fast as one.
        words += ["--preload", "--workers", "2", "--threads", "4", "--timeout", "60", "--graceful-timeout", "5"]
        return [*words, "--no-control-socket"]

    def answers(self) -> bool:
        if not self.running():
            return False
        try:
            socket.create_connection((HOST if self.host == "0.0.0.0" else self.host, self.port), timeout=2).close()
        except OSError:
            return False
        return True


class Worker(PortalProgram):
    """The Celery worker."""

    name = "worker"

    def command(self) -> list[str]:
        words = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--loglevel", "INFO", "--concurrency", "2"]
        return [*words, "--without-gossip", "--without-mingle"]


class Beat(PortalProgram):
    """Celery's timetable, separate from the worker so that workers can be added."""

    name = "beat"

    def command(self) -> list[str]:
        words = [sys.executable, "-m", "celery", "-A", "portal", "beat", "--loglevel", "INFO", "--pidfile="]
        return [*words, "--schedule", str(self.folder / "beat-schedule")]
