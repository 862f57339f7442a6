"""The record: what happened, who did it, for whom and when, as chains of hashes.

    audit.record("case:17", audit.Event("case.accepted", actor=clerk, subject=case.number))

Entries are only ever added. Each stream (a case, an item, the catalogue …) is a chain
of its own, so that two cases never wait for each other; a daily checkpoint ties the
heads of all streams together (checkpoints.py), and `manage.py verifyaudit` proves the
whole (verification.py).
"""

from portal.audit.events import Event
from portal.audit.recording import lock, record, record_all, timeline

__all__ = ["Event", "lock", "record", "record_all", "timeline"]
