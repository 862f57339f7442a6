"""A sample from a case that has ended: what was answered and done, without the people it was about."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.errors import Conflict
from services.cases.models import Case
from services.cases.states import CASE_ENDED
from services.catalog.models import Matter
from workflows.models import Task
from workflows.rehearsal.deeds import KNOWN, SILENCE
from workflows.rehearsal.filling import cleared
from workflows.rehearsal.models import Sample
from workflows.rehearsal.operations.samples import MOST_ACTS, SampleDraft, write_sample
from workflows.rehearsal.outcomes import days_until, ending, hours_between
from workflows.rehearsal.shapes import ActLine, Ending

# What a closed task says that the script calls by another name.
SAME_AS = {"tacit": SILENCE, "lapse": SILENCE}


def record_from_case(matter: Matter, case: Case, *, actor: User, name: str) -> Sample:
    """Keep the case as a sample. Names, words and sensitive values stay behind; the caller has shown that the
    person may see the case.

    Raises Conflict for a case of another matter or one that is still going on, else as `write_sample`.
    """
    if case.matter_id != matter.pk or case.state not in CASE_ENDED:
        raise Conflict(_("Only cases of this matter that have ended become samples."), code="not_ended")
    rows = list(case.items.order_by("position"))
    main = [row for row in rows if row.phase == "main"]
    decided = [row.decided_at for row in main if row.decided_at]
    begun = sorted((row.started_at, row.position, row.code) for row in rows if row.started_at)
    outcome = ending(case, main)
    brought = case.materials.exclude(handling="exempt").order_by("code").values_list("code", flat=True)
    home = case.applicant_department or case.lead_department
    draft = SampleDraft(
        name=name,
        purpose=_("Recorded from a case of %(day)s") % {"day": timezone.localdate(case.submitted_at).isoformat()},
        department=home.code,
        begins=case.submitted_at,
        answers=dict(case.answers),
        fields=cleared(case.version.typed.elements, case.values()),
        acts=tuple(acts_of(case)),
        expected_ending=outcome if outcome in Ending.values else Ending.ENDED_EARLY,
        expected_days=days_until(case, case.submitted_at, max(decided)) if decided and case.decided_at else None,
        expected_items=tuple(code for _at, _place, code in begun),
        expected_papers=tuple(brought),
        recorded=True,
    )
    return write_sample(matter, draft, actor=actor)


def acts_of(case: Case) -> Iterator[ActLine]:
    """What happened on each task, in the order in which they were closed; an act nobody can script is left out."""
    done = Task.objects.filter(case=case, finished__isnull=False, kind__in=KNOWN).order_by("finished", "pk")
    for task in done.select_related("case_item", "department")[:MOST_ACTS]:
        act = SAME_AS.get(task.outcome, task.outcome)
        if act in KNOWN[task.kind]:
            yield ActLine(
                kind=task.kind,
                act=act,
                item=task.case_item.code if task.case_item else "",
                step=task.step_no + 1 if task.step_no is not None else 0,
                department=task.department.code if task.department and task.kind == "countersign" else "",
                hours=hours_between(case, task.created, task.finished),
                about="1" if act == "send_back" else "",
            )
