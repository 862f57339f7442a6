"""The hours in which nobody is woken: 21:00 to 07:00 where the organisation is."""

from __future__ import annotations

from datetime import datetime, time

from django.utils import timezone

QUIET_FROM = time(21)
QUIET_UNTIL = time(7)


def may_email(moment: datetime, *, urgent: bool) -> bool:
    """Whether an e-mail may leave at `moment` (aware)."""
    here = timezone.localtime(moment, timezone.get_default_timezone()).time()
    return urgent or QUIET_UNTIL <= here < QUIET_FROM
