"""Opening somebody else's file leaves a line its owner can read (R82); opening a result says it is out of the house."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from portal.files.models import Upload
from services.cases.models import Document, FileView
from workflows.queries.files import find_file


def open_file(key: UUID, *, reader: Any) -> Upload:
    """The upload, if this person may read it; that they did is noted. Raises NotFound."""
    found = find_file(key, reader)
    if found.owner_id != reader.pk:
        now = timezone.now()
        view, fresh = FileView.objects.get_or_create(
            upload=found, viewer=reader, defaults={"first_at": now, "last_at": now}
        )
        if not fresh:
            FileView.objects.filter(pk=view.pk).update(last_at=now)
    return found


def note_reading(result: Document) -> None:
    """The applicant has opened the result, or somebody has checked it: handing it over is not taken back any more."""
    if result.kind == Document.Kind.RESULT and result.first_read_at is None and result.released_at is not None:
        Document.objects.filter(pk=result.pk, first_read_at=None).update(first_read_at=timezone.now())
