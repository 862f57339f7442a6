"""Embedded PostgreSQL and Valkey: made, started, awaited and stopped, as root or not.

Both listen on 127.0.0.1 only. PostgreSQL asks for a password, Valkey for another, so that
nobody else on the machine walks in.
"""

from __future__ import annotations

import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psycopg2
import redis

from portal.demo.binaries import postgres_program, valkey_program, wrapping
from portal.demo.program import Program, ProgramFailed

HOST = "127.0.0.1"
USER = "portal"


def free_port() -> int:
    """A TCP port of this machine that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def private_file(path: Path, make: Callable[[], str]) -> str:
    """Content of a file only its owner may read (0600); made when missing."""
    if not path.exists():
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(make())
    return path.read_text(encoding="utf-8").strip()


class Server(Program):
    """A program with a port on this machine and a folder for what it keeps."""

    def __init__(self, folder: Path, *, port: int | None = None):
        super().__init__(folder.parent / f"{self.name}.log")
        self.folder = folder
        self.port = port or free_port()


class Postgres(Server):
    """A PostgreSQL 18 cluster in `folder`; `settings` are further `name=value` pairs."""

    name = "postgres"
    # Fast shutdown: SIGTERM would wait for every client to leave by itself.
    stop_signal = signal.SIGINT

    def __init__(self, folder: Path, *, port: int | None = None, settings: Sequence[str] = ()):
        super().__init__(folder, port=port)
        self.settings = tuple(settings)
        self.password_file = folder.parent / "postgres_password"

    @property
    def password(self) -> str:
        return self.password_file.read_text(encoding="utf-8").strip()

    def url(self, database: str = "portal") -> str:
        return f"postgres://{USER}:{self.password}@{HOST}:{self.port}/{database}"

    def prepare(self) -> None:
        if (self.folder / "PG_VERSION").exists():
            self._own()
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        private_file(self.password_file, lambda: secrets.token_hex(16))
        self._own()
        words = [*wrapping().prefix, str(postgres_program("initdb")), "-D", str(self.folder), "-U", USER]
        words += [f"--pwfile={self.password_file}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"]
        # LC_CTYPE=C would leave pg_trgm blind to Chinese.
        words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--lc-ctype=C.UTF-8"]
        done = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, **self.popen())
        if done.returncode:
            raise ProgramFailed(f"PostgreSQL could not make its folder {self.folder}.\n{done.stderr.strip()}")

    def _own(self) -> None:
        """Where PostgreSQL runs as another user, the folder becomes that user's, and reachable."""
        owner = wrapping().owner
        if owner is None:
            return
        self.folder.parent.chmod(0o711)
        if self.folder.stat().st_uid != owner:
            for path in (self.password_file, self.folder, *self.folder.rglob("*")):
                os.chown(path, owner, owner)

    def command(self) -> list[str]:
        words = [*wrapping().prefix, str(postgres_program("postgres")), "-D", str(self.folder)]
        words += ["-h", HOST, "-p", str(self.port), "-k", ""]
        for setting in self.settings:
            words += ["-c", setting]
        return words

    def popen(self) -> dict[str, Any]:
        return {"env": {**os.environ, "LC_ALL": "C.UTF-8"}, "cwd": "/", **wrapping().popen}

    def answers(self) -> bool:
        try:
            psycopg2.connect(self.url("postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def create_database(self, name: str = "portal") -> None:
        """Create the database where it is missing."""
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
                if cursor.fetchone() is None:
                    cursor.execute(f'CREATE DATABASE "{name}"')
        finally:
            connection.close()


class Valkey(Server):
    """A Valkey server that keeps its append-only file in `folder` (or nothing, when `durable` is off)."""

    name = "valkey"

    def __init__(self, folder: Path, *, port: int | None = None, durable: bool = True):
        super().__init__(folder, port=port)
        self.durable = durable
        self.config_file = folder.parent / "valkey.conf"
        self.password = secrets.token_hex(16)

    def url(self, database: int = 0) -> str:
        return f"redis://:{self.password}@{HOST}:{self.port}/{database}"

    def prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        # The password stands in a private file, not on a command line anybody can list.
        self.config_file.unlink(missing_ok=True)
        private_file(self.config_file, lambda: f"requirepass {self.password}\n")

    def command(self) -> list[str]:
        words = [str(valkey_program()), str(self.config_file), "--port", str(self.port), "--bind", HOST]
        return [*words, "--dir", str(self.folder), "--save", "", "--appendonly", "yes" if self.durable else "no"]

    def answers(self) -> bool:
        try:
            return bool(redis.Redis.from_url(self.url(), socket_connect_timeout=2, socket_timeout=2).ping())
        except redis.RedisError:
            return False
