"""Writing an application before it is one: kept 30 days, lost never.

One's own draft is one's own notes, not yet part of any case: nothing is recorded and nobody
is told. A draft a clerk writes for somebody else reads that person's registers; beginning
and ending it are recorded in a chain of its own. Every write takes the row's lock, so that
two tabs never undo each other.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import Case, Draft
from services.catalog.answers import read_answer
from services.catalog.models import MatterVersion
from services.catalog.snapshot import MatterSnapshot
from workflows.applying.application import ApplicationForm
from workflows.engine.change import change
from workflows.queries.drafts import application, drafts_of

from . import locker
from .submission import WINDOW_CHANNELS, submit


class AlreadySubmitted(Conflict):
    """The draft has become a case; `number` leads to it."""

    code = "already_submitted"

    def __init__(self, number: str):
        self.number = number
        super().__init__(_("This application was handed in already, as case %(number)s.") % {"number": number})


def begin(
    user: Any, version: MatterVersion, *, like: Case | None = None, answers: Mapping[str, Any] | None = None
) -> Draft:
    """Continue the person's draft of this matter, or begin one.

    `like` takes over what an earlier case said; `answers` that fit were given before, in the guide.
    """
    with transaction.atomic():
        rows = drafts_of(user).filter(version__matter_id=version.matter_id)
        existing = rows.select_for_update(of=("self",)).first()
        draft = existing or Draft(applicant=user, author=user, version=version, key=uuid.uuid4())
        if like is not None:
            draft.answers = dict(like.answers)
            draft.fields = {key: entry["value"] for key, entry in like.form.items() if not entry.get("source")}
        if answers:
            draft.answers = {**draft.answers, **fitting_answers(version.typed, answers)}
        if existing is None or like is not None or answers:
            draft.save()
    return draft


def begin_for(person: Any, version: MatterVersion, *, actor: Any, channel: str, consent: str) -> Draft:
    """A clerk begins an application for somebody who is there or on the phone (R1, R2).

    Raises Forbidden for everybody who accepts nothing, Invalid without consent or channel.
    """
    if not duties_of(actor).departments("accept") or person.pk == actor.pk:
        raise Forbidden(_("Only the window or the hotline can apply on behalf of somebody else."))
    if channel not in WINDOW_CHANNELS:
        problem = _("Please say whether the applicant is here or on the phone.")
        raise Invalid(problem, fields={"channel": [problem]})
    if not consent.strip():
        problem = _("Please record how the applicant consented.")
        raise Invalid(problem, fields={"consent": [problem]})
    with change(actor) as opened:
        draft = Draft.objects.create(
            applicant=person, author=actor, version=version, key=uuid.uuid4(), channel=channel, consent=consent[:200]
        )
        opened.acting_for = person
        opened.note(
            draft.stream,
            "draft.begun_for",
            subject=str(draft.key),
            data={"matter": version.matter.code, "channel": channel, "consent": draft.consent},
        )
    return draft


def renew(draft: Draft, current: MatterVersion) -> bool:
    """Move a draft to the matter's current version; answers that no longer fit are dropped. True when it moved."""
    if draft.version_id == current.pk:
        return False
    with changing(draft) as row:
        row.version = current
        row.answers = fitting_answers(current.typed, row.answers)
    draft.version = current
    return True


def fitting_answers(matter: MatterSnapshot, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers this version still asks for and still accepts."""
    kept = {}
    for question in matter.questions:
        if question.id not in answers:
            continue
        try:
            value = read_answer(question, answers[question.id])
        except Invalid:
            continue
        if value is not None:
            kept[question.id] = value
    return kept


@contextmanager
def changing(draft: Draft) -> Iterator[Draft]:
    """The draft under its lock, saved afterwards; `draft` shows the same. Raises AlreadySubmitted."""
    with transaction.atomic():
        row = Draft.objects.select_for_update(of=("self",)).select_related("submitted_case").get(pk=draft.pk)
        if row.submitted_case is not None:
            raise AlreadySubmitted(row.submitted_case.number)
        yield row
        row.save(update_fields=["version", "answers", "fields", "materials", "updated_at"])
    draft.answers, draft.fields, draft.materials = row.answers, row.fields, row.materials
    draft.updated_at = row.updated_at


def keep_answers(draft: Draft, answers: Mapping[str, Any]) -> None:
    with changing(draft) as row:
        row.answers = {**row.answers, **answers}


def keep_fields(draft: Draft, typed: Mapping[str, str]) -> None:
    """Keep what was typed, right or wrong; an emptied field is forgotten."""
    with changing(draft) as row:
        merged = {**row.fields, **typed}
        row.fields = {key: value for key, value in merged.items() if value not in (None, "")}


def keep_material(draft: Draft, code: str, entry: Mapping[str, Any] | None) -> None:
    """{"upload": id} or {"defer_until": ISO date} or {"declared": True}; None forgets the paper."""
    with changing(draft) as row:
        papers = {key: value for key, value in row.materials.items() if key != code}
        row.materials = papers if entry is None else {**papers, code: dict(entry)}


def hand_in(draft: Draft, form: ApplicationForm, *, actor: Any) -> Case:
    """The draft becomes a case, once, however often this is asked. Raises what `submit` raises.

    The draft's key makes a repetition the same case; a crash in between leads to it as well.
    """
    case, _created = submit(application(draft, form), applicant=draft.applicant, actor=actor, key=str(draft.key))
    Draft.objects.filter(pk=draft.pk, submitted_case=None).update(submitted_case=case)
    draft.submitted_case = case
    chosen = [code for code, entry in draft.materials.items() if entry.get("keep") and not draft.is_for_other]
    if chosen:
        materials = {code: one.material for code, one in form.resolution.material_by_code.items()}
        locker.keep_from_case(case, chosen, materials, actor=actor)
    return case


def discard(draft: Draft, *, actor: Any) -> None:
    """Throw an unfinished draft away; one that was written for somebody else leaves a trace."""
    with change(actor) as opened:
        gone, _each = Draft.objects.filter(pk=draft.pk, submitted_case=None).delete()
        if gone and draft.is_for_other:
            opened.acting_for = draft.applicant
            opened.note(
                draft.stream,
                "draft.ended_for",
                subject=str(draft.key),
                data={"matter": draft.version.matter.code, "begun_at": timezone.localtime(draft.created_at)},
            )
