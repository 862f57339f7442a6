"""Numbered notices of an item, and files staff bring as evidence."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from portal.errors import Invalid
from portal.files.models import Upload
from services.cases.models import Case, CaseItem, Document
from workflows.acting import Acting


def issue(act: Acting, item: CaseItem, kind: str, name: str, data: dict[str, Any]) -> Document:
    """A notice the applicant sees at once."""
    at = act.change.at
    return Document.objects.create(
        case=act.case,
        item=item,
        kind=kind,
        number=next_number(act.case, kind),
        name=name,
        issued_by_id=item.department_id,
        issued_at=at,
        released_at=at,
        data={"item": item.code, **data},
    )


def next_number(case: Case, kind: str) -> str:
    """`<kind>-<case number>-nn` (R85). Items of one case number their papers in turn: the lock is the
    transaction's, taken last, and nothing else is waited for while it is held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('documents'), %s)", [case.pk])
    count = Document.objects.filter(case=case, kind=kind).count() + 1
    return f"{kind}-{case.number}-{count:02d}"


def own_upload(given: str, actor: Any) -> Upload | None:
    """The file of that id, if the actor handed it in; None for no file. Raises Invalid."""
    text = str(given or "").strip()
    if not text:
        return None
    try:
        found = Upload.objects.filter(pk=UUID(text), owner=actor).first()
    except ValueError:
        found = None
    if found is None:
        problem = _("This file was not found. Please upload it again.")
        raise Invalid(problem, fields={"evidence": [problem]})
    return found
