"""The wizard's memory: an application being written, kept 30 days, lost never.

A draft is the applicant's own notes, not yet part of any case: nothing here is audited,
nobody is told. Every write takes the row's lock, so that two tabs never undo each other.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import Conflict, Invalid, NotFound
from services.cases.models import Case, Draft
from services.catalog.answers import read_answer
from services.catalog.models import MatterVersion
from services.catalog.snapshot import MatterSnapshot
from workflows.application import ApplicationForm
from workflows.operations.submission import Application

KEPT = timedelta(days=30)


class AlreadySubmitted(Conflict):
    """The draft has become a case; `number` leads to it."""

    code = "already_submitted"

    def __init__(self, number: str):
        self.number = number
        super().__init__(_("This application was handed in already, as case %(number)s.") % {"number": number})


def drafts_of(user: Any) -> QuerySet[Draft]:
    """What the person has begun and not handed in, newest first."""
    fresh = Draft.objects.filter(applicant=user, submitted_case=None, updated_at__gte=timezone.now() - KEPT)
    return fresh.select_related("version__matter").defer("version__snapshot")


def draft_for(user: Any, matter_code: str) -> Draft | None:
    """The newest open draft of this matter."""
    return drafts_of(user).filter(version__matter__code=matter_code).first()


def find_draft(key: uuid.UUID, user: Any) -> Draft:
    """The person's own draft, handed in or not. NotFound otherwise, telling nothing."""
    rows = Draft.objects.select_related("version__matter", "submitted_case").defer("version__snapshot")
    draft = rows.filter(key=key, applicant=user).first()
    if draft is None:
        raise NotFound(
            _("This application is not there any more. Drafts are kept for 30 days; your cases are under “My cases”.")
        )
    return draft


def open_draft(user: Any, version: MatterVersion, *, like: Case | None = None) -> Draft:
    """Continue the person's draft of this matter, or begin one; `like` takes over what an earlier case said."""
    existing = Draft.objects.filter(
        applicant=user,
        submitted_case=None,
        version__matter_id=version.matter_id,
        updated_at__gte=timezone.now() - KEPT,
    ).first()
    draft = existing or Draft(applicant=user, author=user, version=version, key=uuid.uuid4())
    if like is not None:
        draft.answers = dict(like.answers)
        draft.fields = {key: entry["value"] for key, entry in like.form.items() if not entry.get("source")}
    if existing is None or like is not None:
        draft.save()
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


def keep_material(draft: Draft, code: str, entry: Mapping[str, str] | None) -> None:
    """{"upload": id} or {"defer_until": ISO date}; None forgets the paper."""
    with changing(draft) as row:
        papers = {key: value for key, value in row.materials.items() if key != code}
        row.materials = papers if entry is None else {**papers, code: dict(entry)}


def mark_submitted(draft: Draft, case: Case) -> None:
    Draft.objects.filter(pk=draft.pk, submitted_case=None).update(submitted_case=case)
    draft.submitted_case = case


def discard(draft: Draft) -> None:
    """Throw an unfinished draft away."""
    Draft.objects.filter(pk=draft.pk, submitted_case=None).delete()


def given_fields(draft: Draft, form: ApplicationForm) -> dict[str, Any]:
    """What the draft says to the form of today: typed values, and known ones the person may change and left.

    A value typed for a field that is read-only is a claim that the register is wrong (R83).
    """
    given = {}
    for one in form.main_fields():
        typed = draft.fields.get(one.key)
        if one.readonly and one.source is None:
            continue
        if typed not in (None, ""):
            given[one.key] = typed
        elif one.asks and one.value is not None:
            given[one.key] = one.value
    return given


def application(draft: Draft, form: ApplicationForm) -> Application:
    """The draft as it would be handed in now; papers the answers no longer ask for stay behind."""
    asked = {code for code, one in form.resolution.material_by_code.items() if one.handling != "exempt"}
    papers = {code: entry for code, entry in draft.materials.items() if code in asked}
    return Application(
        matter=draft.version.matter.code,
        answers=dict(draft.answers),
        fields=given_fields(draft, form),
        materials={code: entry["upload"] for code, entry in papers.items() if entry.get("upload")},
        commitments={code: entry["defer_until"] for code, entry in papers.items() if entry.get("defer_until")},
        channel=draft.channel,
        consent=draft.consent,
        version=draft.version,
    )
