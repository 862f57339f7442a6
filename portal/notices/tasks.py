"""The two ways into delivery: at once after a commit, and the sweep for whatever is left."""

from __future__ import annotations

from celery import shared_task

from portal.notices.delivery import BATCH, claim, send

# A sweep ends before its worker's time limit even when the mail server is slow; beat starts the next.
MOST_IN_A_SWEEP = 5 * BATCH


@shared_task(ignore_result=True)
def deliver(notice_ids: list[str]) -> None:
    """E-mail these notices now, those that are due and nobody else has claimed."""
    for start in range(0, len(notice_ids), BATCH):
        if claimed := claim(notice_ids[start : start + BATCH]):
            send(claimed)


@shared_task(ignore_result=True)
def sweep() -> None:
    """E-mail whatever is due: lost by the broker, kept through the night, failed before."""
    for _start in range(0, MOST_IN_A_SWEEP, BATCH):
        claimed = claim()
        if not claimed:
            return
        send(claimed)
