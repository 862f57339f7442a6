"""Conditions in words: what they ask, and which part of them decided."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from services.conditions.condition import Condition, compile
from services.conditions.errors import ConditionError

_SYMBOLS = {ast.Eq: "=", ast.NotEq: "≠", ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥"}
_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "×", ast.Div: "÷"}


@dataclass(frozen=True)
class Vocabulary:
    """How names and their values read: `labels` by name, `values` by name and value."""

    labels: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def explain(condition: Condition, vocabulary: Vocabulary | None = None) -> str:
    """The condition as a readable phrase: "来宾人数 ≥ 10 或有外宾"."""
    return _Writer(vocabulary or Vocabulary()).phrase(condition.tree, True)


def grounds(condition: Condition, values: Mapping[str, Any], vocabulary: Vocabulary | None = None) -> str:
    """Only what decided: of an "or" that holds the parts that hold, of an "and" that fails those that fail.

    When the condition does not hold, the phrase says the contrary: "来宾人数 < 10，且…".
    """
    writer = _Writer(vocabulary or Vocabulary())
    holds = condition.holds(values)
    return writer.phrase(condition.tree, holds, _Decider(condition, values))


class _Decider:
    """Tells of any part of a condition whether it holds for the given values."""

    def __init__(self, condition: Condition, values: Mapping[str, Any]):
        self.condition = condition
        self.values = values

    def holds(self, node: ast.expr) -> bool | None:
        """None for a part that has no answer: it cannot be what decided."""
        try:
            return compile(ast.unparse(node), self.condition.types).holds(self.values)
        except ConditionError:
            return None


class _Writer:
    def __init__(self, vocabulary: Vocabulary):
        self.vocabulary = vocabulary

    def phrase(self, node: ast.expr, wanted: bool, decider: _Decider | None = None) -> str:
        """`node` (or its contrary when not `wanted`) in words; a decider leaves out what did not decide."""
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return self.phrase(node.operand, not wanted, decider)
        if isinstance(node, ast.BoolOp):
            return self._connected(node, wanted, decider)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._compared(node, wanted)
        if isinstance(node, ast.Name):
            return self._named(node.id, wanted)
        text = self.value(node)
        return text if wanted else _("not: %(text)s") % {"text": text}

    def _connected(self, node: ast.BoolOp, wanted: bool, decider: _Decider | None) -> str:
        parts = list(node.values)
        every = isinstance(node.op, ast.And) == wanted
        if decider and not every:
            # One part was enough: name only those that were.
            parts = [part for part in parts if decider.holds(part) == wanted] or parts
        phrases = [self.phrase(part, wanted, decider) for part in parts]
        if len(phrases) == 1:
            return phrases[0]
        inner = [
            pgettext("condition", "(%(text)s)") % {"text": phrase} if isinstance(part, ast.BoolOp) else phrase
            for part, phrase in zip(parts, phrases, strict=True)
        ]
        if decider or every:
            return pgettext("condition", " and ").join(inner)
        return pgettext("condition", " or ").join(inner)

    def _compared(self, node: ast.Compare, wanted: bool) -> str:
        operator = type(node.ops[0]) if wanted else _OPPOSITE[type(node.ops[0])]
        right = node.comparators[0]
        names = [part.id for part in (node.left, right) if isinstance(part, ast.Name)]
        left_text = self.value(node.left, names)
        if isinstance(right, ast.Tuple | ast.List):
            members = pgettext("condition", ", ").join(self.value(member, names) for member in right.elts)
            wording = (
                _("%(left)s is one of: %(members)s") if operator is ast.In else _("%(left)s is none of: %(members)s")
            )
            return wording % {"left": left_text, "members": members}
        right_text = self.value(right, names)
        if operator in (ast.Eq, ast.NotEq) and isinstance(right, ast.Constant) and isinstance(right.value, str):
            wording = _("%(left)s is %(right)s") if operator is ast.Eq else _("%(left)s is not %(right)s")
            return wording % {"left": left_text, "right": right_text}
        return f"{left_text} {_SYMBOLS[operator]} {right_text}"

    def _named(self, name: str, wanted: bool) -> str:
        label = self.vocabulary.labels.get(name, name)
        if not wanted:
            return _("“%(question)s” was answered no") % {"question": label}
        return _lower_first(label)

    def value(self, node: ast.expr, beside: list[str] | None = None) -> str:
        if isinstance(node, ast.Name):
            return _lower_first(self.vocabulary.labels.get(node.id, node.id))
        if isinstance(node, ast.Constant):
            return self._constant(node.value, beside or [])
        if isinstance(node, ast.BinOp):
            left, right = self.value(node.left, beside), self.value(node.right, beside)
            if isinstance(node.op, ast.FloorDiv):
                return _("%(left)s ÷ %(right)s rounded down") % {"left": left, "right": right}
            return f"{left} {_ARITHMETIC[type(node.op)]} {right}"
        if isinstance(node, ast.IfExp):
            return _("(%(first)s if %(test)s, otherwise %(second)s)") % {
                "first": self.value(node.body, beside),
                "test": self.phrase(node.test, True),
                "second": self.value(node.orelse, beside),
            }
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return f"-{self.value(node.operand, beside)}"
        if isinstance(node, ast.Compare):
            return pgettext("condition", " and ").join(
                self._compared(ast.Compare(left=left, ops=[op], comparators=[right]), True)
                for left, op, right in zip([node.left, *node.comparators], node.ops, node.comparators, strict=False)
            )
        return self.phrase(node, True)

    def _constant(self, value: Any, beside: list[str]) -> str:
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        for name in beside:
            if str(value) in self.vocabulary.values.get(name, {}):
                return self.vocabulary.values[name][str(value)]
        return str(value)


def _lower_first(label: str) -> str:
    """A question inside a sentence: only English begins it small."""
    if (get_language() or "").startswith("en") and len(label) > 1 and not label[1].isupper():
        return label[0].lower() + label[1:]
    return label
