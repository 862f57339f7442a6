"""Writing samples: by hand, from a closed case, or taking over what comes of the published version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.models import Department
from portal import audit
from portal.accounts.models import User
from portal.errors import Conflict, Invalid, NotFound
from services.catalog.models import Matter
from services.catalog.permission import require_editor
from services.catalog.publishing import STREAM, lock_matter
from workflows.rehearsal.deeds import KNOWN
from workflows.rehearsal.models import Result, Sample, SampleAct
from workflows.rehearsal.shapes import ActLine, Ending

MOST_SAMPLES, MOST_ACTS = 20, 60


@dataclass(frozen=True)
class SampleDraft:
    """A sample as it is to be; the fields are as in `models.Sample`. `expected_papers` None expects nothing."""

    name: str
    department: str
    begins: datetime
    answers: dict[str, Any]
    fields: dict[str, Any] = field(default_factory=dict)
    acts: tuple[ActLine, ...] = ()
    purpose: str = ""
    pace_hours: Decimal = Decimal(2)
    expected_ending: str = Ending.APPROVED
    expected_days: Decimal | None = None
    expected_items: tuple[str, ...] = ()
    expected_papers: tuple[str, ...] | None = None
    recorded: bool = False


@transaction.atomic
def write_sample(matter: Matter, draft: SampleDraft, *, actor: User, sample_id: int | None = None) -> Sample:
    """A new sample, or another form of the one with `sample_id`; what was played before counts no more.

    Raises Forbidden without the duty for the lead department, Invalid with every problem, Conflict when
    the matter has as many samples as can be played in one go.
    """
    locked = lock_matter(matter.pk)
    require_editor(actor, locked.lead_department)
    sample = _sample(locked, sample_id, actor)
    department = _checked(locked, draft, sample)
    sample.department = department
    sample.name, sample.purpose = draft.name.strip(), draft.purpose.strip()
    sample.begins, sample.pace_hours = draft.begins, draft.pace_hours
    sample.answers, sample.fields = draft.answers, draft.fields
    sample.expected_ending, sample.expected_days = draft.expected_ending, draft.expected_days
    sample.expected_items = list(draft.expected_items)
    sample.expected_papers = None if draft.expected_papers is None else sorted(draft.expected_papers)
    sample.recorded = sample.recorded or draft.recorded
    sample.save()
    sample.acts.all().delete()
    SampleAct.objects.bulk_create(
        SampleAct(sample=sample, position=place, **_columns(line)) for place, line in enumerate(draft.acts)
    )
    _mark(sample)
    words = _("The sample “%(sample)s” was changed") if sample_id else _("The sample “%(sample)s” was written")
    _record("sample.changed" if sample_id else "sample.written", sample, actor, words)
    return sample


@transaction.atomic
def retire(sample: Sample, *, actor: User) -> None:
    """The sample is not played any more; what came of it stays on record."""
    lock_matter(sample.matter_id)
    found = _live(sample.matter_id, sample.pk)
    require_editor(actor, found.matter.lead_department)
    found.retired_at = timezone.now()
    found.save(update_fields=["retired_at"])
    _record("sample.retired", found, actor, _("The sample “%(sample)s” is not played any more"))


@transaction.atomic
def adopt(result: Result, *, actor: User) -> Sample:
    """What came of the published version is what the sample expects from now on.

    Raises Conflict where nothing came of it, or the sample has changed since it was played.
    """
    lock_matter(result.run.matter_id)
    sample = _live(result.run.matter_id, result.sample_id)
    require_editor(actor, sample.matter.lead_department)
    before = result.outcome_before
    if before is None or before.trouble is not None:
        raise Conflict(
            _("The sample did not come to its end on the published version. Write down what you expect instead."),
            code="nothing_to_adopt",
        )
    if sample.mark != result.mark:
        raise Conflict(_("The sample has changed since. Play it again first."), code="overtaken")
    sample.expected_ending, sample.expected_days = before.ending, before.days
    sample.expected_items = [one.code for one in before.started]
    sample.expected_papers = sorted(one.code for one in before.brought)
    sample.save()
    _mark(sample)
    _record("sample.changed", sample, actor, _("The sample “%(sample)s” expects what the published version does"))
    return sample


def _mark(sample: Sample) -> None:
    sample.mark = sample.marked()
    sample.save(update_fields=["mark"])


def _sample(matter: Matter, sample_id: int | None, actor: User) -> Sample:
    if sample_id is not None:
        return _live(matter.pk, sample_id)
    if Sample.objects.filter(matter=matter, retired_at=None).count() >= MOST_SAMPLES:
        raise Conflict(
            _("%(most)d samples are as many as are played in one go. Take one out first.") % {"most": MOST_SAMPLES},
            code="too_many_samples",
        )
    return Sample(matter=matter, written_by=actor)


def _live(matter_id: int, sample_id: int) -> Sample:
    rows = Sample.objects.filter(matter_id=matter_id, pk=sample_id).select_related("matter__lead_department")
    sample = rows.first()
    if sample is None:
        raise NotFound(_("There is no such sample. The list shows those that are played."))
    if sample.retired_at is not None:
        raise Conflict(_("“%(sample)s” was taken out meanwhile.") % {"sample": sample.name}, code="retired")
    return sample


def _checked(matter: Matter, draft: SampleDraft, sample: Sample) -> Department:
    """The applicant's department. Raises Invalid naming everything that is wrong."""
    problems: dict[str, list[str]] = {}
    name = draft.name.strip()
    others = Sample.objects.filter(matter=matter, retired_at=None, name=name).exclude(pk=sample.pk)
    if not name or len(name) > 120:
        problems["name"] = [_("Give the sample a name of at most 120 characters.")]
    elif others.exists():
        problems["name"] = [_("Another sample of this matter has this name. Choose another.")]
    if len(draft.purpose) > 300:
        problems["purpose"] = [_("Say in at most 300 characters what it is to show.")]
    department = Department.objects.filter(code=draft.department).first()
    if department is None:
        problems["department"] = [_("Choose the applicant's department from the list.")]
    if draft.pace_hours < 0 or (draft.expected_days is not None and draft.expected_days < 0):
        problems["pace_hours"] = [_("Times are not negative.")]
    if draft.expected_ending not in Ending.values:
        problems["expected_ending"] = [_("Choose from the list how it is to end.")]
    if strange := [line for line in draft.acts if not _makes_sense(line)]:
        problems["acts"] = [_("There is no act “%(act)s” at this place.") % {"act": strange[0].act}]
    elif any(line.act == "send_back" and not (line.about or "1").isdecimal() for line in draft.acts):
        problems["acts"] = [_("Say with its number to which step it goes back: 1 is the first.")]
    elif len(draft.acts) > MOST_ACTS:
        problems["acts"] = [_("A sample has at most %(most)d acts.") % {"most": MOST_ACTS}]
    if problems or department is None:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    return department


def _makes_sense(line: ActLine) -> bool:
    return line.act in KNOWN.get(line.kind, {}) and (line.hours is None or line.hours >= 0)


def _columns(line: ActLine) -> dict[str, Any]:
    return {
        "kind": line.kind,
        "act": line.act,
        "item": line.item[:40],
        "step": line.step,
        "department": line.department[:20],
        "hours": line.hours,
        "text": line.text[:200],
        "about": line.about[:60],
    }


def _record(event: str, sample: Sample, actor: User, text: str) -> None:
    matter = sample.matter
    audit.lock(STREAM)
    audit.record(
        STREAM,
        audit.Event(
            event,
            actor=actor,
            subject=matter.code,
            department=matter.lead_department.code,
            text=text % {"sample": sample.name},
            data={"sample": sample.pk, "mark": sample.mark},
        ),
    )
