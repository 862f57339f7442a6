"""The shapes that travel between the portal and a department app.

Every capability is optional: what a department does not have is an empty tuple. Plug-in
code gets and returns these frozen shapes, never models of other apps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import get_current_timezone, is_naive, localtime, make_aware
from django.utils.translation import get_language


@dataclass(frozen=True)
class Fetched:
    """One value as its source knows it; `as_of` is when the source last confirmed it."""

    value: Any
    as_of: datetime


FetchedByPerson = dict[str, dict[str, Fetched]]


@dataclass(frozen=True)
class DataProvider:
    """A register of the department that answers for some data elements (R16, R82).

    `fetch(usernames)` returns {username: {element key: Fetched}} with what the register
    knows, nothing for people or elements it does not know; at most one query however many
    people. `remote=True` for systems over the network: they run with `timeout_seconds`.
    """

    source: str
    system: str
    system_en: str
    elements: frozenset[str]
    fetch: Callable[[Collection[str]], FetchedByPerson]
    timeout_seconds: float = 2.0
    remote: bool = False


@dataclass(frozen=True)
class ItemFacts:
    """One item of one application as a department app sees it.

    `values`: data element key -> value, typed or as its ISO text (read dates and numbers
    through the methods below). `facts`: scenario answers. `department_code`: the applicant's
    own department, "" when they have none. `case_number` is "" before submission.
    """

    case_number: str
    item_code: str
    applicant_username: str
    department_code: str
    values: Mapping[str, Any]
    facts: Mapping[str, Any]
    submitted_at: datetime
    now: datetime

    def text(self, key: str) -> str:
        """The value as text, "" when absent."""
        value = self.values.get(key)
        return "" if value is None else str(value)

    def day(self, key: str) -> date | None:
        """The value as a local date, None when absent or unreadable."""
        value = self.values.get(key)
        if isinstance(value, datetime):
            return localtime(value).date()
        return value if isinstance(value, date) else parse_date(str(value or ""))

    def moment(self, key: str) -> datetime | None:
        """The value as an aware moment, None when absent or unreadable."""
        value = self.values.get(key)
        found = value if isinstance(value, datetime) else parse_datetime(str(value or ""))
        return make_aware(found, get_current_timezone()) if found is not None and is_naive(found) else found

    def number(self, key: str) -> Decimal | None:
        """The value as a number, None when absent or unreadable."""
        try:
            return Decimal(str(self.values[key]))
        except (KeyError, ArithmeticError):
            return None


@dataclass(frozen=True)
class Problem:
    """Why an item cannot be applied for or granted, and what to do about it.

    `field` is a data element key, or None for the whole item; `text` and `remedy` are sentences;
    `code` is the reason code of a refusal (R7).
    """

    field: str | None
    text: str
    remedy: str
    code: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, joined the way the active language joins sentences."""
        return (" " if (get_language() or "").startswith("en") else "").join((self.text, self.remedy))


@dataclass(frozen=True)
class Outcome:
    """What an automatic handler decided, in words the applicant reads.

    A denial says the reason and what to do next in `text`, and carries a `reason_code` (R7).
    `data` holds what the result document shows besides: plain JSON values.
    """

    approved: bool
    text: str
    data: Mapping[str, Any] = field(default_factory=dict)
    reason_code: str = ""

    @classmethod
    def refused(cls, problem: Problem) -> Outcome:
        """A denial for that problem, with its remedy."""
        return cls(approved=False, text=problem.sentence, reason_code=problem.code)


@dataclass(frozen=True)
class AutoHandler:
    """Decides an item whose only step is the system's. `slow=True` runs it in a worker.

    `handle(item)` is called inside the transaction of the item with the applicant's language
    active; called again for the same case number it must give the same result once.
    """

    item: str
    handle: Callable[[ItemFacts], Outcome]
    slow: bool = False


@dataclass(frozen=True)
class Rule:
    """A check of one item at submission, against the department's own registers."""

    item: str
    check: Callable[[ItemFacts], list[Problem]]


@dataclass(frozen=True)
class Hold:
    """Something of the department's that an open item keeps for its case, like a venue (R14, R94).

    `take(item)` at submission, inside its transaction, once the case has its number: problems
    refuse the submission. `confirm(case_number, item_code)` when the item is approved: raises
    Conflict when what was held has gone to somebody else. `release(case_number, item_code)` when
    the item ends any other way, or a provisional result is withdrawn. All may be repeated.
    """

    item: str
    take: Callable[[ItemFacts], list[Problem]]
    confirm: Callable[[str, str], None]
    release: Callable[[str, str], None]


@dataclass(frozen=True)
class Page:
    """A page of the department's own, listed in its staff's menu. `title` may be lazy."""

    title: str
    url_name: str


@dataclass(frozen=True)
class Person:
    """Somebody of the organisation, for filling demo registers.

    `number` is unique, above 0 and never changes; `born` is an invented birthday.
    """

    number: int
    username: str
    name: str
    department_code: str
    organisation_code: str
    is_staff_member: bool
    born: date
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class DepartmentApp:
    """The registration of one department: `department.py` of the app names it DEPARTMENT."""

    code: str
    name: str
    items_path: Path
    name_en: str = ""
    providers: tuple[DataProvider, ...] = ()
    handlers: tuple[AutoHandler, ...] = ()
    rules: tuple[Rule, ...] = ()
    holds: tuple[Hold, ...] = ()
    pages: tuple[Page, ...] = ()
    demo_data: Callable[[Sequence[Person]], None] | None = None
