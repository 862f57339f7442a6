"""Moments as people and systems write them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime


def moment_given(given: Any) -> datetime | None:
    """The moment meant, in the organisation's zone where none is named; None for what is no moment."""
    if isinstance(given, datetime):
        found: datetime | None = given
    else:
        try:
            found = parse_datetime(str(given or "").strip())
        except ValueError:
            return None
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found
