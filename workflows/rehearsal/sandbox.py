"""A copy of the house that nobody else can see and nothing remains of.

Every table is cloned as a temporary one, which PostgreSQL looks up before the real one of the same name,
inside one transaction that is always rolled back. The clones have sequences, constraints and indexes of their
own, so nothing here waits for anybody's lock and nobody waits for ours. What belongs to cases starts empty;
organisation, people, catalogue, calendars and registers are copied. A process that is killed leaves nothing:
the server rolls back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction

# Nothing of these is copied: what happened, what is waiting, who is signed in.
EMPTY_APPS = frozenset(
    {
        "admin", "audit", "authtoken", "axes", "cases", "files", "guide", "notices", "ratings", "rehearsal",
        "sessions", "simulation", "viewflow", "workflows",
    }
)  # fmt: skip
# Rules that grew out of cases, and what a case is not decided by.
COPIED_ALL_THE_SAME = frozenset({"cases_dutylistentry"})
EMPTY_ALL_THE_SAME = frozenset({"catalog_matterversion", "catalog_proposal", "dictionary_sharingread"})
# Ids here begin where no live id will be, for locks are taken by id, too.
FIRST_ID = 2_000_000_000

# Bookings collide with one another by an exclusion constraint: those of live cases must not decide a rehearsal.
TABLES = """
    SELECT table_of.relname,
           EXISTS (SELECT 1 FROM pg_constraint WHERE conrelid = table_of.oid AND contype = 'x'),
           array_agg(quote_ident(attname) ORDER BY attnum) FILTER (WHERE attgenerated = ''),
           array_agg(quote_ident(attname) ORDER BY attnum) FILTER (WHERE attidentity <> '')
    FROM pg_class AS table_of JOIN pg_attribute ON attrelid = table_of.oid AND attnum > 0 AND NOT attisdropped
    WHERE table_of.relnamespace = current_schema()::regnamespace AND table_of.relkind = 'r'
    GROUP BY table_of.oid, table_of.relname ORDER BY table_of.relname
"""


@contextmanager
def sandbox() -> Iterator[None]:
    """Everything inside happens in the copy, and is gone afterwards, whatever happens.

    To be opened outside any transaction, in a process of its own.
    """
    with transaction.atomic(durable=True):
        try:
            clone()
            yield
        finally:
            transaction.set_rollback(True)


def clone() -> None:
    """One statement a table for its form and one for its rows; names of the real ones resolve to the clones."""
    empty = empty_tables()
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        cursor.execute(TABLES)
        for name, books, columns, identities in cursor.fetchall():
            quoted = connection.ops.quote_name(name)
            statements = [f"CREATE TEMPORARY TABLE {quoted} (LIKE {schema}.{quoted} INCLUDING ALL)"]
            statements += [
                f"ALTER TABLE {quoted} ALTER COLUMN {column} RESTART WITH {FIRST_ID}" for column in identities or ()
            ]
            if not books and name not in empty:
                listed = ", ".join(columns)
                statements.append(f"INSERT INTO {quoted} ({listed}) SELECT {listed} FROM {schema}.{quoted}")  # noqa: S608
            cursor.execute("; ".join(statements))


def empty_tables() -> frozenset[str]:
    """The tables of which only the form is copied."""
    models = apps.get_models(include_auto_created=True)
    named = {model._meta.db_table for model in models if model._meta.app_label in EMPTY_APPS}
    return frozenset(named - COPIED_ALL_THE_SAME) | EMPTY_ALL_THE_SAME


@contextmanager
def undone() -> Iterator[None]:
    """A part of the rehearsal the next one knows nothing of."""
    with transaction.atomic():
        try:
            yield
        finally:
            transaction.set_rollback(True)
            connection.run_on_commit.clear()


def settle() -> None:
    """Do now what would follow a commit, in its order: wake-ups, handlers, and what these lead to."""
    waiting: list[Any] = connection.run_on_commit
    while waiting:
        _savepoints, follow, _robust = waiting.pop(0)
        follow()
        waiting = connection.run_on_commit
