"""Inline drawings: our own set first (icons.svg), every lucide icon by its name as a fallback.

Icons are written into the page, not linked: they print, they need no second request, and the
strict Content-Security-Policy has nothing to allow.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import lucide
from django.utils.safestring import SafeString, mark_safe

_SYMBOL = re.compile(r'<symbol id="(?P<id>[^"]+)" viewBox="(?P<box>[^"]+)">(?P<body>.*?)</symbol>', re.DOTALL)
_LUCIDE_BODY = re.compile(r"<svg[^>]*>(?P<body>.*)</svg>", re.DOTALL)


class UnknownIcon(LookupError):
    """No drawing has this name: a template is wrong, and its test must say so."""


@lru_cache(maxsize=1)
def _drawings() -> dict[str, tuple[str, str]]:
    text = (Path(__file__).parent / "icons.svg").read_text(encoding="utf-8")
    return {found["id"]: (found["box"], found["body"]) for found in _SYMBOL.finditer(text)}


def names() -> list[str]:
    """Names `icon()` draws from our own set, without the `i-`."""
    return sorted(key[2:] for key in _drawings() if key.startswith("i-"))


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """`<svg class="i">` in the colour of the text, hidden from readers. Raises UnknownIcon."""
    box, body = _drawings().get(f"i-{name}") or ("0 0 24 24", _from_lucide(name))
    return mark_safe(f'<svg class="i" viewBox="{box}" aria-hidden="true" focusable="false">{body}</svg>')  # noqa: S308 - our own file, or lucide's


@lru_cache(maxsize=16)
def light_mark(state: str) -> SafeString:
    """The shape of one light (portal.ui.lights.STATES). Raises UnknownIcon."""
    try:
        box, body = _drawings()[f"l-{state}"]
    except KeyError:
        raise UnknownIcon(f"No light is drawn for the state {state!r}.") from None
    return mark_safe(f'<svg class="l" viewBox="{box}" aria-hidden="true" focusable="false">{body}</svg>')  # noqa: S308


def _from_lucide(name: str) -> str:
    try:
        drawing = lucide._render_icon(name, None)
    except lucide.IconDoesNotExist:
        raise UnknownIcon(f"No icon is named {name!r}: not in portal/ui/icons.svg, not in lucide.") from None
    found = _LUCIDE_BODY.search(drawing)
    assert found is not None, "a lucide icon is one svg element"
    return found["body"].strip()
