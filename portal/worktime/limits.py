"""Limits and pauses: the shapes that travel into the counting."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Literal

from django.utils.translation import gettext as _

from portal.errors import Invalid

Unit = Literal["wd", "ch"]
WORKING_DAYS: Unit = "wd"
CALENDAR_HOURS: Unit = "ch"


@dataclass(frozen=True)
class Limit:
    """`amount` working days ("wd", whole or half) or calendar hours ("ch", any fraction, R25).

    0 wd is instant: by the end of the acceptance day (R23). Raises Invalid for an amount that
    cannot be counted. `half_days` is the amount in half-day sessions, 0 for calendar hours.
    """

    amount: Decimal
    unit: Unit = WORKING_DAYS
    half_days: int = field(init=False, repr=False, compare=False, default=0)

    def __post_init__(self) -> None:
        amount = self.amount if isinstance(self.amount, Decimal) else _decimal(self.amount)
        if not amount.is_finite() or amount < 0:
            raise Invalid(_("A limit cannot be %(amount)s.") % {"amount": self.amount}, code="limit_invalid")
        object.__setattr__(self, "amount", amount)
        if self.unit == WORKING_DAYS:
            object.__setattr__(self, "half_days", _half_days(amount))
        elif self.unit != CALENDAR_HOURS:
            raise Invalid(_("A limit is in wd or ch, not in %(unit)s.") % {"unit": self.unit}, code="limit_invalid")

    @property
    def hours(self) -> timedelta:
        """The length of a limit in calendar hours."""
        return timedelta(microseconds=int(self.amount * 3_600_000_000))


def _decimal(amount: object) -> Decimal:
    try:
        return Decimal(str(amount))
    except InvalidOperation:
        raise Invalid(_("A limit cannot be %(amount)s.") % {"amount": amount}, code="limit_invalid") from None


def _half_days(amount: Decimal) -> int:
    doubled = amount * 2
    if doubled != int(doubled):
        raise Invalid(
            _("Working days are counted whole or in halves, not as %(amount)s.") % {"amount": amount},
            code="limit_invalid",
        )
    return int(doubled)


@dataclass(frozen=True)
class Pause:
    """A suspension of the clock from `start` to `end`; `end` is None while it lasts (R26)."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise Invalid(_("A pause cannot end before it begins."), code="pause_invalid")


@dataclass(frozen=True)
class Span:
    """A pause on one clock: naive datetimes as `joined` was told to read them."""

    start: datetime
    end: datetime | None


def joined(pauses: Iterable[Pause], read: Callable[[datetime], datetime]) -> list[Span]:
    """The pauses in order of time, overlapping and touching ones as one. `read` makes moments comparable."""
    spans: list[Span] = []
    for start, end in sorted(
        ((read(each.start), each.end and read(each.end)) for each in pauses), key=lambda pair: pair[0]
    ):
        last = spans[-1] if spans else None
        if last is None or (last.end is not None and last.end < start):
            spans.append(Span(start, end))
        elif last.end is not None and (end is None or end > last.end):
            spans[-1] = Span(last.start, end)
    return spans
