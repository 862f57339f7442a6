"""The demo company in the test database: loaded once per process, put back row by row afterwards."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

# Made by the migrations themselves, the same in every empty database.
FRAMEWORK = {"django_migrations", "django_content_type", "auth_permission"}

_kept: dict[str, bytes] = {}


@pytest.fixture
def demo_catalogue(db: None) -> Iterator[None]:
    """The whole demo catalogue and its people (password "demo"), whatever the test's kind of database.

    Loading takes seconds, putting the rows back a fraction of one. Works with `db`,
    `transactional_db` and `live_server`; ids are the same in every test.
    """
    if _kept:
        _put_back()
    else:
        _empty()
        call_command("loadcatalog", verbosity=0)
        call_command("seedpeople", verbosity=0)
        _keep()
    _forget_what_processes_remember()
    yield
    _forget_what_processes_remember()


def _keep() -> None:
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            if table != "django_migrations":
                rows = io.BytesIO()
                cursor.copy_expert(f'COPY "{table}" TO STDOUT', rows)
                _kept[table] = rows.getvalue()


def _empty() -> None:
    """Nothing a fixture before this one wrote may be taken for the company's."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        tables = connection.introspection.table_names(cursor)
        _delete(cursor, [table for table in tables if table not in FRAMEWORK])
        cursor.execute("SET session_replication_role = origin")


def _delete(cursor: Any, tables: Iterable[str]) -> None:
    # Not TRUNCATE: it refuses when somebody has written in the same transaction.
    for table in _with_rows(cursor, tables):
        cursor.execute(f'DELETE FROM "{table}"')


def _put_back() -> None:
    with connection.cursor() as cursor:
        # Triggers and foreign keys rest: the rows were whole when they were kept.
        cursor.execute("SET session_replication_role = replica")
        _delete(cursor, _kept)
        for table, rows in _kept.items():
            if rows:
                cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.BytesIO(rows))
        _advance_sequences(cursor)
        cursor.execute("SET session_replication_role = origin")


def _with_rows(cursor: Any, tables: Iterable[str]) -> list[str]:
    """The tables that hold anything now; most are empty, and one statement finds the others."""
    looks = [f"""SELECT '{table}' WHERE EXISTS (SELECT 1 FROM "{table}")""" for table in tables]
    cursor.execute(" UNION ALL ".join(looks))
    return [table for (table,) in cursor.fetchall()]


def _advance_sequences(cursor: Any) -> None:
    moves = [
        f"""setval(pg_get_serial_sequence('"{sequence["table"]}"', '{sequence["column"]}'),
                   (SELECT max("{sequence["column"]}") FROM "{sequence["table"]}"))"""
        for sequence in connection.introspection.sequence_list()
        if _kept.get(sequence["table"])
    ]
    cursor.execute("SELECT " + ", ".join(moves))


def _forget_what_processes_remember() -> None:
    """Rows changed under the feet of whatever is cached in this process."""
    ContentType.objects.clear_cache()
    cache.clear()
    if apps.is_installed("portal.worktime"):
        from portal.worktime import invalidate

        invalidate()
