"""One change of the world: who, when, on whose behalf, and what it leaves: audit entries and notices.

Every operation opens a `change`. Flow callbacks further down note events and tell people
on it; all of them are written together at the end, inside the same transaction (R10).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal import audit, notices


@dataclass
class Change:
    """`actor` None means the system (a timer, a handler). `at` is one moment for the whole change.

    `acting_for`: whose duty it is, when somebody acts for another (R51, R52).
    """

    actor: Any
    at: datetime
    acting_for: Any = None
    events: dict[str, list[audit.Event]] = field(default_factory=dict)
    told: list[Any] = field(default_factory=list)
    links: list[Any] = field(default_factory=list)

    @property
    def principal_id(self) -> int | None:
        return self.acting_for.pk if self.acting_for is not None else None

    def note(self, stream: str, name: str, **details: Any) -> None:
        """Keep one event for `stream`; details as in `audit.Event`."""
        details.setdefault("at", self.at)
        event = audit.Event(name, actor=self.actor, acting_for=self.acting_for, **details)
        self.events.setdefault(stream, []).append(event)

    def tell(self, people: Iterable[Any], words: notices.Wording, params: dict[str, Any], **where: Any) -> None:
        """Keep one notice for each of `people`; `where` as in `portal.notices.notify`."""
        self.told += notices.compose(people, words, params, **where)

    def follows(self, task: Any, earlier: Any) -> None:
        """Keep that a new task came of an earlier one."""
        through = type(task).previous.through
        self.links.append(through(from_task_id=task.pk, to_task_id=earlier.pk))

    def write(self) -> None:
        """Four statements, however many tasks were created, much was noted and whoever is told."""
        if self.links:
            type(self.links[0])._default_manager.bulk_create(self.links)
        if self.told:
            notices.post(self.told)
        audit.record_all(self.events)
        self.links, self.told, self.events = [], [], {}


_current: ContextVar[Change | None] = ContextVar("current_change", default=None)


def current() -> Change:
    """The change going on. Outside an operation there is none, and nothing may be written."""
    change = _current.get()
    if change is None:
        raise RuntimeError("State changes only inside an operation: open `change(actor)` first.")
    return change


@contextmanager
def change(actor: Any, *, at: datetime | None = None) -> Iterator[Change]:
    """Open a transaction and collect its audit entries; nested calls join the outer change."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    with transaction.atomic():
        opened = Change(actor=actor, at=at or timezone.now())
        token = _current.set(opened)
        try:
            yield opened
            opened.write()
        finally:
            _current.reset(token)
