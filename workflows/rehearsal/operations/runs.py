"""Asking for a run. The playing itself happens in a process of its own, what comes of it is kept by `results`."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.errors import Conflict
from services.catalog.catalogue import assemble
from services.catalog.drafts import read_catalogue
from services.catalog.lint import lint_for_publishing
from services.catalog.models import Matter, MatterVersion
from services.catalog.permission import require_editor
from services.catalog.publishing import Unpublishable, checksum_of, lock_matter
from services.catalog.snapshot import MatterSnapshot
from workflows.rehearsal.models import Run, Sample
from workflows.rehearsal.operations.results import give_up_lost, record
from workflows.rehearsal.tasks import play_samples


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
    give_up_lost(locked)
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
    record("rehearsal.asked", run, actor, _("The samples of “%(matter)s” are played"))
    transaction.on_commit(partial(play_samples.delay, run.pk))
    return run


def _sound_draft(matter: Matter) -> MatterSnapshot:
    known = read_catalogue()
    draft = known.matters[matter.code]
    findings = lint_for_publishing(known, draft)
    if findings:
        raise Unpublishable(matter.label, findings)
    return assemble(known, draft)
