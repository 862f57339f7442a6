"""People and a chain to break, with the database superuser's way round the triggers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from portal import audit
from portal.accounts.models import User


@contextmanager
def as_superuser() -> Iterator[None]:
    """What only the owner of the database server can do: work while the triggers rest."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        try:
            yield
        finally:
            cursor.execute("SET session_replication_role = origin")


@pytest.fixture
def clerk(db: None) -> User:
    return User.objects.create_user("gong.jieyi", name="龚洁怡")


@pytest.fixture
def write() -> Callable[..., None]:
    """`write("case:1", 3)` appends three events to a stream."""

    def append(stream: str, number: int = 1) -> None:
        for step in range(number):
            audit.record(stream, audit.Event("case.moved", subject="YJS-1", data={"step": step}))

    return append
