"""Opening somebody else's file leaves a line its owner can read (R82)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from portal.files.models import Upload
from services.cases.models import FileView
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
