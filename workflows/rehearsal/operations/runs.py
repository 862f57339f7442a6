"""Asking for a run, keeping what comes of it, ending it. The playing itself happens in a process of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal import audit
from portal.accounts.models import User
from portal.errors import Conflict
from services.catalog.catalogue import assemble
from services.catalog.drafts import read_catalogue
from services.catalog.lint import lint_for_publishing
from services.catalog.models import Matter, MatterVersion
from services.catalog.permission import require_editor
from services.catalog.publishing import STREAM, Unpublishable, checksum_of, lock_matter
from services.catalog.snapshot import MatterSnapshot
from workflows.rehearsal.comparison import misses
from workflows.rehearsal.models import Result, Run, Sample
from workflows.rehearsal.shapes import Outcome

# A run that has not ended by then never will: whoever played it is gone.
LOST_AFTER = timedelta(minutes=10)


def checksum(snapshot: MatterSnapshot) -> str:
    """What tells two drafts apart, whatever number they are published under."""
    return checksum_of(replace(snapshot, version=0).to_json())


@transaction.atomic
def ask(matter: Matter, *, actor: User, version: MatterVersion | None = None) -> Run:
    """Have every sample played on the draft, or on an old `version` that is to be published again.

    Raises Forbidden without the duty for the lead department, Unpublishable for a draft with faults, Conflict
    when there is nothing to play or a run is under way.
    """
    locked = lock_matter(matter.pk)
    require_editor(actor, locked.lead_department)
    _give_up_lost(locked)
    samples = Sample.objects.filter(matter=locked, retired_at=None).count()
    if not samples:
        raise Conflict(_("There is no sample to play yet. Write one first."), code="no_samples")
    under_way = locked.rehearsals.filter(ended_at=None).select_related("asked_by").first()
    if under_way is not None:
        raise Conflict(
            _("%(person)s has already asked for a run; it is being played.") % {"person": under_way.asked_by.name},
            code="under_way",
        )
    snapshot = version.typed if version is not None else _sound_draft(locked)
    run = Run.objects.create(
        matter=locked,
        base=locked.published,
        snapshot=replace(snapshot, version=0).to_json(),
        checksum=checksum(snapshot),
        asked_by=actor,
        total=samples,
    )
    _record("rehearsal.asked", run, actor, _("The samples of “%(matter)s” are played"))
    transaction.on_commit(partial(_queue, run.pk))
    return run


def _queue(run_id: int) -> None:
    from workflows.rehearsal.tasks import play_samples

    play_samples.delay(run_id)


def _sound_draft(matter: Matter) -> MatterSnapshot:
    known = read_catalogue()
    draft = known.matters[matter.code]
    findings = lint_for_publishing(known, draft)
    if findings:
        raise Unpublishable(matter.label, findings)
    return assemble(known, draft)


def _give_up_lost(matter: Matter) -> None:
    """End runs whose process is gone; the matter's row is locked."""
    for run in matter.rehearsals.filter(ended_at=None, asked_at__lt=timezone.now() - LOST_AFTER):
        _end(run, Run.State.FAILED, _("It did not come to an end."))


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
        _record("rehearsal.ended", run, None, words, broken=broken, problem=problem)


def _record(event: str, run: Run, actor: User | None, text: str, **more: object) -> None:
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
