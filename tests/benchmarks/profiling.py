"""Where the time goes: a profile summed up by whose code it is."""

from __future__ import annotations

import cProfile
import pstats
from collections import defaultdict
from typing import Any

# First match wins; the time of a function belongs to the place its file is in.
PLACES: tuple[tuple[str, str], ...] = (
    ("psycopg2", "waiting for SQL"),
    ("django/db/backends", "waiting for SQL"),
    ("django/db/models/sql", "ORM: making SQL"),
    ("django/db/models", "ORM: models and querysets"),
    ("django/db", "ORM: models and querysets"),
    ("django/contrib", "ORM: models and querysets"),
    ("viewflow", "viewflow"),
    ("portal/audit", "audit"),
    ("hashlib", "audit"),
    ("portal/notices", "notices"),
    ("kombu", "queueing (Celery, Valkey)"),
    ("celery", "queueing (Celery, Valkey)"),
    ("redis", "queueing (Celery, Valkey)"),
    ("amqp", "queueing (Celery, Valkey)"),
    ("billiard", "queueing (Celery, Valkey)"),
    ("portal/worktime", "clocks"),
    ("workflows/timing", "clocks"),
    ("workflows/casework/ledger", "clocks"),
    ("json", "JSON"),
    ("services/catalog", "snapshots"),
    ("services/dictionary", "snapshots"),
    ("django/utils/translation", "texts and languages"),
    ("gettext", "texts and languages"),
    ("workflows", "operations and flows"),
    ("services", "operations and flows"),
    ("departments", "duties and registers"),
)
# Functions worth a line of their own, by what they stand for (cumulative time).
LANDMARKS: tuple[tuple[str, str, str], ...] = (
    ("execute of 'psycopg2", "", "SQL statements (round trips)"),
    ("commit of 'psycopg2", "", "commits"),
    ("django/db/models/sql/compiler.py", "as_sql", "making SELECT statements"),
    ("workflows/acting.py", "read_locked", "re-reading the task under the lock"),
    ("workflows/people/permission.py", "require_may_act", "duties of the person"),
    ("workflows/stages/waking.py", "advance", "waking the case"),
    ("workflows/stages/settling.py", "settle_items", "starting and cancelling items"),
    ("viewflow/workflow/activation.py", "activate_next", "viewflow: what follows"),
    ("workflows/engine/nodes.py", "new_task", "new task rows"),
    ("workflows/people/assignment.py", "keep_out", "whose task it is"),
    ("workflows/casework/effects.py", "decide_item", "decisions and results"),
    ("portal/audit/recording.py", "record_all", "audit"),
    ("portal/notices/outbox.py", "compose", "notices: texts"),
    ("portal/notices/outbox.py", "post", "notices: rows"),
    ("portal/notices/outbox.py", "_queue", "notices: queueing"),
    ("workflows/timing/clocks.py", "moments", "clocks: due moments"),
)


def groups(profile: cProfile.Profile) -> list[tuple[str, float]]:
    """(place, share of all time in percent), largest first. Every function counts once, by its own time."""
    totals: dict[str, float] = defaultdict(float)
    for (file, _line, name), (_calls, _primitive, own, _cumulative, _callers) in stats_of(profile).items():
        totals[place_of(file, name)] += own
    whole = sum(totals.values())
    return sorted(((name, 100 * spent / whole) for name, spent in totals.items()), key=lambda one: -one[1])


def landmarks(profile: cProfile.Profile, acts: int) -> list[tuple[str, float, float]]:
    """(what, milliseconds an act, calls an act) with everything called from it, largest first."""
    found = []
    for path, function, words in LANDMARKS:
        rows = [
            (calls, cumulative)
            for (file, _line, name), (_primitive, calls, _own, cumulative, _callers) in stats_of(profile).items()
            if (path in file and name == function) or (not function and path in name)
        ]
        if rows:
            calls, cumulative = (sum(column) for column in zip(*rows, strict=True))
            found.append((words, cumulative * 1000 / acts, calls / acts))
    return sorted(found, key=lambda one: -one[1])


def stats_of(profile: cProfile.Profile) -> dict[Any, Any]:
    return pstats.Stats(profile).stats  # type: ignore[attr-defined]


def place_of(file: str, name: str) -> str:
    if file == "~":
        return "waiting for SQL" if "psycopg2" in name else "JSON" if "json" in name.lower() else "Python itself"
    file = file.rpartition("site-packages/")[2] or file
    return next((place for part, place in PLACES if part in file), "Python itself")
