"""The record of a case as its readers may know it.

The applicant reads what happened and why, not who took which task nor what colleagues wrote to
one another. Who follows the progress only (R8) reads no words of the papers. That a case was
rated is nobody's business but the rater's and the verifier's (R67).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portal.audit.models import Entry
from portal.casefile.record import SENTENCES

Json = dict[str, Any]

# Their reasons are written for the applicant (R7).
WITH_REASON = frozenset(
    {
        "case.not_accepted", "case.withdrawn", "case.terminated", "case.delivered", "case.closed",
        "item.denied", "item.cancelled", "item.suspended", "item.extended", "item.provisional_withdrawn",
        "item.transferred",
    }
)  # fmt: skip


def event_shape(entry: Entry, usernames: Mapping[int, str], *, wordy: bool) -> Json:
    """`wordy`: this reader may read what colleagues wrote."""
    return {
        "at": entry.at,
        "event": entry.event,
        "sentence": str(SENTENCES.get(entry.event, entry.event)),
        "actor": usernames.get(entry.actor_id) if entry.actor_id else None,
        "actor_name": entry.actor_name or None,
        "acting_for": usernames.get(entry.acting_for_id) if entry.acting_for_id else None,
        "department": entry.department or None,
        "item": entry.data.get("item") or None,
        "step": entry.data.get("step") or None,
        "text": entry.text if wordy or entry.event in WITH_REASON else "",
    }


def people_in(entries: Iterable[Entry]) -> set[int]:
    """Ids of everybody the entries name."""
    return {pk for entry in entries for pk in (entry.actor_id, entry.acting_for_id) if pk is not None}
