"""Keeping what comes of a run, from its turn to its end. Every row of a run but its first is written here."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal import audit
from portal.accounts.models import User
from services.catalog.models import Matter
from services.catalog.publishing import STREAM
from workflows.rehearsal.comparison import misses
from workflows.rehearsal.models import Result, Run, Sample
from workflows.rehearsal.shapes import Outcome

# A run that has not ended by then never will: whoever played it is gone.
LOST_AFTER = timedelta(minutes=10)


@transaction.atomic
def begin(run_id: int) -> Run | None:
    """Take a queued run on, once; None when somebody else has, or it was given up."""
    if not Run.objects.filter(pk=run_id, state=Run.State.QUEUED).update(state=Run.State.RUNNING):
        return None
    return Run.objects.select_related("matter", "base").get(pk=run_id)


@transaction.atomic
def keep(run: Run, sample: Sample, before: Outcome | None, after: Outcome) -> Result:
    """What came of one sample, and whether the draft breaks it."""
    result = Result.objects.create(
        run=run,
        sample=sample,
        mark=sample.mark,
        expectation=sample.expectation,
        before=None if before is None else before.to_json(),
        after=after.to_json(),
        broken=bool(misses(sample.expectation, after)),
    )
    Run.objects.filter(pk=run.pk).update(played=F("played") + 1)
    return result


@transaction.atomic
def end(run_id: int, problem: str = "") -> None:
    """The run is over; `problem` says why it was broken off."""
    run = Run.objects.select_for_update(of=("self",)).select_related("matter__lead_department").get(pk=run_id)
    if run.ended_at is None:
        _end(run, Run.State.FAILED if problem else Run.State.DONE, problem)


def _end(run: Run, state: Run.State, problem: str) -> None:
    run.state, run.problem, run.ended_at = state, problem[:300], timezone.now()
    run.save(update_fields=["state", "problem", "ended_at"])
    # What is recorded for ever is recorded in the product's own language.
    with translation.override("zh-hans"):
        broken = list(run.results.filter(broken=True).values_list("sample__name", flat=True))
        words = (
            _("The samples of “%(matter)s” were played")
            if state == Run.State.DONE
            else _("The run of the samples of “%(matter)s” was broken off")
        )
        record("rehearsal.ended", run, None, words, broken=broken, problem=problem)


def record(event: str, run: Run, actor: User | None, text: str, **more: object) -> None:
    """One event of the catalogue; `text` names the matter."""
    audit.lock(STREAM)
    audit.record(
        STREAM,
        audit.Event(
            event,
            actor=actor,
            subject=run.matter.code,
            department=run.matter.lead_department.code,
            text=text % {"matter": run.matter.name},
            data={"run": run.pk, "checksum": run.checksum, **more},
        ),
    )


def give_up_lost(matter: Matter) -> None:
    """End runs whose process is gone; the matter's row is locked."""
    for run in matter.rehearsals.filter(ended_at=None, asked_at__lt=timezone.now() - LOST_AFTER):
        _end(run, Run.State.FAILED, _("It did not come to an end."))
