"""A cluster whose tables are laid out already, kept from one test run to the next.

Eighty migrations cost ten seconds, and hardly ever change. The key is made of everything
they come from; `migrate` still runs on the copy and would apply what it lacks.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from functools import cache
from pathlib import Path

import psycopg2

from portal.demo.running import PROJECT_DIR
from portal.demo.servers import Postgres

KEPT = PROJECT_DIR / ".pytest_cache" / "clusters"
TEMPLATE = "laid_out"


@cache
def key() -> str:
    """Changes with the migrations, the settings and the pinned packages.

    Taken once, at the beginning of a run: what is kept at its end was laid out by then.
    """
    sources = [PROJECT_DIR / "portal" / "settings.py", PROJECT_DIR / "requirements.txt"]
    for root in ("portal", "departments", "services", "workflows"):
        sources += sorted((PROJECT_DIR / root).glob("**/migrations/*.py"))
    digest = hashlib.sha256(str(os.geteuid()).encode())
    for path in sources:
        digest.update(str(path.relative_to(PROJECT_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def fetch(folder: Path) -> None:
    """Put the kept cluster into a run's folder, if there is one for today's migrations."""
    kept = KEPT / key()
    try:
        shutil.copytree(kept / "postgres", folder / "postgres")
        shutil.copy2(kept / "postgres_password", folder / "postgres_password")
    except OSError:
        # Absent, or just being thrown away by another run: this one lays its tables out itself.
        shutil.rmtree(folder / "postgres", ignore_errors=True)
        (folder / "postgres_password").unlink(missing_ok=True)


def clone(name: str) -> None:
    """Make the test database from the template, where there is one."""
    with _Server() as server:
        if server.has(TEMPLATE) and not server.has(name):
            server.ask(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}"')


def offer(name: str) -> None:
    """Make the template from a test database nobody is connected to; the first process wins."""
    with _Server() as server:
        if not server.has(TEMPLATE):
            try:
                server.ask(f'CREATE DATABASE "{TEMPLATE}" TEMPLATE "{name}"')
            except psycopg2.Error:
                return


def keep(postgres: Postgres) -> None:
    """At the end of a run: keep its cluster, without the tests' databases, in place of older ones."""
    kept = KEPT / key()
    if kept.exists() or not postgres.running():
        return
    with _Server() as server:
        if not server.has(TEMPLATE):
            return
        for name in server.names():
            if name.startswith("test_"):
                server.ask(f'DROP DATABASE "{name}" WITH (FORCE)')
    postgres.stop()
    draft = KEPT / f"{kept.name}.{os.getpid()}"
    try:
        shutil.copytree(postgres.folder, draft / "postgres")
        shutil.copy2(postgres.password_file, draft / "postgres_password")
        for older in [path for path in KEPT.iterdir() if path.suffix == ""]:
            # Renamed first: whoever is copying it fails at once instead of getting half of it.
            shutil.rmtree(older.rename(older.with_suffix(f".old{os.getpid()}")), ignore_errors=True)
        draft.rename(kept)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)


class _Server:
    """The run's PostgreSQL, outside of Django."""

    def __enter__(self) -> _Server:
        self._connection = psycopg2.connect(os.environ["DATABASE_URL"])
        self._connection.autocommit = True
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def ask(self, statement: str) -> list[tuple]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def names(self) -> list[str]:
        return [name for (name,) in self.ask("SELECT datname FROM pg_database")]

    def has(self, name: str) -> bool:
        return name in self.names()
