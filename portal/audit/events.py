"""What a caller says about something that happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Any, Protocol


class Person(Protocol):
    """Whoever acts: the audit stands below the accounts and knows only this much of them."""

    pk: Any
    name: Any


@dataclass(frozen=True)
class Event:
    """One thing that happened, before it has a place in a chain.

    `name` is for machines ("case.accepted"), `text` a sentence for people. `at` is the
    moment it took effect (aware; the moment of recording when absent). `subject` is what
    a timeline is asked for by, usually a case number; `department` is a code. `data` holds
    what a machine may need again: whatever JSON can say, moments, dates, decimals, UUIDs.
    """

    name: str
    _: KW_ONLY
    actor: Person | None = None
    acting_for: Person | None = None
    at: datetime | None = None
    subject: str = ""
    department: str = ""
    text: str = ""
    data: Mapping[str, Any] | None = None
