"""YAML documents that remember their lines."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from services.catalog.lint.findings import Finding

Steps = tuple[str | int, ...]
# libyaml is optional; the pure loader gives the same nodes, only slower.
Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
DEEPEST = 40


@dataclass
class Document:
    """One file: `content` as plain values, `lines` from the path inside the file to the line (from 1).

    `faulty` are the entries, as (section, key or position), whose form is wrong.
    """

    label: str
    content: Any = None
    lines: dict[Steps, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    faulty: set[Steps] = field(default_factory=set)

    def line_of(self, path: Steps) -> int:
        """The line of the path, or of the nearest part above it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def read_document(path: Path, label: str) -> Document:
    """The file read as YAML; a document without content and with a finding when that fails."""
    document = Document(label)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else _("it is not UTF-8 text")
        document.findings.append(
            Finding((label,), _("The file cannot be read: %(why)s.") % {"why": reason}, _("Put a UTF-8 file there."))
        )
        return document
    return parse_document(text, label)


def parse_document(text: str, label: str) -> Document:
    """YAML text as a document; one without content and with a finding when it cannot be read."""
    document = Document(label)
    try:
        node = yaml.compose(text, Loader=Loader)
        document.content = None if node is None else _Reader(document).value(node, ())
    except (yaml.YAMLError, RecursionError) as error:
        _unreadable(document, error)
    return document


def _unreadable(document: Document, error: Exception) -> None:
    mark = getattr(error, "problem_mark", None)
    document.lines[("yaml",)] = mark.line + 1 if mark else 1
    why = getattr(error, "problem", None) or str(error) or _("nested too deeply")
    document.content = None
    document.findings.append(
        Finding(
            (document.label, "yaml"),
            _("This is not readable YAML: %(why)s.") % {"why": why},
            _("Check the indentation, the brackets and the quotation marks here."),
        )
    )


class _Reader:
    """Turns nodes into values and notes the line of each."""

    def __init__(self, document: Document):
        self.document = document
        self.scalars = yaml.constructor.SafeConstructor()

    def value(self, node: yaml.Node, path: Steps) -> Any:
        self.document.lines.setdefault(path, node.start_mark.line + 1)
        if len(path) > DEEPEST:
            raise yaml.YAMLError(_("nested too deeply"))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*path, position)) for position, child in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            pairs = dict(self._pairs(node, path))
            return _rejoined(pairs) if node.flow_style else pairs
        return self.scalars.construct_object(node)

    def _pairs(self, node: yaml.MappingNode, path: Steps) -> Iterator[tuple[Hashable, Any]]:
        seen = set()
        for key_node, value_node in node.value:
            key: Any = self.scalars.construct_object(key_node) if isinstance(key_node, yaml.ScalarNode) else None
            place: Steps = (*path, key)
            self.document.lines.setdefault(place, key_node.start_mark.line + 1)
            if not isinstance(key, str | int | bool):
                self._note(place, _("This key is neither a text nor a number."), _("Put the key in quotation marks."))
                continue
            if key in seen:
                self._note(place, _("The key %(key)s stands here twice.") % {"key": key}, _("Keep it once."))
            seen.add(key)
            yield key, self.value(value_node, place)

    def _note(self, path: Steps, what: str, how: str) -> None:
        self.document.findings.append(Finding((self.document.label, *path), what, how))


def _rejoined(pairs: dict[Hashable, Any]) -> dict[Hashable, Any]:
    """Texts cut at a comma put together again.

    In {text: 先审批,后接待} YAML takes 后接待 for a key without a value; a key in another script
    than the catalogue's own can only be that.
    """
    whole: dict[Hashable, Any] = {}
    last = None
    for key, value in pairs.items():
        if value is None and isinstance(key, str) and not key.isascii() and isinstance(whole.get(last), str):
            whole[last] += "，" + key
        else:
            whole[key] = value
            last = key
    return whole
