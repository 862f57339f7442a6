"""Expected failures of the domain: a code for machines, one sentence for people.

Operations raise these; screens and API map them once (see docs/architecture.md).
`detail` is a sentence somebody can act on; `fields` maps a form field to its sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


class DomainError(Exception):
    """Base of every expected failure. `status` is the HTTP status that fits it."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(
        self,
        detail: str | StrPromise,
        *,
        code: str | None = None,
        fields: Mapping[str, Sequence[str | StrPromise]] | None = None,
    ):
        super().__init__(str(detail))
        self.detail = str(detail)
        self.error_code = code or self.code
        self.fields: dict[str, list[str]] = {
            key: [str(text) for text in texts] for key, texts in (fields or {}).items()
        }

    def __str__(self) -> str:
        return self.detail


class Invalid(DomainError):
    """Something in the request is missing or wrong; `fields` says where."""

    code = "invalid"
    status = 400


class Forbidden(DomainError):
    """The act exists, but not for this person."""

    code = "forbidden"
    status = 403


class NotFound(DomainError):
    """Absent, or not visible to this person: both read the same on purpose."""

    code = "not_found"
    status = 404


class Conflict(DomainError):
    """The state no longer allows the act, or a concurrent change won."""

    code = "conflict"
    status = 409


class Busy(Conflict):
    """Somebody else holds what is needed longer than the connection waits for it."""

    code = "busy"


class LostRace(Conflict):
    """The database has refused a second of something there may be one of."""

    code = "lost_race"


# What PostgreSQL says when somebody else was faster, by its own codes.
WAITED_IN_VAIN = frozenset({"55P03", "40P01", "40001"})  # lock not available, deadlock, serialization failure
TAKEN = frozenset({"23505", "23P01"})  # unique, exclusion


def lost_race(error: BaseException) -> DomainError | None:
    """The sentence for a database error that only says somebody else was faster; None for every other.

    Used at the edges, where the transaction has gone back already: nothing half-done remains.
    """
    code = getattr(error.__cause__, "pgcode", None) or getattr(error, "pgcode", None)
    if code in WAITED_IN_VAIN:
        return Busy(_("Somebody is working on this case right now. Please try again in a moment."))
    if code in TAKEN:
        return LostRace(_("Somebody has done the same at this very moment. Reload the page to see how it stands now."))
    return None


class TooMany(DomainError):
    """The same again too often; the sentence says when to try once more."""

    code = "too_many"
    status = 429


class TooLarge(DomainError):
    """More than the house accepts in one piece."""

    code = "too_large"
    status = 413
