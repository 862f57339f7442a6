"""Finds every translatable sentence in code and templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation.template import templatize

ROOTS = ("portal", "departments", "services", "workflows", "templates")
LEFT_OUT = {"migrations", "tests", "node_modules", "catalogue"}
MODULE = "django.utils.translation"

# Function -> positions of (context, singular, plural) among its arguments.
FUNCTIONS: dict[str, tuple[int | None, int, int | None]] = {
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
CALL_IN_TEMPLATE = re.compile(r"(?<![\w.])(_|gettext|ngettext|pgettext|npgettext)\(")


@dataclass(frozen=True)
class Sentence:
    """A translatable sentence and where it stands: `place` is "path:line"."""

    text: str
    place: str
    plural: str | None = None
    context: str | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


class Untranslatable(ValueError):
    """A call whose sentence is put together at run time; no catalogue can hold it."""


def sentences(root: Path) -> Iterator[Sentence]:
    """Every sentence of the project at `root`. Raises Untranslatable naming the place."""
    for folder in ROOTS:
        for path in sorted((root / folder).rglob("*")):
            if LEFT_OUT.intersection(path.relative_to(root).parts):
                continue
            if path.suffix == ".py":
                yield from in_python(path.read_text(encoding="utf-8"), str(path.relative_to(root)))
            elif path.suffix in (".html", ".txt") and "templates" in path.parts:
                yield from in_template(path.read_text(encoding="utf-8"), str(path.relative_to(root)))


def in_python(code: str, name: str) -> Iterator[Sentence]:
    """Sentences of a Python module; follows `import … as _`."""
    tree = ast.parse(code, filename=name)
    known = dict(_imported(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (function := _called(node.func, known)):
            found = _sentence(node, function, f"{name}:{node.lineno}")
            if found:
                yield found


def _imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == MODULE:
            for alias in node.names:
                if alias.name in FUNCTIONS:
                    yield alias.asname or alias.name, alias.name


def _called(function: ast.expr, known: dict[str, str]) -> str | None:
    if isinstance(function, ast.Name):
        return known.get(function.id)
    if isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name):
        return function.attr if function.value.id == "translation" and function.attr in FUNCTIONS else None
    return None


def _sentence(call: ast.Call, function: str, place: str) -> Sentence | None:
    context, singular, plural = FUNCTIONS[function]
    text = _text(call, singular, place)
    if not text:
        return None
    return Sentence(
        text=text,
        place=place,
        plural=None if plural is None else _text(call, plural, place),
        context=None if context is None else _text(call, context, place),
    )


def _text(call: ast.Call, position: int, place: str) -> str | None:
    """The literal at that position; None for a name (its sentence stands where it was made)."""
    if len(call.args) <= position:
        return None
    value = call.args[position]
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.JoinedStr | ast.BinOp):
        raise Untranslatable(f"{place}: the sentence is put together before it is translated; use named placeholders")
    return None


def in_template(source: str, name: str) -> Iterator[Sentence]:
    """Sentences of a template, by Django's own rewriting of templates into calls."""
    rewritten = templatize(source, origin=name)
    for match in CALL_IN_TEMPLATE.finditer(rewritten):
        call = _call_at(rewritten, match.start(), match.end())
        if call is None:
            continue
        function = "gettext" if match[1] == "_" else match[1]
        found = _sentence(call, function, f"{name}:{rewritten.count(chr(10), 0, match.start()) + 1}")
        if found:
            yield found


def _call_at(text: str, start: int, arguments: int) -> ast.Call | None:
    """The call that begins at `start`, up to the first bracket that closes it."""
    end = text.find(")", arguments)
    while end != -1:
        try:
            parsed = ast.parse(text[start : end + 1].replace("\n", "\\n"), mode="eval").body
        except SyntaxError:
            end = text.find(")", end + 1)
            continue
        return parsed if isinstance(parsed, ast.Call) else None
    return None
