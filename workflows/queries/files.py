"""Who may read the content of an upload: screens and interface ask here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.errors import NotFound
from portal.files.models import Upload
from services.cases.models import Case

from .readers import may_read_file

# A file belongs to one case, rarely to a few.
MOST_CASES = 5


def find_file(key: UUID, user: Any) -> Upload:
    """One's own uploads always; others through a case whose file one may read. NotFound otherwise (R84)."""
    found = Upload.objects.filter(pk=key).first()
    if found is None or not (found.owner_id == user.pk or readable_through_a_case(found, user)):
        raise NotFound(_("There is no such file that you can see."))
    return found


def readable_through_a_case(found: Upload, user: Any) -> bool:
    """Papers of the case, and what a department showed for stopping its clock, asked for or granted."""
    used = Q(materials__upload=found) | Q(items__pauses__evidence=found)
    used |= Q(tasks__data__content__evidence=str(found.pk))
    cases = Case.objects.visible_to(user).filter(used).distinct()
    return any(may_read_file(case, user, list(case.items.defer("definition"))) for case in cases[:MOST_CASES])
