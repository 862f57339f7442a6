"""Samples of the onboarding matter, and short ways to play them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from services.catalog.models import Matter
from tests.town import SHANGHAI
from workflows.rehearsal.models import Result, Run, Sample
from workflows.rehearsal.operations import runs
from workflows.rehearsal.operations.samples import SampleDraft, write_sample
from workflows.rehearsal.running import play_run
from workflows.rehearsal.shapes import ActLine, Job, Side

ONBOARD = "OM-ONBOARD"
# A Wednesday, so that the weekday the clock is moved to is seen to be kept.
BEGINS = datetime(2026, 2, 4, 10, 30, tzinfo=SHANGHAI)
ANSWERS = {"has_former_employer": True, "file_incoming": False, "needs_plant_access": False, "need_dorm": True}
ITEMS = ("OF-HR-001", "OF-HR-002", "OF-FIN-004", "OF-IT-001", "OF-LIFE-008", "OF-LIFE-007", "OF-SEC-001")


def draft(name: str = "毕业生入职", **changes: Any) -> SampleDraft:
    given: dict[str, Any] = {
        "name": name,
        "department": "OF-HR",
        "begins": BEGINS,
        "answers": ANSWERS,
        "expected_items": ITEMS,
        **changes,
    }
    return SampleDraft(**given)


def written(town: Any, name: str = "毕业生入职", **changes: Any) -> Sample:
    matter = Matter.objects.get(code=changes.pop("matter", ONBOARD))
    return write_sample(matter, draft(name, **changes), actor=town.person("gong.tongban"))


def played(town: Any, matter: str = ONBOARD, **more: Any) -> Run:
    """A run asked for and played to its end, as a worker would."""
    run = runs.ask(Matter.objects.get(code=matter), actor=town.person("gong.tongban"), **more)
    if run.is_open:
        play_run(run.pk)
    run.refresh_from_db()
    return run


def result_of(run: Run, sample: Sample) -> Result:
    return run.results.get(sample=sample)


def job_of(*samples: Sample, now: datetime) -> Job:
    version = samples[0].matter.published
    assert version is not None
    sides = (Side("before", version.snapshot), Side("after", version.snapshot))
    return Job(now.isoformat(), samples[0].matter_id, sides, tuple(one.script for one in samples))


def line(kind: str, act: str, **more: Any) -> ActLine:
    hours = more.pop("hours", None)
    return ActLine(kind, act, hours=None if hours is None else Decimal(hours), **more)
