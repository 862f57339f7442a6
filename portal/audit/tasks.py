"""The nightly seal and proof, queued by beat."""

from __future__ import annotations

import logging

from celery import shared_task

from portal.audit.checkpoints import take_checkpoint
from portal.audit.report import lines
from portal.audit.verification import verify as verify_record

logger = logging.getLogger(__name__)


class RecordBroken(Exception):
    """The record is not as it was written. The task fails, so that whoever watches the workers sees it."""


@shared_task(ignore_result=True)
def checkpoint() -> None:
    """Take today's checkpoint. Safe to run any number of times a day."""
    take_checkpoint()


# A long walk over the whole record: not to be cut off, nor handed out a second time meanwhile.
@shared_task(ignore_result=True, time_limit=6 * 3600, acks_late=False)
def verify() -> None:
    """Verify the whole record (R89). Raises RecordBroken naming the first bad entry."""
    verification = verify_record()
    if verification.finding:
        raise RecordBroken("\n".join(lines(verification)))
    logger.info("audit record verified: %s entries, %s checkpoints", verification.entries, verification.checkpoints)
