"""Brings the demo's content into the database, each step once.

A step is a management command and a fingerprint of what it reads. It runs when the
database has no such step, or one made from something else.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import DEFAULT_DB_ALIAS, connection
from django.db.migrations.executor import MigrationExecutor

from portal.demo.models import SeededStep

Say = Callable[[str], None]


@dataclass(frozen=True)
class Step:
    """`reads` names the files whose change makes the step run again; none means once for ever."""

    command: str
    doing: str
    reads: Callable[[], Iterable[Path]] = tuple

    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for path in sorted(self.reads()):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return digest.hexdigest()


def catalogue_files() -> list[Path]:
    """Everything `loadcatalog` reads: the catalogue's folder and each department's items."""
    files = [path for path in Path(settings.CATALOGUE_DIR).rglob("*") if path.suffix in (".yaml", ".tsv")]
    for app in settings.DEPARTMENTS:
        spec = find_spec(app)
        if spec is not None and spec.origin is not None:
            files += Path(spec.origin).parent.glob("*.yaml")
    return files


CONTENT = (
    Step("loadcatalog", "loading organisation, people and catalogue", catalogue_files),
    Step("seedpeople", "giving people their demo password"),
    Step("seedsamples", "writing sample cases for rehearsals"),
)
HISTORY = Step("seedhistory", "living through some weeks of cases")


def steps() -> tuple[Step, ...]:
    """What this demo is made of; the history can be left out with DEMO_HISTORY=0."""
    return (*CONTENT, HISTORY) if settings.DEMO_HISTORY else CONTENT


def migrate(say: Say) -> None:
    """Bring the tables up to date; a look that costs nothing when they are."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with _timed("laying out the database", say):
            call_command("migrate", verbosity=0, interactive=False, database=DEFAULT_DB_ALIAS)


def seed(say: Say, wanted: Iterable[Step] | None = None) -> list[str]:
    """Run the steps this database lacks, in order; the commands that ran."""
    done = dict(SeededStep.objects.values_list("name", "fingerprint"))
    ran = []
    for step in steps() if wanted is None else wanted:
        fingerprint = step.fingerprint()
        if done.get(step.command) == fingerprint or step.command not in get_commands():
            continue
        with _timed(step.doing, say):
            call_command(step.command, verbosity=0)
        SeededStep.objects.update_or_create(name=step.command, defaults={"fingerprint": fingerprint})
        ran.append(step.command)
    return ran


class _timed:
    """Says what is going on, and afterwards how long it took."""

    def __init__(self, doing: str, say: Say):
        self.doing, self.say = doing, say

    def __enter__(self) -> None:
        self.began = time.monotonic()
        self.say(f"{self.doing} …")

    def __exit__(self, *_: object) -> None:
        self.say(f"  {time.monotonic() - self.began:.1f} s")
