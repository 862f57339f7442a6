"""One way to write an entry down, so that its hash can be computed again at any time.

Sorted keys, UTF-8, moments in UTC with microseconds. Values are brought into a form that
PostgreSQL gives back exactly as it got them: jsonb rewrites 1e16 as an integer, so
floats and decimals travel as text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

# What the first entry of a stream, and the first checkpoint, follow on.
BEGINNING = "0" * 64


def moment(at: datetime) -> str:
    """`at` in UTC with microseconds. Raises ValueError for a moment without a zone."""
    if at.tzinfo is None:
        raise ValueError("A moment in the record needs a time zone.")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def clean_text(text: Any) -> str:
    """`text` without what PostgreSQL cannot keep: NUL and halves of surrogate pairs."""
    return str(text).encode("utf-8", "replace").decode("utf-8").replace("\x00", "\ufffd")


def plain(value: Any) -> Any:
    """`value` as JSON that survives a round trip through the database unchanged.

    Raises TypeError for what has no agreed form (a set has no order, a model is not data).
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str | Promise | UUID | Decimal | float):
        return clean_text(value)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {clean_text(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no form in the audit record.")


def digest(contents: Mapping[str, Any]) -> str:
    """Hexadecimal SHA-256 of `contents`, which hold only JSON values."""
    text = json.dumps(contents, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
