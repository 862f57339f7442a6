"""The hours in which nobody is woken: 21:00 to 07:00 where the organisation is; and work that wakes nobody at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, time

from django.utils import timezone

QUIET_FROM = time(21)
QUIET_UNTIL = time(7)

_in_portal_only: ContextVar[bool] = ContextVar("notices_in_portal_only", default=False)


@contextmanager
def in_portal_only() -> Iterator[None]:
    """Notices written meanwhile are never e-mailed: for work that brings the past into the portal."""
    token = _in_portal_only.set(True)
    try:
        yield
    finally:
        _in_portal_only.reset(token)


def may_be_emailed() -> bool:
    """Whether what is written now may ever leave by e-mail."""
    return not _in_portal_only.get()


def may_email(moment: datetime, *, urgent: bool) -> bool:
    """Whether an e-mail may leave at `moment` (aware)."""
    here = timezone.localtime(moment, timezone.get_default_timezone()).time()
    return urgent or QUIET_UNTIL <= here < QUIET_FROM
