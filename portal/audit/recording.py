"""Adding to a chain and reading a timeline.

The models are imported inside the functions: this module is part of the package's
front door, which Django opens before it has loaded any model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.audit.canonical import BEGINNING, clean_text, plain
from portal.audit.events import Event, Person
from portal.composed import composed
from portal.errors import Conflict

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from portal.audit.models import Entry


def record(stream: str, *events: Event) -> None:
    """Append `events` to the chain of `stream`, in the caller's transaction (R10).

    Two statements whatever the number of events. The caller holds the lock that puts the
    writers of this stream in order (a process row, or `lock`); should two meet all the
    same, the later one gets Conflict and its whole transaction is undone. Raises
    TransactionManagementError outside a transaction: a change and its record are one.
    """
    record_all({stream: events})


def record_all(chains: Mapping[str, Sequence[Event]]) -> None:
    """`record` for several streams at once: {stream: events}, still two statements.

    The caller holds the lock of every stream.
    """
    from portal.audit.models import Entry

    _require_transaction()
    moved = {stream: events for stream, events in sorted(chains.items()) if events}
    if not moved:
        return
    heads = _heads(list(moved))
    now = timezone.now()
    entries = []
    for stream, events in moved.items():
        seq, previous_hash = heads.get(stream, (0, BEGINNING))
        for number, event in enumerate(events, start=seq + 1):
            entry = _entry(stream, number, previous_hash, event, now)
            previous_hash = entry.hash
            entries.append(entry)
    try:
        Entry.objects.bulk_create(entries)
    except IntegrityError as error:
        raise Conflict(_("Somebody else changed this at the same moment. Please try again.")) from error


def _heads(streams: Sequence[str]) -> dict[str, tuple[int, str]]:
    """{stream: (number, hash) of its latest entry}; streams without an entry are left out."""
    from portal.audit.models import Entry

    if len(streams) == 1:
        found = _head(stream=streams[0])
    else:
        rows = Entry.objects.values_list("stream", "seq", "hash")
        found = list(rows.filter(stream__in=streams).order_by("stream", "-seq").distinct("stream"))
    return {stream: (seq, digest) for stream, seq, digest in found}


@composed
def _head(stream: str) -> QuerySet[Any, tuple[str, int, str]]:
    """The accounts' stream grows for ever: one look at the end of its index."""
    from portal.audit.models import Entry

    return Entry.objects.filter(stream=stream).order_by("-seq").values_list("stream", "seq", "hash")[:1]


def lock(stream: str) -> None:
    """Wait for the sole right to append to `stream` until the transaction ends.

    For streams that no process row puts in order, such as "accounts" or "catalogue". To
    be taken after every row lock, immediately before `record`.
    """
    _require_transaction()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audit:{stream}"])


def timeline(subject: str) -> QuerySet[Entry]:
    """Everything recorded about `subject`, in the order it happened."""
    from portal.audit.models import Entry

    return Entry.objects.filter(subject=subject).order_by("at", "id")


def _require_transaction() -> None:
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("The record is written in the transaction of the change.")


def _entry(stream: str, seq: int, previous_hash: str, event: Event, now: datetime) -> Entry:
    from portal.audit.models import HASHED_FIELDS, Entry, entry_hash

    actor_id, actor_name = _identity(event.actor)
    acting_for_id, acting_for_name = _identity(event.acting_for)
    entry = Entry(
        stream=stream,
        seq=seq,
        at=event.at or now,
        event=event.name,
        actor_id=actor_id,
        actor_name=actor_name,
        acting_for_id=acting_for_id,
        acting_for_name=acting_for_name,
        department=event.department,
        subject=event.subject,
        text=clean_text(event.text),
        data=plain(event.data or {}),
        previous_hash=previous_hash,
    )
    entry.hash = entry_hash({field: getattr(entry, field) for field in HASHED_FIELDS})
    return entry


def _identity(person: Person | None) -> tuple[int | None, str]:
    return (None, "") if person is None else (person.pk, clean_text(person.name))
