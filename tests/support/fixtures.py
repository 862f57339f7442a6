"""Fixtures without a browser: files in a folder of their own, tasks run inline, a real worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.cache import cache
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations

from portal.celery import app as celery_app
from portal.demo.running import PROJECT_DIR
from tests.support import laid_out


@pytest.fixture(autouse=True)
def settings_media(settings: LazySettings, tmp_path: Path) -> Path:
    """MEDIA_ROOT of this test alone."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return tmp_path / "media"


@pytest.fixture(autouse=True)
def quick_passwords(settings: LazySettings) -> None:
    """Signing in is not what most tests measure."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test reads what another cached or queued: the worker's Valkey database is emptied."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database goes with its server: dropping it first only trips over a connection that is just closing."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """pytest-django has named this process's database by now: start it from the laid-out one."""
    laid_out.clone(_test_database())


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Once its tables are laid out, others may start from them."""
    with django_db_blocker.unblock():
        connection.close()
        laid_out.offer(str(connection.settings_dict["NAME"]))


def _test_database() -> str:
    settings_dict = connection.settings_dict
    return str((settings_dict.get("TEST") or {}).get("NAME") or f"test_{settings_dict['NAME']}")


@pytest.fixture(scope="session", autouse=True)
def flush_append_only_tables() -> Iterator[None]:
    """Between tests even the tables that refuse TRUNCATE are emptied: triggers rest meanwhile."""
    plain = DatabaseOperations.sql_flush

    def sql_flush(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        statements = plain(self, *args, **kwargs)
        # LOCAL: Django runs the list in one transaction, so the role is back afterwards.
        return ["SET LOCAL session_replication_role = replica", *statements] if statements else []

    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.sql_flush = plain  # type: ignore[method-assign]


@pytest.fixture
def inline_tasks() -> Iterator[None]:
    """Celery tasks run at once in this process, errors included, as soon as they are queued.

    Queued means `.delay` was called: what hangs on `on_commit` also needs
    `transaction=True` or `django_capture_on_commit_callbacks(execute=True)`.
    """
    kept = celery_app.conf.task_always_eager, celery_app.conf.task_eager_propagates
    celery_app.conf.task_always_eager, celery_app.conf.task_eager_propagates = True, True
    yield
    celery_app.conf.task_always_eager, celery_app.conf.task_eager_propagates = kept


@pytest.fixture
def process_env(transactional_db: None, settings: LazySettings) -> dict[str, str]:
    """Environment in which another process sees this test's database, cache and files."""
    database = settings.DATABASES["default"]
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    return {
        **os.environ,
        "DATABASE_URL": url,
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }


@pytest.fixture
def worker(process_env: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker on this test's database; ready when the test begins."""
    log = tmp_path / "worker.log"
    words = [sys.executable, "-m", "celery", "-A", "portal", "worker", "--loglevel", "INFO", "--concurrency", "1"]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*words, "--without-gossip", "--without-mingle"], cwd=PROJECT_DIR, env=process_env, stdout=file, stderr=file
        )
    deadline = time.monotonic() + 60
    while b" ready." not in log.read_bytes():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            pytest.fail("the worker did not start:\n" + log.read_text(errors="replace")[-3000:])
        time.sleep(0.1)
    yield process
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
