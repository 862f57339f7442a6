"""A database of the benchmark's own, with the demo company in it, on private servers."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

DATABASE = "onewindow_benchmark"
# Nobody else's queue: the last of the sixteen databases of a Valkey.
REDIS_DATABASE = "/15"


@contextmanager
def ground(*, durable: bool) -> Iterator[None]:
    """Servers, database, tables, catalogue and people; the clock on a working Monday, ticking.

    `durable` lets PostgreSQL flush every commit to the disk, as in production.
    """
    from tests.support import private_servers

    if durable:
        private_servers.QUICK = ("max_connections=200",)
    private_servers.provide()
    server = os.environ["DATABASE_URL"]
    recreate(server)
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(server)._replace(path=f"/{DATABASE}"))
    os.environ["REDIS_URL"] = os.environ["REDIS_URL"].rpartition("/")[0] + REDIS_DATABASE
    os.environ["CONN_MAX_AGE"] = "600"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    clock = set_up()
    try:
        yield
    finally:
        clock.stop()
        tear_down(server)
        # What ends the servers asks them once more.
        os.environ["DATABASE_URL"] = server


def recreate(server: str) -> None:
    statements(server, f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)', f'CREATE DATABASE "{DATABASE}"')


def statements(server: str, *found: str) -> None:
    connection = psycopg2.connect(server)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for sql in found:
                cursor.execute(sql)
    finally:
        connection.close()


def set_up() -> Any:
    """Django with the stock flows beside ours, filled; returns the clock to stop at the end."""
    import django
    from django.conf import settings

    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "tests.benchmarks.stock"]
    settings.LOGGING["root"]["level"] = "ERROR"
    django.setup()

    import time_machine
    from django.core.cache import cache
    from django.core.management import call_command

    from tests.town import MONDAY

    say("tables and the demo company …")
    call_command("migrate", verbosity=0)
    cache.clear()
    clock = time_machine.travel(MONDAY, tick=True)
    clock.start()
    call_command("loadcatalog", verbosity=0)
    return clock


def tear_down(server: str) -> None:
    from django.core.cache import cache
    from django.db import connections

    cache.clear()
    connections.close_all()
    statements(server, f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
