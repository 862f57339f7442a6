"""The catalogue's expression grammar: a small, safe part of Python's."""

from __future__ import annotations

import ast
import math

from django.utils.translation import gettext as _

from services.conditions.errors import ConditionError

LONGEST_EXPRESSION = 400
DEEPEST_NESTING = 20

COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
}

_NODES = (
    ast.Expression,
    ast.BoolOp,
    ast.And,
    ast.Or,
    ast.UnaryOp,
    ast.Not,
    ast.USub,
    ast.Compare,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Tuple,
    ast.List,
    ast.BinOp,
    ast.IfExp,
    *COMPARISONS,
    *ARITHMETIC,
)


def parse(expression: str) -> ast.expr:
    """The expression as a tree of allowed nodes. Raises ConditionError for anything else."""
    if len(expression) > LONGEST_EXPRESSION:
        raise ConditionError(
            _("The condition is %(length)d characters long; at most %(most)d are read. Split it into facts.")
            % {"length": len(expression), "most": LONGEST_EXPRESSION}
        )
    try:
        tree = ast.parse(expression.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ConditionError(
            _('The condition "%(expression)s" cannot be read. Write for example: guest_count >= 10 and need_meal')
            % {"expression": expression}
        ) from error
    _refuse_forbidden(tree, expression, 0)
    return tree


def names_in(expression: str) -> frozenset[str]:
    """The facts or element keys an expression speaks of. Raises ConditionError."""
    return names_in_tree(parse(expression))


def names_in_tree(tree: ast.expr) -> frozenset[str]:
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


def _refuse_forbidden(node: ast.AST, expression: str, depth: int) -> None:
    if depth > DEEPEST_NESTING:
        raise ConditionError(
            _('The condition "%(expression)s" is nested too deeply. Split it into facts.') % {"expression": expression}
        )
    if not isinstance(node, _NODES):
        raise ConditionError(
            _(
                'The condition "%(expression)s" uses %(what)s. Allowed are names, numbers, texts, comparisons, '
                "and / or / not, in, + - * / // and a if c else b."
            )
            % {"expression": expression, "what": _construct(node)}
        )
    if isinstance(node, ast.Constant) and not _allowed_constant(node.value):
        raise ConditionError(
            _('The condition "%(expression)s" holds the value %(value)s. Use a number, a text, True or False.')
            % {"expression": expression, "value": repr(node.value)}
        )
    for child in ast.iter_child_nodes(node):
        _refuse_forbidden(child, expression, depth + 1)


def _allowed_constant(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, str):
        return "\\" not in value and value.isprintable()
    return isinstance(value, bool | int)


def _construct(node: ast.AST) -> str:
    known = {
        ast.Call: _("a function call"),
        ast.Attribute: _("a dot"),
        ast.Subscript: _("square brackets after a name"),
        ast.Lambda: "lambda",
        ast.JoinedStr: _("a formatted text"),
        ast.Pow: "**",
        ast.Mod: "%",
        ast.Is: "is",
        ast.IsNot: "is not",
    }
    return known.get(type(node), type(node).__name__)
