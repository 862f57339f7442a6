"""Asks the departments' registers for what they know about a person (R16, R44).

Local registers are read in turn, one query each; remote ones run meanwhile in threads with
their own time limit. A dead or slow register contributes nothing but an entry in `failures`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from django.db import connection, connections, transaction
from django.utils.translation import get_language

from departments.org import registry
from departments.org.contract import DataProvider, Fetched

if TYPE_CHECKING:
    from portal.accounts.models import User

logger = logging.getLogger(__name__)

# Calls of one remote register under way in this process; a dead one starves only itself.
CALLS_AT_ONCE = 4


@dataclass(frozen=True)
class Source:
    """Where a value comes from: department code and the system's name."""

    source_department: str
    system_name: str
    system_name_en: str

    @property
    def system(self) -> str:
        """The system's name in the reader's language."""
        return self.system_name_en if (get_language() or "").startswith("en") else self.system_name


@dataclass(frozen=True)
class Prefilled(Source):
    """One value with its source and the moment the source last confirmed it."""

    value: Any
    as_of: datetime


@dataclass(frozen=True)
class Failure(Source):
    """A register that did not answer; its department owes the elements (R44).

    `reason` is "timeout", "busy" or "error".
    """

    elements: frozenset[str]
    reason: str


class Prefill(dict[str, Prefilled]):
    """Element key -> Prefilled; `failures` lists the registers that did not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: list[Failure] = []

    @property
    def owed(self) -> dict[str, Failure]:
        """Element key -> the failure that keeps it back, for elements nobody else answered."""
        return {key: failure for failure in self.failures for key in failure.elements if key not in self}


def prefill(user: User, element_keys: Iterable[str], *, providers: Iterable[DataProvider] | None = None) -> Prefill:
    """What the registers know of these elements about the person; never raises for a register."""
    wanted = frozenset(element_keys)
    asked = [
        provider
        for provider in (registry.providers() if providers is None else providers)
        if provider.elements & wanted
    ]
    answers = Prefill()
    started = time.monotonic()
    calls = [(provider, _start(provider, user.username)) for provider in asked if provider.remote]
    _read_local(answers, [provider for provider in asked if not provider.remote], wanted, user.username)
    for provider, call in calls:
        left = max(0.0, provider.timeout_seconds - (time.monotonic() - started))
        _collect(answers, provider, wanted, user.username, partial(call.result, timeout=left))
    return answers


class _Busy(Exception):
    """Too many unanswered calls of that register are under way."""


def _read_local(answers: Prefill, asked: list[DataProvider], wanted: frozenset[str], username: str) -> None:
    """Read the local registers in turn.

    Inside a transaction a failed statement would poison all later ones: one savepoint, to which
    a failing register goes back, serves all of them.
    """
    savepoint = transaction.savepoint() if asked and connection.in_atomic_block else None
    for provider in asked:
        answered = _collect(answers, provider, wanted, username, partial(provider.fetch, [username]))
        if savepoint and not answered:
            transaction.savepoint_rollback(savepoint)
    if savepoint:
        transaction.savepoint_commit(savepoint)


def _collect(
    answers: Prefill,
    provider: DataProvider,
    wanted: frozenset[str],
    username: str,
    ask: Callable[[], Mapping[str, Mapping[str, Fetched]]],
) -> bool:
    """Take over what one register answers; False when it failed."""
    elements = provider.elements & wanted
    source = (provider.source, provider.system, provider.system_en)
    try:
        known = ask().get(username, {})
        for key in elements & known.keys():
            if known[key].value is not None:
                answers[key] = Prefilled(*source, value=known[key].value, as_of=known[key].as_of)
    except Exception as error:  # the edge of a plug-in: whatever it does, the applicant goes on (R44)
        reason = {TimeoutError: "timeout", _Busy: "busy"}.get(type(error), "error")
        logger.warning("register %s of %s did not answer: %s", provider.system, provider.source, reason, exc_info=True)
        answers.failures.append(Failure(*source, elements=elements, reason=reason))
        return False
    return True


@cache
def _slots(provider: DataProvider) -> threading.BoundedSemaphore:
    return threading.BoundedSemaphore(CALLS_AT_ONCE)


def _start(provider: DataProvider, username: str) -> Future[Mapping[str, Mapping[str, Fetched]]]:
    """Begin a remote call in a daemon thread of its own: a hanging one must not delay a shutdown."""
    call: Future[Mapping[str, Mapping[str, Fetched]]] = Future()
    slots = _slots(provider)
    if not slots.acquire(blocking=False):
        call.set_exception(_Busy())
        return call

    def run() -> None:
        try:
            call.set_result(provider.fetch([username]))
        except Exception as error:  # handed to the waiting request
            call.set_exception(error)
        finally:
            # A register that touched the database did so on this thread's own connection.
            connections.close_all()
            slots.release()

    threading.Thread(target=run, name=f"register-{provider.source}", daemon=True).start()
    return call
