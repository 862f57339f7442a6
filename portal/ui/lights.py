"""The lights. A light is always shape, colour, word and time; here are its states and their words.

`ok` 正常, `warn` 临期, `bad` 超期, `pause` 暂停, `wait` 未开始, `done` 办结, `ended` 结束而没有结果 (refused,
withdrawn, void: neither a tick nor “not started” would be true). The domain speaks of
green, yellow, red, grey and blue (R32); both vocabularies are understood.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

STATES = ("ok", "warn", "bad", "pause", "wait", "done", "ended")

_BY_COLOUR: Mapping[str, str] = {
    "green": "ok",
    "yellow": "warn",
    "red": "bad",
    "grey": "pause",
    "gray": "pause",
    "blue": "done",
    "": "wait",
    "none": "wait",
}

WORDS: Mapping[str, str | Promise] = {
    "ok": pgettext_lazy("light", "On track"),
    "warn": pgettext_lazy("light", "Due soon"),
    "bad": pgettext_lazy("light", "Overdue"),
    "pause": pgettext_lazy("light", "Paused"),
    "wait": pgettext_lazy("light", "Not started"),
    "done": pgettext_lazy("light", "Completed"),
    "ended": pgettext_lazy("light", "Ended without a result"),
}


class UnknownLight(ValueError):
    """A state nobody has drawn a light for."""


def state_of(name: str | None) -> str:
    """One of STATES for a state, a colour of R32, or nothing (not started). Raises UnknownLight."""
    key = (name or "").lower()
    if key in STATES:
        return key
    try:
        return _BY_COLOUR[key]
    except KeyError:
        raise UnknownLight(f"{name!r} is neither a light state nor a colour of R32.") from None
