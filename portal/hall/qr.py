"""QR codes as inline SVG: attributes and classes only, so the Content-Security-Policy has nothing to allow."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urljoin

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe


def absolute(path: str) -> str:
    """The address under which the portal is reached from outside."""
    return urljoin(settings.SITE_URL, path)


@lru_cache(maxsize=256)
def qr(path: str) -> SafeString:
    """The QR code that opens `path` of this portal."""
    code = segno.make(absolute(path), error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, border=0, dark="#16262B", svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 — numbers and one colour of our own; the address is only in the modules
