"""One lock per process: wait for it, never poll for it.

Lock order: case process, then item process, then audit stream. Never take the case's
lock while an item's is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from portal.composed import Composed, composed
from portal.errors import lost_race


@cache
def _row(process_class: Any) -> Composed[int]:
    """Locks one process row: `_row(Process)(pk=…)`."""

    def row(pk: int) -> QuerySet[Any, int]:
        rows = process_class._default_manager.filter(pk=pk).order_by()
        found: QuerySet[Any, int] = rows.select_for_update(no_key=True).values_list("pk", flat=True)
        return found

    return composed(row)


class WaitLock:
    """Blocking `SELECT … FOR NO KEY UPDATE` on the process row.

    Plain FOR UPDATE would make every insert with a foreign key to the process wait;
    viewflow's own nowait lock sleeps inside the transaction and gives up after 7 s.
    """

    @contextmanager
    def __call__(self, flow_class: Any, process_pk: int) -> Iterator[None]:
        with transaction.atomic():
            with waiting():
                _row(flow_class.process_class)(pk=process_pk)
            yield


@contextmanager
def waiting() -> Iterator[None]:
    """A wait for a lock that takes longer than the connection's lock_timeout is Busy."""
    try:
        yield
    except OperationalError as error:
        busy = lost_race(error)
        if busy is None:
            raise
        raise busy from error


def hold(processes: QuerySet[Any, Any]) -> None:
    """Lock these process rows, one after the other in the order of their keys, until the transaction ends."""
    with waiting():
        list(processes.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
