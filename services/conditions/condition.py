"""A compiled condition: typed, named, ready to be asked whether it holds."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import rule_engine
from django.utils import timezone
from django.utils.translation import gettext as _

from services.conditions.errors import ConditionError
from services.conditions.grammar import parse
from services.conditions.translation import DATE, KIND_OF_TYPE, MOMENT, NUMBER, TEXT, TRUTH, Translator

_RULE_TYPES = {
    TRUTH: rule_engine.DataType.BOOLEAN,
    NUMBER: rule_engine.DataType.FLOAT,
    TEXT: rule_engine.DataType.STRING,
    DATE: rule_engine.DataType.DATETIME,
    MOMENT: rule_engine.DataType.DATETIME,
}


@dataclass(frozen=True)
class Condition:
    """`holds(values)` takes values as Python objects or as their JSON form (ISO dates, decimal texts)."""

    expression: str
    types: Mapping[str, str]
    names: frozenset[str]
    tree: ast.expr = field(repr=False, compare=False)
    rule: rule_engine.Rule = field(repr=False, compare=False)

    def holds(self, values: Mapping[str, Any]) -> bool:
        """True when the condition is met.

        Raises ConditionError when a name has no value, a value is not of its type, or a division
        by zero leaves the answer open.
        """
        thing = {name: self._value(name, values) for name in self.names}
        try:
            return bool(self.rule.matches(thing))
        except (rule_engine.errors.EvaluationError, ArithmeticError) as error:
            raise ConditionError(
                _('The condition "%(expression)s" has no answer for these values: %(why)s')
                % {"expression": self.expression, "why": getattr(error, "message", str(error))}
            ) from error

    def _value(self, name: str, values: Mapping[str, Any]) -> Any:
        value = values.get(name)
        if value is None:
            raise ConditionError(
                _('"%(name)s" has no value yet, so "%(expression)s" cannot be answered.')
                % {"name": name, "expression": self.expression}
            )
        try:
            return _READERS[KIND_OF_TYPE[self.types[name]]](value)
        except (ValueError, TypeError, InvalidOperation) as error:
            raise ConditionError(
                _('"%(name)s" is %(value)s, which does not fit "%(expression)s".')
                % {"name": name, "value": repr(value), "expression": self.expression}
            ) from error


def compile(expression: str, types: Mapping[str, str]) -> Condition:
    """The condition, checked against the types of the names it may use.

    `types` maps a name to bool, int, decimal, string, text, code, single, date or datetime.
    Raises ConditionError, whose sentence says what is wrong and what to write.
    """
    return _compiled(expression, frozenset(types.items()))


@lru_cache(maxsize=2048)
def _compiled(expression: str, types: frozenset[tuple[str, str]]) -> Condition:
    known = dict(types)
    tree = parse(expression)
    text = Translator(expression, known).truth(tree)
    names = frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    used = {name: known[name] for name in sorted(names)}
    rule_types = {name: _RULE_TYPES[KIND_OF_TYPE[kind]] for name, kind in used.items()}
    context = rule_engine.Context(
        type_resolver=rule_engine.type_resolver_from_dict(rule_types),
        resolver=rule_engine.resolve_item,
        default_timezone="utc",
    )
    try:
        rule = rule_engine.Rule(text, context=context)
    except rule_engine.errors.EngineError as error:
        raise ConditionError(
            _('The condition "%(expression)s" cannot be used: %(why)s')
            % {"expression": expression, "why": getattr(error, "message", str(error))}
        ) from error
    return Condition(expression=expression, types=used, names=names, tree=tree, rule=rule)


def _truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("not a bool")
    return value


def _number(value: Any) -> Decimal:
    if isinstance(value, bool):
        raise TypeError("not a number")
    return Decimal(str(value))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _date(value: Any) -> datetime:
    day = value if isinstance(value, date) else date.fromisoformat(value)
    return datetime(day.year, day.month, day.day)


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else timezone.make_aware(moment)


_READERS: dict[str, Callable[[Any], Any]] = {TRUTH: _truth, NUMBER: _number, TEXT: _text, DATE: _date, MOMENT: _moment}
