"""Expected failures of the domain: a code for machines, one sentence for people.

Operations raise these; screens and API map them once (see docs/architecture.md).
`detail` is a sentence somebody can act on; `fields` maps a form field to its sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar

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


class TooMany(DomainError):
    """The same again too often; the sentence says when to try once more."""

    code = "too_many"
    status = 429


class TooLarge(DomainError):
    """More than the house accepts in one piece."""

    code = "too_large"
    status = 413
