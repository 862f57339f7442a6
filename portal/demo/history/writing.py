"""Write the history once: plan it, play it, tidy up after it."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import time_machine
from django.conf import settings
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime

from portal.demo.history import everyday, storyline
from portal.demo.history.aftermath import keep_drafts, mark_read
from portal.demo.history.hours import OfficeHours
from portal.demo.history.plans import Plan
from portal.demo.history.scenes import Script
from portal.demo.history.stage import Refusal, Stage
from portal.demo.models import SeededStep
from portal.notices.quiet import in_portal_only
from portal.worktime import table_for
from services.cases.models import Case

CALENDAR = "CN-XJ"
CASES = 160
BEGUN, DONE = "history.begun", "history.done"


@dataclass(frozen=True)
class Written:
    """What came of it: how many cases there are, and the acts the rules refused."""

    cases: int
    refusals: Sequence[Refusal]


def write_history(*, count: int = CASES, seed: int = 7) -> Written | None:
    """Bring `count` cases into the database; None when there is nothing to do.

    Interrupted, it goes on where it stopped, with the same plans and the same now. Cases that
    somebody else has made stay alone: then there is no history.
    """
    names = dict(SeededStep.objects.filter(name__in=(BEGUN, DONE)).values_list("name", "fingerprint"))
    if DONE in names or (BEGUN not in names and Case.objects.exists()):
        return None
    now = parse_datetime(names[BEGUN]) if BEGUN in names else timezone.now().replace(microsecond=0)
    assert now is not None
    SeededStep.objects.get_or_create(name=BEGUN, defaults={"fingerprint": now.isoformat()})
    with translation.override(settings.LANGUAGE_CODE), in_portal_only():
        stage = play(now, count, seed)
        mark_read(stage.hours)
        keep_drafts(stage)
    SeededStep.objects.get_or_create(name=DONE, defaults={"fingerprint": f"{seed}/{count}"})
    return Written(len(stage.stories), stage.refusals)


def plans(hours: OfficeHours, *, count: int, seed: int) -> list[Plan]:
    """The `count` cases of the history: the scenes that must be there first, then ordinary days."""
    script = Script(hours, seed)
    storyline.tell(script)
    everyday.tell(script, max(0, count - len(script.plans)))
    return script.plans[:count]


def play(now: datetime, count: int, seed: int) -> Stage:
    hours = OfficeHours(table_for(CALENDAR), now)
    with time_machine.travel(hours.beginning, tick=False) as clock, rare_collections():
        stage = Stage(hours, seed, clock)
        stage.play(plans(hours, count=count, seed=seed))
    return stage


@contextmanager
def rare_collections() -> Iterator[None]:
    """Thousands of short-lived rows: looking for cycles among them as often as usual costs a tenth of the time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
