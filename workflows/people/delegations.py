"""What somebody wishes to delegate, and who answers for it (R51)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from departments.org.models import Department

# Who answers for what a department does: they may end its delegations, too.
ANSWERING = ("approve", "deputise", "coordinate")


@dataclass(frozen=True)
class Wish:
    """What is to be delegated in one department. Empty `items` or `steps` mean all; `cap` in yuan."""

    department: Department
    duties: Sequence[str]
    ends: datetime
    reason: str
    starts: datetime | None = None
    items: Sequence[str] = ()
    steps: Sequence[str] = ()
    cap: Decimal | None = None
