"""Frozen dataclasses that travel as JSON: one codec, compiled once per class.

A shape is written field by field in the order of its class. Reading ignores keys it
does not know and takes the default for keys that are absent, so that a snapshot
published last year can still be read after the class has grown.
"""

from __future__ import annotations

import dataclasses
import re
import types
from collections.abc import Callable, Hashable
from decimal import Decimal
from functools import cache
from typing import Any, Self, Union, get_args, get_origin, get_type_hints

from django.utils.translation import get_language

Coder = Callable[[Any], Any]


class Shape:
    """Base of the frozen dataclasses that travel as JSON."""

    def to_json(self) -> dict[str, Any]:
        return {name: encode(getattr(self, name)) for name, encode, _ in _fields(_key(type(self)))}

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> Self:
        """The shape written by `to_json`. Raises TypeError when a field without a default is absent."""
        return cls(**{name: decode(document[name]) for name, _, decode in _fields(_key(cls)) if name in document})


class Named:
    """A thing of the catalogue with a Chinese and an English name."""

    name: str
    name_en: str

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return localised(self.name, self.name_en)


def localised(chinese: str, english: str) -> str:
    """The text in the active language; Chinese where no English was written."""
    return english if english and (get_language() or "").startswith("en") else chinese


_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff\d)）”])[,:;](?=[\u4e00-\u9fff“(（])")
_FULL_WIDTH = {",": "，", ":": "：", ";": "；"}


def typeset(text: str) -> str:
    """Chinese running text with full-width punctuation, however it was typed."""
    return _BETWEEN_HAN.sub(lambda found: _FULL_WIDTH[found.group()], text)


def plain(amount: Decimal) -> str:
    """A decimal as people write it: "0.5", "10", never "1E+1" or "1.00"."""
    return format(amount.normalize(), "f")


def _key(cls: type) -> Hashable:
    return cls


def _same(value: Any) -> Any:
    return value


@cache
def _fields(cls: Any) -> tuple[tuple[str, Coder, Coder], ...]:
    hints = get_type_hints(cls)
    return tuple((field.name, *_coders(hints[field.name])) for field in dataclasses.fields(cls))


@cache
def _coders(hint: Any) -> tuple[Coder, Coder]:
    """(encode, decode) of one annotation: shapes, Decimal, tuple[X, ...], dict[str, X], X | None."""
    if isinstance(hint, type) and issubclass(hint, Shape):
        return hint.to_json, hint.from_json
    if hint is Decimal:
        return plain, Decimal
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        encode, decode = _coders(arguments[0])
        return (lambda rows: [encode(row) for row in rows]), (lambda rows: tuple(decode(row) for row in rows))
    if origin is dict:
        encode, decode = _coders(arguments[1])
        return (
            lambda table: {key: encode(value) for key, value in table.items()},
            lambda table: {key: decode(value) for key, value in table.items()},
        )
    if origin in (Union, types.UnionType):
        encode, decode = _coders(next(argument for argument in arguments if argument is not type(None)))
        return (
            lambda value: None if value is None else encode(value),
            lambda value: None if value is None else decode(value),
        )
    return _same, _same
