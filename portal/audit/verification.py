"""Proving the record: every link, every hash, every checkpoint, in one walk (R89).

Memory stays constant whatever the number of entries: rows arrive through server-side
cursors and only the entry before is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery

from portal.audit.canonical import BEGINNING
from portal.audit.checkpoints import tree_of
from portal.audit.models import HASHED_FIELDS, Checkpoint, CheckpointHead, Entry, entry_hash

CHUNK = 2000


@dataclass(frozen=True)
class Finding:
    """The first thing that is not as it was written: an entry, or the checkpoint of `day`.

    `at` and `event` are unknown when the entry is gone.
    """

    why: str
    stream: str = ""
    seq: int = 0
    at: datetime | None = None
    event: str = ""
    day: date | None = None


@dataclass
class Verification:
    """What was walked, and the first finding (None: all is as it was written)."""

    entries: int = 0
    streams: int = 0
    checkpoints: int = 0
    latest_hash: str = BEGINNING
    finding: Finding | None = None


@dataclass
class _Link:
    """The entry walked last: what the next one in its stream has to follow on."""

    stream: str = ""
    seq: int = 0
    hash: str = BEGINNING
    at: datetime | None = None
    event: str = ""
    sealed_until: int = 0


@transaction.atomic  # Server-side cursors outside a transaction would first copy the whole table.
def verify() -> Verification:
    """Verify everything there is; stops at the first finding."""
    result = Verification()
    result.finding = _verify_checkpoints(result) or _missing_entry() or _verify_entries(result)
    return result


def _verify_checkpoints(result: Verification) -> Finding | None:
    for checkpoint in Checkpoint.objects.order_by("day").iterator(chunk_size=CHUNK):
        why = _fault_of_checkpoint(checkpoint, result.latest_hash)
        if why:
            return Finding(why, day=checkpoint.day)
        result.checkpoints += 1
        result.latest_hash = checkpoint.hash
    stray = CheckpointHead.objects.filter(~Exists(Checkpoint.objects.filter(day=OuterRef("checkpoint_id")))).first()
    return (
        Finding("the checkpoint is gone, its stream heads are still there", day=stray.checkpoint_id) if stray else None
    )


def _fault_of_checkpoint(checkpoint: Checkpoint, previous_hash: str) -> str:
    if checkpoint.hash != checkpoint.own_hash():
        return "the checkpoint was changed after it was taken"
    if checkpoint.previous_hash != previous_hash:
        return "the checkpoint does not follow on the one before: one was changed, removed or slipped in"
    tree = tree_of(checkpoint.day)
    if tree.leaves != checkpoint.streams or tree.root() != checkpoint.root:
        return "the stream heads noted for the checkpoint were changed after it was taken"
    return ""


def _missing_entry() -> Finding | None:
    """A sealed entry that is no longer there: its stream was removed, or cut short."""
    entry = Entry.objects.filter(stream=OuterRef("stream"), seq=OuterRef("seq"))
    gone = CheckpointHead.objects.filter(~Exists(entry)).order_by("stream", "seq").first()
    if gone is None:
        return None
    rest = Entry.objects.filter(stream=gone.stream).exists()
    what = "the entry was removed" if rest else "the whole stream was removed"
    return Finding(f"{what}; the checkpoint of {gone.checkpoint_id} has it", stream=gone.stream, seq=gone.seq)


def _verify_entries(result: Verification) -> Finding | None:
    last = _Link()
    for row, stored_hash, sealed_hash in _entries():
        if row["stream"] != last.stream:
            last = _Link(stream=row["stream"])
            result.streams += 1
        finding = _fault_of_entry(row, stored_hash, sealed_hash, last)
        if finding:
            return finding
        last.seq, last.hash, last.at, last.event = row["seq"], stored_hash, row["at"], row["event"]
        last.sealed_until = last.seq if sealed_hash else last.sealed_until
        result.entries += 1
    return None


def _entries() -> Iterator[tuple[dict[str, Any], str, str | None]]:
    """Every entry in order: its hashed fields, its stored hash, the hash a checkpoint knows it by."""
    sealed = CheckpointHead.objects.filter(stream=OuterRef("stream"), seq=OuterRef("seq")).values("hash")
    rows = Entry.objects.order_by("stream", "seq").annotate(sealed_hash=Subquery(sealed))
    for *fields, stored_hash, sealed_hash in rows.values_list(*HASHED_FIELDS, "hash", "sealed_hash").iterator(CHUNK):
        yield dict(zip(HASHED_FIELDS, fields, strict=True)), stored_hash, sealed_hash


def _fault_of_entry(row: dict[str, Any], stored_hash: str, sealed_hash: str | None, last: _Link) -> Finding | None:
    here = {"stream": row["stream"], "seq": row["seq"], "at": row["at"], "event": row["event"]}
    if row["seq"] != last.seq + 1:
        return Finding(f"entries are missing before it: the one before is number {last.seq}", **here)
    if stored_hash != entry_hash(row):
        return Finding("the entry was changed after it was written", **here)
    if row["previous_hash"] != last.hash:
        return _broken_link(here, last)
    if sealed_hash and sealed_hash != stored_hash:
        why = (
            f"the chain was rewritten after a checkpoint: this entry, or one before it after number {last.sealed_until}"
        )
        return Finding(why, **here)
    return None


def _broken_link(here: dict[str, Any], last: _Link) -> Finding:
    """The entry after names the hash it followed on, so it is the one before that was changed."""
    if last.seq == 0:
        return Finding("the first entry of the stream does not begin a chain", **here)
    why = f"the entry was changed and its hash computed anew: entry {here['seq']} followed on another hash"
    return Finding(why, stream=last.stream, seq=last.seq, at=last.at, event=last.event)
