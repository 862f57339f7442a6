"""Counting SQL: what an act costs, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

CONTROL = re.compile(r"^\s*(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|SET )", re.IGNORECASE)
TABLE = re.compile(r'(?:FROM|INTO|UPDATE)\s+"?(\w+)"?', re.IGNORECASE)


@dataclass
class Statements:
    """What was sent to the database. `sql` leaves out the control of transactions; `control` counts it."""

    sql: list[str] = field(default_factory=list)
    control: int = 0

    def __len__(self) -> int:
        return len(self.sql)

    def __call__(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        if CONTROL.match(str(sql)):
            self.control += 1
        else:
            self.sql.append(str(sql))
        return execute(sql, params, many, context)

    def words(self) -> str:
        """One line a statement: what it does and to which table."""
        return "\n".join(f"{number:3} {brief(sql)}" for number, sql in enumerate(self.sql, start=1))


def brief(sql: str) -> str:
    verb = sql.split(None, 1)[0].upper()
    found = TABLE.search(sql)
    lock = " … FOR UPDATE" if "FOR NO KEY UPDATE" in sql else ""
    return f"{verb} {found.group(1) if found else sql[:60]}{lock}"


@contextmanager
def counted() -> Iterator[Statements]:
    statements = Statements()
    with connection.execute_wrapper(statements):
        yield statements
