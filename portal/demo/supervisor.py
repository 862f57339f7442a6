"""One parent for every process of the demo.

Order of start: PostgreSQL, Valkey, preparation (migrations, catalogue, people, history),
web, worker, beat. Order of stop: the reverse. What ends by itself is started again.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from portal.demo.folder import DemoFolder, DemoRefused
from portal.demo.program import Program, ProgramFailed
from portal.demo.programs import Beat, Web, Worker
from portal.demo.running import PROJECT_DIR, demo_dir
from portal.demo.servers import Postgres, Valkey

# A crash of the machine may cost the demo its last moments, never its consistency.
POSTGRES_SETTINGS = ("synchronous_commit=off", "max_connections=100")
LONGEST_PAUSE_SECONDS = 30
CALM_SECONDS = 60


class StopRequested(BaseException):
    """Ctrl-C, SIGTERM or a closed terminal."""


@dataclass(frozen=True)
class Wish:
    """What the environment asks for: DEMO_DIR, PORT, HOST, RESET, DATABASE_URL, REDIS_URL."""

    folder: Path
    host: str = "127.0.0.1"
    port: int = 8000
    reset: bool = False
    database_url: str = ""
    redis_url: str = ""

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> Wish:
        """Raises DemoRefused with one sentence when a value makes no sense."""
        port = environment.get("PORT") or "8000"
        if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
            raise DemoRefused(f"PORT={port} is not a port number (1 to 65535).")
        wish = cls(
            folder=demo_dir(),
            host=environment.get("HOST") or "127.0.0.1",
            port=int(port),
            reset=environment.get("RESET", "") not in ("", "0"),
            database_url=environment.get("DATABASE_URL", ""),
            redis_url=environment.get("REDIS_URL", ""),
        )
        if wish.reset and wish.database_url:
            raise DemoRefused(
                "RESET=1 removes the demo's own database, never one given by DATABASE_URL: empty it yourself."
            )
        return wish

    @property
    def address(self) -> str:
        return f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}/"


def say(text: str) -> None:
    """A line for whoever sits at the terminal; a closed terminal is no reason to fail."""
    try:
        print(text, flush=True)
    except OSError:
        pass


class Supervisor:
    """Starts, watches and stops the programs of one demo."""

    def __init__(self, wish: Wish, folder: DemoFolder):
        self.wish = wish
        self.folder = folder
        self.programs: list[Program] = []
        self.preparation: subprocess.Popen[bytes] | None = None
        self.environment = dict(os.environ)
        self._ends: dict[str, list[float]] = {}
        self._due: dict[str, float] = {}

    # ---- start ----

    def start(self) -> None:
        """Bring everything up and say where it is. Raises DemoRefused or ProgramFailed."""
        orphans = [name for name, _ in self.folder.orphans()]
        if orphans:
            say(f"An earlier demo was killed; ending what it left running: {', '.join(orphans)}.")
        self.folder.recover()
        self.refuse_taken_port()
        if self.wish.reset:
            self.folder.reset()
        self.environment |= self.addresses()
        self.prepare()
        for program in (
            Web(self.folder.path, self.environment, host=self.wish.host, port=self.wish.port),
            Worker(self.folder.path, self.environment),
            Beat(self.folder.path, self.environment),
        ):
            self.add(program)

    def refuse_taken_port(self) -> None:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.wish.host, self.wish.port))
            except OSError as error:
                raise DemoRefused(
                    f"Port {self.wish.port} on {self.wish.host} cannot be used ({error.strerror}). "
                    f"Choose another: make demo PORT={self.wish.port % 65000 + 1}"
                ) from error

    def addresses(self) -> dict[str, str]:
        """Start the embedded servers where no others are given; the environment of every program."""
        database_url, redis_url = self.wish.database_url, self.wish.redis_url
        if not database_url:
            postgres = Postgres(self.folder.path / "postgres", settings=POSTGRES_SETTINGS)
            self.add(postgres)
            postgres.create_database()
            database_url = postgres.url()
        if not redis_url:
            valkey = Valkey(self.folder.path / "valkey")
            self.add(valkey)
            redis_url = valkey.url()
        return {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "SECRET_KEY": os.environ.get("SECRET_KEY") or self.folder.secret_key(),
            "DEMO_DIR": str(self.folder.path),
            "MEDIA_ROOT": os.environ.get("MEDIA_ROOT") or str(self.folder.path / "media"),
            "SITE_URL": os.environ.get("SITE_URL") or self.wish.address.rstrip("/"),
            "DJANGO_SETTINGS_MODULE": "portal.settings",
            "SIGN_IN_HINTS": "1",
            # Celery refuses to run as root without it; in the demo root is the person at the terminal.
            "C_FORCE_ROOT": "1",
            "PYTHONUNBUFFERED": "1",
        }

    def add(self, program: Program) -> None:
        program.spawn()
        self.programs.append(program)
        self.note()
        program.wait()

    def note(self) -> None:
        facts = {"address": self.wish.address}
        if "DATABASE_URL" in self.environment:
            facts |= {
                "database_url": self.environment["DATABASE_URL"],
                "redis_url": self.environment.get("REDIS_URL", ""),
            }
        self.folder.note(facts, self.programs)

    def prepare(self) -> None:
        """Migrations and whatever of the demo's content is not in the database yet."""
        self.note()
        words = [sys.executable, str(PROJECT_DIR / "manage.py"), "preparedemo"]
        self.preparation = subprocess.Popen(
            words, env=self.environment, stdin=subprocess.DEVNULL, start_new_session=True
        )
        if self.preparation.wait():
            raise ProgramFailed("The demo's data could not be prepared; the lines above say why.")

    # ---- watch ----

    def watch(self) -> None:
        """Start again what ends, each with growing pauses of its own. Only a signal ends this."""
        while True:
            for program in self.programs:
                if not program.running():
                    self.revive(program)
            time.sleep(0.3)

    def revive(self, program: Program) -> None:
        """Announce the end once, and start again when its pause is over."""
        now = time.monotonic()
        if program.name not in self._due:
            recent = [moment for moment in self._ends.get(program.name, []) if now - moment < CALM_SECONDS]
            self._ends[program.name] = [*recent, now]
            pause = min(2 ** len(recent) - 1, LONGEST_PAUSE_SECONDS)
            self._due[program.name] = now + pause
            when = f"in {pause} s" if pause else "now"
            say(f"{program.name} {program.ending()}; starting it again {when}. Its log: {program.log}")
        if now < self._due[program.name]:
            return
        del self._due[program.name]
        try:
            program.start()
        except ProgramFailed as error:
            say(str(error))
        self.note()

    # ---- stop ----

    def stop(self) -> None:
        """In reverse order; called again by a second signal, at once."""
        if self.preparation and self.preparation.poll() is None:
            self.preparation.terminate()
            self.preparation.wait()
        for program in reversed(self.programs):
            if program.running():
                say(f"stopping {program.name} …")
            program.stop()
        self.folder.forget()


def run(wish: Wish) -> int:
    """The whole demo, from start to a signal. Exit status: 0 stopped, 1 refused or failed."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _request_stop)
    began = time.monotonic()
    with DemoFolder(wish.folder) as folder:
        supervisor = Supervisor(wish, folder)
        try:
            supervisor.start()
            say((folder.path / "people.txt").read_text(encoding="utf-8"))
            say(f"一窗 OneWindow is ready after {time.monotonic() - began:.0f} s: {wish.address}")
            say(f"Logs: {folder.path}/*.log   Stop: Ctrl-C")
            supervisor.watch()
        except StopRequested:
            say("")
        finally:
            supervisor.stop()
    say("Stopped.")
    return 0


def _request_stop(number: int, frame: FrameType | None) -> None:
    # One is enough: while everything is being stopped in order, further signals change nothing.
    for further in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(further, signal.SIG_IGN)
    raise StopRequested
