"""From the catalogue's grammar to a typed rule-engine expression.

Every part is given a kind (truth, number, text, date, moment) while it is translated, so that
a mistake is named where it stands, in the catalogue's words, before rule-engine ever sees it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from services.conditions.errors import ConditionError
from services.conditions.grammar import ARITHMETIC, COMPARISONS

TRUTH, NUMBER, TEXT, DATE, MOMENT = "truth", "number", "text", "date", "moment"
KIND_OF_TYPE = {
    "bool": TRUTH,
    "int": NUMBER,
    "decimal": NUMBER,
    "string": TEXT,
    "text": TEXT,
    "code": TEXT,
    "single": TEXT,
    "date": DATE,
    "datetime": MOMENT,
}
ORDERED = (NUMBER, DATE, MOMENT)
RESERVED = frozenset({"true", "false", "null", "nan", "inf", "for", "if", "and", "or", "not", "in"})


@dataclass(frozen=True)
class Part:
    kind: str
    text: str


class Translator:
    """Translates one parsed expression; `types` gives each known name its catalogue type."""

    def __init__(self, expression: str, types: Mapping[str, str]):
        self.expression = expression
        self.types = types
        self._visit: dict[type[ast.expr], Callable[[Any], Part]] = {
            ast.BoolOp: self._connective,
            ast.UnaryOp: self._unary,
            ast.Compare: self._comparison,
            ast.Name: self._name,
            ast.Constant: self._constant,
            ast.BinOp: self._arithmetic,
            ast.IfExp: self._choice,
        }

    def translate(self, node: ast.expr) -> Part:
        visit = self._visit.get(type(node))
        if visit is None:
            raise self._error(_('"%(part)s" may only stand after "in".') % {"part": ast.unparse(node)})
        return visit(node)

    def truth(self, node: ast.expr) -> str:
        """The text of a part that must be true or false."""
        part = self.translate(node)
        if part.kind != TRUTH:
            raise self._error(
                _('"%(part)s" is %(kind)s, not yes or no. Compare it, for example: %(part)s %(example)s')
                % {"part": ast.unparse(node), "kind": kind_name(part.kind), "example": _EXAMPLES[part.kind]}
            )
        return part.text

    def _connective(self, node: ast.BoolOp) -> Part:
        word = " and " if isinstance(node.op, ast.And) else " or "
        return Part(TRUTH, "(" + word.join(self.truth(value) for value in node.values) + ")")

    def _unary(self, node: ast.UnaryOp) -> Part:
        if isinstance(node.op, ast.Not):
            return Part(TRUTH, f"(not {self.truth(node.operand)})")
        return Part(NUMBER, f"(0 - {self._number(node.operand)})")

    def _comparison(self, node: ast.Compare) -> Part:
        """Chains such as `1 < x < 5` become one comparison after the other."""
        left, parts = node.left, []
        for operator, right in zip(node.ops, node.comparators, strict=True):
            compare = self._membership if isinstance(operator, ast.In | ast.NotIn) else self._pair
            parts.append(compare(left, operator, right))
            left = right
        return Part(TRUTH, "(" + " and ".join(parts) + ")")

    def _pair(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> str:
        first, second = self._alike(left, right)
        word = COMPARISONS[type(operator)]
        if word not in ("==", "!=") and first.kind not in ORDERED:
            raise self._error(
                _('"%(part)s" is %(kind)s: it has no order. Use == or != or in.')
                % {"part": ast.unparse(left), "kind": kind_name(first.kind)}
            )
        return f"({first.text} {word} {second.text})"

    def _membership(self, left: ast.expr, operator: ast.cmpop, right: ast.expr) -> str:
        if not isinstance(right, ast.Tuple | ast.List) or not right.elts:
            raise self._error(
                _('After "in" comes a list in brackets, for example: %(part)s in ("a", "b")')
                % {"part": ast.unparse(left)}
            )
        pairs = [self._alike(left, member) for member in right.elts]
        members = ", ".join(member.text for _first, member in pairs)
        found = f"({pairs[0][0].text} in [{members}])"
        return f"(not {found})" if isinstance(operator, ast.NotIn) else found

    def _alike(self, left: ast.expr, right: ast.expr) -> tuple[Part, Part]:
        """Two parts of one kind; a text next to a date or moment is read as one."""
        first, second = self.translate(left), self.translate(right)
        if first.kind in (DATE, MOMENT) and isinstance(right, ast.Constant):
            second = self._point_in_time(first.kind, right)
        elif second.kind in (DATE, MOMENT) and isinstance(left, ast.Constant):
            first = self._point_in_time(second.kind, left)
        if first.kind != second.kind:
            raise self._error(
                _('"%(left)s" is %(left_kind)s and "%(right)s" is %(right_kind)s: they cannot be compared.')
                % {
                    "left": ast.unparse(left),
                    "left_kind": kind_name(first.kind),
                    "right": ast.unparse(right),
                    "right_kind": kind_name(second.kind),
                }
            )
        return first, second

    def _point_in_time(self, kind: str, node: ast.Constant) -> Part:
        point: date | datetime
        try:
            point = (date if kind == DATE else datetime).fromisoformat(str(node.value))
        except ValueError:
            raise self._error(
                _('"%(value)s" is not a date. Write it as "2026-11-24" or "2026-11-24T10:00+08:00".')
                % {"value": node.value}
            ) from None
        if isinstance(point, datetime) and point.tzinfo is None:
            raise self._error(_('"%(value)s" needs its offset, for example +08:00.') % {"value": node.value})
        return Part(kind, f'd"{point.isoformat()}"')

    def _name(self, node: ast.Name) -> Part:
        kind = KIND_OF_TYPE.get(self.types.get(node.id, ""))
        if kind is None or node.id in RESERVED:
            error = self._error(self._unknown(node.id))
            error.unknown_name = node.id
            raise error
        return Part(kind, node.id)

    def _unknown(self, name: str) -> str:
        near = get_close_matches(name, self.types, n=1, cutoff=0.6)
        if near:
            return _('"%(name)s" is not known here. Did you mean "%(near)s"?') % {"name": name, "near": near[0]}
        known = ", ".join(sorted(self.types)) or _("nothing yet")
        return _('"%(name)s" is not known here. Known are: %(known)s.') % {"name": name, "known": known}

    def _constant(self, node: ast.Constant) -> Part:
        if isinstance(node.value, bool):
            return Part(TRUTH, "true" if node.value else "false")
        if isinstance(node.value, str):
            quote = "'" if '"' in node.value else '"'
            if quote in node.value:
                raise self._error(_("A text may hold either kind of quotation mark, not both."))
            return Part(TEXT, f"{quote}{node.value}{quote}")
        return Part(NUMBER, format(node.value, "f") if isinstance(node.value, float) else str(node.value))

    def _number(self, node: ast.expr) -> str:
        part = self.translate(node)
        if part.kind != NUMBER:
            raise self._error(
                _('"%(part)s" is %(kind)s: one can only reckon with numbers.')
                % {"part": ast.unparse(node), "kind": kind_name(part.kind)}
            )
        return part.text

    def _arithmetic(self, node: ast.BinOp) -> Part:
        left, right = self._number(node.left), self._number(node.right)
        if isinstance(node.op, ast.FloorDiv):
            # rule-engine's own // cuts towards zero; the catalogue's grammar rounds down as Python does.
            return Part(NUMBER, f"(({left} / {right}).floor)")
        return Part(NUMBER, f"({left} {ARITHMETIC[type(node.op)]} {right})")

    def _choice(self, node: ast.IfExp) -> Part:
        first, second = self._alike(node.body, node.orelse)
        return Part(first.kind, f"({self.truth(node.test)} ? {first.text} : {second.text})")

    def _error(self, sentence: str) -> ConditionError:
        return ConditionError(
            _('In the condition "%(expression)s": %(sentence)s') % {"expression": self.expression, "sentence": sentence}
        )


_EXAMPLES = {NUMBER: "> 0", TEXT: "== 'a'", DATE: "> '2026-01-01'", MOMENT: "> '2026-01-01T00:00+08:00'"}


def kind_name(kind: str) -> str:
    names = {
        TRUTH: _("yes or no"),
        NUMBER: _("a number"),
        TEXT: _("a text"),
        DATE: _("a date"),
        MOMENT: _("a moment"),
    }
    return names[kind]
