"""Sealing the day: a Merkle root over the stream heads, chained to the day before.

A chain alone cannot tell when somebody removes it whole, or rewrites it to its end.
A checkpoint remembers which head each stream had; because checkpoints are chained, one
hash kept outside the database answers for everything sealed until then. Only heads that
moved since the checkpoint before are leaves: the others are answered for by the chain,
and ten years of checkpoints stay as cheap to verify as the entries themselves
(docs/decisions/0013-audit-checkpoints.md).
"""

from __future__ import annotations

import logging
from datetime import date

from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from portal.audit.canonical import BEGINNING
from portal.audit.merkle import MerkleTree
from portal.audit.models import Checkpoint, CheckpointHead
from portal.audit.recording import lock

logger = logging.getLogger(__name__)

# Stream and seq fall together so that the unique index can be read backwards, without a sort.
SEAL_MOVED_HEADS = """
INSERT INTO audit_checkpointhead (checkpoint_id, stream, seq, hash)
SELECT %s, head.stream, head.seq, head.hash
FROM (SELECT DISTINCT ON (stream) stream, seq, hash FROM audit_entry ORDER BY stream DESC, seq DESC) AS head
LEFT JOIN audit_checkpointhead AS sealed ON sealed.stream = head.stream AND sealed.seq = head.seq
WHERE sealed.id IS NULL
"""


@transaction.atomic
def take_checkpoint(day: date | None = None) -> Checkpoint:
    """Seal everything recorded until now as the checkpoint of `day` (today where the organisation is).

    A day has one checkpoint: asked again, the existing one is returned. Raises ValueError
    for a day before the latest checkpoint, whose place in the chain has passed.
    """
    day = day or timezone.localdate()
    lock("checkpoints")
    latest = Checkpoint.objects.order_by("-day").first()
    if latest and latest.day >= day:
        if latest.day == day:
            return latest
        raise ValueError(f"The chain of checkpoints has already reached {latest.day}.")
    with connection.cursor() as cursor:
        # The heads go in first; their foreign key is checked when the transaction commits.
        cursor.execute(SEAL_MOVED_HEADS, [day])
    checkpoint = Checkpoint(
        day=day,
        taken_at=timezone.now(),
        root=tree_of(day).root(),
        streams=CheckpointHead.objects.filter(checkpoint_id=day).count(),
        entries=entries_first_sealed(day),
        previous_hash=latest.hash if latest else BEGINNING,
    )
    checkpoint.hash = checkpoint.own_hash()
    checkpoint.save(force_insert=True)
    # The log is a copy outside the database, which `verifyaudit --known` can be held against.
    logger.info("audit checkpoint %s %s", checkpoint.day, checkpoint.hash)
    return checkpoint


def tree_of(day: date) -> MerkleTree:
    """The tree over the heads sealed on `day`, in the order they were sealed."""
    tree = MerkleTree()
    heads = CheckpointHead.objects.filter(checkpoint_id=day).order_by("id").values_list("stream", "seq", "hash")
    for stream, seq, head_hash in heads.iterator(chunk_size=2000):
        tree.add(stream, seq, head_hash)
    return tree


def entries_first_sealed(day: date) -> int:
    """How many entries the heads of `day` add to what was sealed before."""
    before = CheckpointHead.objects.filter(stream=OuterRef("stream"), checkpoint_id__lt=day).order_by("-seq")
    grown = CheckpointHead.objects.filter(checkpoint_id=day).annotate(
        growth=F("seq") - Coalesce(Subquery(before.values("seq")[:1]), 0)
    )
    return grown.aggregate(total=Coalesce(Sum("growth"), 0))["total"]
