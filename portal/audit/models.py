"""Entries in their chains, and the daily checkpoints over them. The database refuses to change either."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.audit.canonical import digest, moment

# Everything an entry says: its hash covers all of it, and verification reads just this.
HASHED_FIELDS = (
    "stream",
    "seq",
    "at",
    "event",
    "actor_id",
    "actor_name",
    "acting_for_id",
    "acting_for_name",
    "department",
    "subject",
    "text",
    "data",
    "previous_hash",
)


def entry_hash(contents: Mapping[str, Any]) -> str:
    """Hash of an entry given its HASHED_FIELDS, with `at` still a datetime."""
    return digest({**contents, "at": moment(contents["at"])})


class Entry(models.Model):
    """One event in the chain of its stream. Names are copied: the record outlives every other table."""

    stream = models.CharField(_("stream"), max_length=80)
    seq = models.PositiveBigIntegerField(_("number in the stream"))
    at = models.DateTimeField(_("happened at"))
    event = models.CharField(_("event"), max_length=80)
    actor_id = models.BigIntegerField(_("person's id"), null=True)
    actor_name = models.CharField(_("person"), max_length=150, blank=True)
    acting_for_id = models.BigIntegerField(_("on behalf of, id"), null=True)
    acting_for_name = models.CharField(_("on behalf of"), max_length=150, blank=True)
    department = models.CharField(_("department"), max_length=40, blank=True)
    subject = models.CharField(_("what it is about"), max_length=80, blank=True)
    text = models.TextField(_("in words"), blank=True)
    data = models.JSONField(_("further facts"), default=dict)
    previous_hash = models.CharField(_("hash of the entry before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="audit_entry_one_per_place"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="audit_entry_counts_from_one"),
        ]
        indexes = [models.Index(fields=["subject", "at"], name="audit_entry_timeline")]

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq} {self.event}"


class Checkpoint(models.Model):
    """A day's seal: Merkle root over every stream head that moved since the checkpoint before.

    Checkpoints form a chain themselves, so the latest hash answers for every head ever
    sealed. `streams` and `entries` count what this one seals for the first time.
    """

    day = models.DateField(_("day"), primary_key=True)
    taken_at = models.DateTimeField(_("taken at"))
    root = models.CharField(_("Merkle root"), max_length=64)
    streams = models.PositiveBigIntegerField(_("streams sealed"))
    entries = models.PositiveBigIntegerField(_("entries sealed"))
    previous_hash = models.CharField(_("hash of the checkpoint before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("audit checkpoint")
        verbose_name_plural = _("audit checkpoints")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.hash[:12]}"

    def own_hash(self) -> str:
        """What `hash` has to be for this row to be as it was written."""
        return digest(
            {
                "day": self.day.isoformat(),
                "taken_at": moment(self.taken_at),
                "root": self.root,
                "streams": self.streams,
                "entries": self.entries,
                "previous_hash": self.previous_hash,
            }
        )


class CheckpointHead(models.Model):
    """A leaf of a checkpoint's tree: the last entry a stream had at that time."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="heads", verbose_name=_("checkpoint"))
    stream = models.CharField(_("stream"), max_length=80)
    seq = models.PositiveBigIntegerField(_("number in the stream"))
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("sealed stream head")
        verbose_name_plural = _("sealed stream heads")
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="audit_head_sealed_once")]

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq}"
