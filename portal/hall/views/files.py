"""The content of an upload, for whoever may read the papers of a case it belongs to."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.views.decorators.http import require_safe

from portal.files import content_response
from portal.hall.views.cases import person
from workflows.operations.conversation.viewing import open_file


@login_required
@require_safe
def upload(request: HttpRequest, key: UUID) -> FileResponse:
    """Raises NotFound for a file this person may not read."""
    return content_response(open_file(key, reader=person(request)))
