"""What comes in: JSON that can be stored and compared, uploads of a bearable size, the header of an act."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request

from portal.errors import Invalid, TooLarge

DEEPEST = 20
LARGEST_NUMBER = 10**40
LONGEST_KEY = 120
KEY_HEADER = "Idempotency-Key"
# What a multipart body may hold besides the file itself.
MULTIPART_ALLOWANCE = 64 * 1024


class StrictJsonParser(BaseParser):
    """An object of JSON: no NaN, no NUL or half characters, not too deep, not too large.

    What the store could not keep is refused here, so that nothing further down has to ask.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        content = stream.read(limit + 1)
        if len(content) > limit:
            raise TooLarge(_("The request is larger than the portal takes in one piece."))
        try:
            value = json.loads(content.decode("utf-8-sig"), parse_constant=refuse_constant)
        except (ValueError, RecursionError) as error:
            raise Invalid(_("The content is not valid JSON."), code="unreadable") from error
        if not isinstance(value, dict):
            raise Invalid(_("Please send a JSON object: {…}."), code="unreadable")
        require_storable(value)
        return value


class LimitedMultiPartParser(MultiPartParser):
    """Multipart, refused by its announced length before a single byte is kept."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        request = (parser_context or {}).get("request")
        if request is not None and announced_length(request) > settings.UPLOAD_LIMIT_BYTES + MULTIPART_ALLOWANCE:
            raise TooLarge(_("The file is larger than the portal takes in one piece."))
        return super().parse(stream, media_type, parser_context)


def announced_length(request: Request) -> int:
    """Bytes the client says it sends; 0 when it says nothing one can count."""
    text = str(request.META.get("CONTENT_LENGTH") or "")
    return int(text) if text.isdecimal() else 0


def refuse_constant(name: str) -> None:
    raise ValueError(name)


def require_storable(value: Any) -> None:
    """Raise Invalid for what JSON allows but the database cannot keep or nobody can mean."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            raise Invalid(_("The content is nested too deeply."), code="unreadable")
        if isinstance(one, dict):
            waiting.extend((inner, depth + 1) for pair in one.items() for inner in pair)
        elif isinstance(one, list):
            waiting.extend((inner, depth + 1) for inner in one)
        elif isinstance(one, str):
            require_text(one)
        elif isinstance(one, int | float) and not abs(one) <= LARGEST_NUMBER:
            raise Invalid(_("A number is too large."), code="unreadable")


def require_text(text: str) -> None:
    """Raise Invalid for a text that holds NUL or half of a character."""
    if "\x00" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Invalid(_("A text holds characters that cannot be kept."), code="unreadable")


def idempotency_key(request: Request) -> str:
    """The key of this act, "" without one. Raises Invalid for one that cannot be kept."""
    key = request.headers.get(KEY_HEADER, "").strip()
    if len(key) > LONGEST_KEY or not key.isprintable():
        problem = _("An Idempotency-Key has at most %(count)s printable characters.") % {"count": LONGEST_KEY}
        raise Invalid(problem, fields={KEY_HEADER: [problem]})
    return key
