"""The content of an upload, for whoever may read the papers of a case it belongs to."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.errors import NotFound
from portal.files import content_response
from portal.files.models import Upload
from portal.hall.views.cases import person
from services.cases.models import Case
from workflows.queries.casefile import may_read_file


@login_required
@require_safe
def upload(request: HttpRequest, key: UUID) -> FileResponse:
    """One's own uploads always; others through a case whose file one may read. NotFound otherwise."""
    found = Upload.objects.filter(pk=key).first()
    if found is not None and (found.owner_id == person(request).pk or readable_through_a_case(request, found)):
        return content_response(found)
    raise NotFound(_("There is no such file that you can see."))


def readable_through_a_case(request: HttpRequest, found: Upload) -> bool:
    user = person(request)
    cases = Case.objects.visible_to(user).filter(materials__upload=found).distinct()
    return any(may_read_file(case, user, list(case.items.all())) for case in cases[:5])
