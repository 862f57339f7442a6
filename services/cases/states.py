"""States of a case and of its items, and the one table of allowed transitions (R9).

A state changes only through `move`, which refuses whatever the table does not list (R10).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.errors import Conflict


class CaseState(models.TextChoices):
    SUBMITTED = "submitted", _("Waiting for acceptance")
    CORRECTING = "correcting", _("Correction needed")
    IN_PROGRESS = "in_progress", _("In progress")
    DECIDED = "decided", _("Decided")
    PARTLY_APPROVED = "partly_approved", _("Partly approved")
    DELIVERED = "delivered", _("Delivered")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    TERMINATED = "terminated", _("Terminated")
    CANCELLED = "cancelled", _("Cancelled")


class ItemState(models.TextChoices):
    SUBMITTED = "submitted", _("Waiting for acceptance")
    CORRECTING = "correcting", _("Correction needed")
    ACCEPTED = "accepted", _("Accepted")
    WAITING = "waiting", _("Waiting for another item")
    IN_REVIEW = "in_review", _("In review")
    COUNTERSIGNING = "countersigning", _("Countersigning")
    SUSPENDED = "suspended", _("Clock stopped")
    DECIDED = "decided", _("Decided")
    DELIVERED = "delivered", _("Delivered")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    LAPSED = "lapsed", _("Lapsed")
    TERMINATED = "terminated", _("Terminated")
    CANCELLED = "cancelled", _("Cancelled")
    VOIDED = "voided", _("Voided")


class Decision(models.TextChoices):
    APPROVED = "approved", _("Approved")
    DENIED = "denied", _("Denied")


ITEM_TRANSITIONS: dict[str, frozenset[str]] = {
    ItemState.SUBMITTED: frozenset({"correcting", "accepted", "waiting", "not_accepted", "withdrawn", "cancelled"}),
    ItemState.CORRECTING: frozenset({"submitted", "lapsed", "withdrawn", "cancelled"}),
    ItemState.WAITING: frozenset({"accepted", "cancelled", "withdrawn", "terminated", "lapsed"}),
    ItemState.ACCEPTED: frozenset(
        {"in_review", "countersigning", "decided", "suspended", "withdrawn", "terminated", "lapsed", "cancelled"}
    ),
    ItemState.IN_REVIEW: frozenset({"countersigning", "suspended", "decided", "withdrawn", "terminated", "cancelled"}),
    ItemState.COUNTERSIGNING: frozenset({"in_review", "withdrawn", "terminated", "cancelled"}),
    ItemState.SUSPENDED: frozenset({"in_review", "withdrawn", "terminated", "cancelled"}),
    # A provisional result is withdrawn when its soft predecessor is denied (R14).
    ItemState.DECIDED: frozenset({"delivered", "voided", "cancelled"}),
    ItemState.DELIVERED: frozenset({"closed", "voided"}),
    # A declaration is checked after the decision, often after closing: false ones void the result (R43).
    ItemState.CLOSED: frozenset({"archived", "voided"}),
}

CASE_TRANSITIONS: dict[str, frozenset[str]] = {
    CaseState.SUBMITTED: frozenset({"correcting", "in_progress", "not_accepted", "withdrawn", "cancelled"}),
    CaseState.CORRECTING: frozenset({"submitted", "lapsed", "withdrawn", "cancelled"}),
    CaseState.IN_PROGRESS: frozenset({"decided", "partly_approved", "withdrawn", "terminated", "cancelled"}),
    # A result taken back before it was handed over changes what the case came to (R11).
    CaseState.DECIDED: frozenset({"delivered", "partly_approved"}),
    CaseState.PARTLY_APPROVED: frozenset({"delivered", "decided"}),
    CaseState.DELIVERED: frozenset({"closed"}),
}

# The ways back: an author takes back an act nobody has acted on, an applicant mends what was denied
# (R12). Nothing else ever goes back.
ITEM_RESTORED: dict[str, frozenset[str]] = {
    ItemState.WAITING: frozenset({"submitted"}),
    ItemState.ACCEPTED: frozenset({"submitted", "waiting"}),
    ItemState.IN_REVIEW: frozenset({"submitted", "waiting", "countersigning", "in_review"}),
    ItemState.COUNTERSIGNING: frozenset({"submitted", "waiting", "in_review"}),
    ItemState.CORRECTING: frozenset({"submitted"}),
    ItemState.DECIDED: frozenset({"in_review", "waiting"}),
    ItemState.SUSPENDED: frozenset({"accepted", "in_review"}),
    ItemState.DELIVERED: frozenset({"waiting", "decided"}),
    ItemState.CLOSED: frozenset({"waiting"}),
    ItemState.CANCELLED: frozenset({"waiting"}),
    ItemState.NOT_ACCEPTED: frozenset({"submitted"}),
}
CASE_RESTORED: dict[str, frozenset[str]] = {
    CaseState.IN_PROGRESS: frozenset({"submitted"}),
    CaseState.CORRECTING: frozenset({"submitted"}),
    CaseState.DECIDED: frozenset({"in_progress"}),
    CaseState.PARTLY_APPROVED: frozenset({"in_progress"}),
    CaseState.DELIVERED: frozenset({"decided", "partly_approved"}),
    CaseState.NOT_ACCEPTED: frozenset({"submitted"}),
}

ITEM_ENDED = frozenset(
    {
        "decided", "delivered", "closed", "archived", "not_accepted",
        "withdrawn", "lapsed", "terminated", "cancelled", "voided",
    }
)  # fmt: skip
ITEM_FAILED = ITEM_ENDED - {"decided", "delivered", "closed", "archived"}
ITEM_WORKING = frozenset({"accepted", "in_review", "countersigning", "suspended"})
CASE_ENDED = frozenset({"closed", "withdrawn", "lapsed", "not_accepted", "terminated", "cancelled"})
# Ended before a decision: no result will come.
CASE_WITHOUT_RESULT = CASE_ENDED - {"closed"}
CASE_OPEN = frozenset(set(CaseState.values) - CASE_ENDED)
CASE_BEFORE_DECISION = frozenset({"submitted", "correcting", "in_progress"})


class TransitionRefused(Conflict):
    """The table of R9 does not know this way."""

    code = "transition_refused"


def require_transition(subject: str, table: dict[str, frozenset[str]], source: str, target: str) -> None:
    """Raise TransitionRefused unless `table` leads from `source` to `target` (R10)."""
    if target in table.get(source, frozenset()):
        return
    labels = dict(ItemState.choices) | dict(CaseState.choices)
    raise TransitionRefused(
        _("%(subject)s is “%(source)s” and cannot become “%(target)s”. Reload the page to see what is possible now.")
        % {"subject": subject, "source": labels.get(source, source), "target": labels.get(target, target)}
    )
