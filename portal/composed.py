"""A SELECT that is composed once in a process and then only filled in.

Composing a nested queryset costs Python several times what PostgreSQL needs to answer it, and the
acts of the engine ask the same few questions every time. Only the *text* of the statement is kept,
never a row: an answer is as fresh as that of the queryset it was composed from.

    @composed
    def holders(duty: str, department: int, day: date) -> QuerySet[User]:
        return User.objects.filter(…)

    people = holders(duty="approve", department=3, day=timezone.localdate())
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db import connections
from django.db.models import QuerySet

Row = TypeVar("Row")

# What stands in a statement in place of a value, by type: nothing a real statement contains.
FIRST_NUMBER = 2_000_000_011
FIRST_MOMENT = datetime(8999, 7, 13, 3, 17, tzinfo=UTC)


@dataclass(frozen=True)
class Blank:
    """A place among the parameters that a call fills in."""

    name: str


@dataclass(frozen=True)
class Statement:
    """A composed statement: the queryset that reads its rows, its compiler, text and parameters."""

    rows: QuerySet[Any, Any]
    compiler: Any
    text: str
    parameters: tuple[Any, ...]

    def run(self, values: Mapping[str, Any]) -> list[Any]:
        rows = self.rows.all()
        compiler = copy(self.compiler)
        # Connections belong to threads.
        compiler.connection = connections[rows.db]
        bound = self.text, tuple(filled(one, values) for one in self.parameters)
        # Everything else about reading rows stays Django's own.
        vars(compiler)["as_sql"] = lambda *_given, **_named: bound
        vars(rows.query)["get_compiler"] = lambda *_given, **_named: compiler
        return list(rows)


class Composed(Generic[Row]):
    """The question `compose` asks. Call it with its parameters by name; it returns the rows.

    Parameters are numbers, texts, moments and days; None composes a statement of its own, as
    does every type. `compose` may not look at their values: it is called with stand-ins.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any, Row]]):
        self.compose = compose
        self.kept: dict[tuple[tuple[str, type], ...], Statement] = {}

    def __call__(self, **values: Any) -> list[Row]:
        shape = tuple((name, type(value)) for name, value in values.items())
        statement = self.kept.get(shape)
        if statement is None:
            statement = self.kept[shape] = statement_of(self.compose, values)
        return statement.run(values)

    def first(self, **values: Any) -> Row | None:
        """The first row, None without any. `compose` limits how many are read."""
        return next(iter(self(**values)), None)


def composed(compose: Callable[..., QuerySet[Any, Row]]) -> Composed[Row]:
    return Composed(compose)


def statement_of(compose: Callable[..., QuerySet[Any, Any]], values: Mapping[str, Any]) -> Statement:
    """Compose the statement with stand-ins and find them again among its parameters.

    Raises TypeError for a value of an unknown type, LookupError when a stand-in got lost on the way.
    """
    stand_ins = {name: stand_in(value, number) for number, (name, value) in enumerate(values.items())}
    rows = compose(**stand_ins)
    compiler = rows.query.get_compiler(using=rows.db)
    text, parameters = compiler.as_sql()
    names = {key_of(value): name for name, value in stand_ins.items() if value is not None}
    blanks = tuple(blanked(one, names) for one in parameters)
    lost = set(names.values()) - {name for one in blanks for name in blanks_in(one)}
    if lost:
        raise LookupError(f"{compose.__name__}: {', '.join(sorted(lost))} did not reach the statement")
    return Statement(rows, compiler, text, blanks)


def stand_in(value: Any, number: int) -> Any:
    """A value of the same type that stands for it; `number` tells several apart."""
    if value is None:
        return None
    if isinstance(value, bool):
        raise TypeError("A yes or no changes the statement: compose two.")
    if isinstance(value, int):
        return FIRST_NUMBER + number
    if isinstance(value, str):
        return f"\N{WHITE SQUARE}{number}"
    if isinstance(value, datetime):
        return FIRST_MOMENT + timedelta(seconds=number)
    if isinstance(value, date):
        return (FIRST_MOMENT + timedelta(days=number)).date()
    if isinstance(value, Decimal):
        return Decimal(FIRST_NUMBER + number)
    raise TypeError(f"No stand-in for {type(value).__name__}")


def key_of(value: Any) -> tuple[type, Any] | None:
    """What tells a stand-in from every other value: 1 and Decimal(1) are equal, and a list has no hash."""
    kind = next((one for one in (str, int, Decimal, datetime, date) if isinstance(value, one)), None)
    return (kind, value) if kind is not None else None


def blanked(parameter: Any, names: Mapping[Any, str]) -> Any:
    """The parameter with every stand-in in it replaced by its blank."""
    if isinstance(parameter, list | tuple):
        return type(parameter)(blanked(one, names) for one in parameter)
    name = names.get(key_of(parameter))
    return parameter if name is None else Blank(name)


def blanks_in(parameter: Any) -> list[str]:
    if isinstance(parameter, list | tuple):
        return [name for one in parameter for name in blanks_in(one)]
    return [parameter.name] if isinstance(parameter, Blank) else []


def filled(parameter: Any, values: Mapping[str, Any]) -> Any:
    if isinstance(parameter, Blank):
        return values[parameter.name]
    if isinstance(parameter, list | tuple):
        return type(parameter)(filled(one, values) for one in parameter)
    return parameter
