"""A verification in words, for the console and the log."""

from __future__ import annotations

from portal.audit.canonical import moment
from portal.audit.verification import Finding, Verification


def lines(verification: Verification) -> list[str]:
    """Counts, then OK or the first finding, one thing a line."""
    counts = (
        f"{verification.entries} entries in {verification.streams} streams, "
        f"{verification.checkpoints} checkpoints, latest checkpoint {verification.latest_hash}"
    )
    if verification.finding is None:
        return [counts, "OK"]
    return [f"Walked {counts}", *_finding(verification.finding)]


def _finding(finding: Finding) -> list[str]:
    if finding.day:
        return ["BROKEN", f"  checkpoint: {finding.day}", f"  why: {finding.why}"]
    at = moment(finding.at) if finding.at else "unknown: the entry is gone"
    event = finding.event or "unknown: the entry is gone"
    return [
        "BROKEN, first bad entry:",
        f"  stream: {finding.stream}",
        f"  seq: {finding.seq}",
        f"  at: {at}",
        f"  event: {event}",
        f"  why: {finding.why}",
    ]
