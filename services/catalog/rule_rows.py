"""Conditions as rows: “if … and …” for people, the expression for experts, each made from the other."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.catalog.snapshot import QuestionSnapshot
from services.conditions import ConditionError
from services.conditions.grammar import parse

COMPARISONS: dict[str, type[ast.cmpop]] = {
    "==": ast.Eq,
    "!=": ast.NotEq,
    ">=": ast.GtE,
    ">": ast.Gt,
    "<=": ast.LtE,
    "<": ast.Lt,
}
_SYMBOLS = {kind: symbol for symbol, kind in COMPARISONS.items()}


@dataclass(frozen=True)
class RuleRow:
    """One row: the fact, “yes” or “no” for questions answered so, else a comparison and a value."""

    fact: str
    operator: str
    value: str = ""


@dataclass(frozen=True)
class RuleRows:
    """Rows that must hold all together ("and") or of which one is enough ("or")."""

    join: str
    rows: tuple[RuleRow, ...]


def rows_of(expression: str, facts: Mapping[str, QuestionSnapshot]) -> RuleRows | None:
    """The rows an expression can be shown as; None when only the expression itself says it."""
    if not expression:
        return RuleRows("and", ())
    try:
        tree = parse(expression)
    except ConditionError:
        return None
    join, parts = "and", [tree]
    if isinstance(tree, ast.BoolOp):
        join, parts = ("and" if isinstance(tree.op, ast.And) else "or"), list(tree.values)
    rows = [_row(part, facts) for part in parts]
    known = tuple(row for row in rows if row is not None)
    return RuleRows(join, known) if len(known) == len(rows) else None


def expression_of(rows: RuleRows, facts: Mapping[str, QuestionSnapshot]) -> str:
    """The expression that says the same as the rows; empty for none of them."""
    return f" {rows.join} ".join(_part(row, facts) for row in rows.rows)


def rows_from(fields: Iterable[tuple[str, str, str]], join: str) -> RuleRows:
    """Rows as a form sends them: (fact, operator, value); those without a fact are left out."""
    found = tuple(RuleRow(fact, operator, value.strip()) for fact, operator, value in fields if fact)
    return RuleRows("or" if join == "or" else "and", found)


def _row(node: ast.expr, facts: Mapping[str, QuestionSnapshot]) -> RuleRow | None:
    if isinstance(node, ast.Name) and _is(node.id, "bool", facts):
        return RuleRow(node.id, "yes")
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        inner = _row(node.operand, facts)
        return RuleRow(inner.fact, "no") if inner and inner.operator == "yes" else None
    if not isinstance(node, ast.Compare) or len(node.ops) != 1 or not isinstance(node.left, ast.Name):
        return None
    right, symbol = node.comparators[0], _SYMBOLS.get(type(node.ops[0]))
    if symbol is None or not isinstance(right, ast.Constant) or isinstance(right.value, bool):
        return None
    if node.left.id not in facts or _is(node.left.id, "bool", facts):
        return None
    return RuleRow(node.left.id, symbol, str(right.value))


def _is(fact: str, kind: str, facts: Mapping[str, QuestionSnapshot]) -> bool:
    return fact in facts and facts[fact].type == kind


def _part(row: RuleRow, facts: Mapping[str, QuestionSnapshot]) -> str:
    if _is(row.fact, "bool", facts):
        wanted = row.operator == "yes" or (row.operator not in ("no", "!=") and row.value != "no")
        return row.fact if wanted else f"not {row.fact}"
    operator = row.operator if row.operator in COMPARISONS else "=="
    if _is(row.fact, "int", facts):
        return f"{row.fact} {operator} {row.value or 0}"
    text = row.value.replace('"', "")
    return f'{row.fact} {operator if operator in ("==", "!=") else "=="} "{text}"'
