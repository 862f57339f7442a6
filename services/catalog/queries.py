"""Reads of the published catalogue."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from departments.org.models import Organisation
from portal.errors import NotFound
from services.catalog.models import Matter, MatterVersion, remember_missing


def published(audience: str | None = None, organisation: Organisation | None = None) -> list[Matter]:
    """Published matters in catalogue order, in one statement; `matter.published.typed` needs no other.

    A second one follows in a process that has not seen the newest versions yet. `audience` keeps
    those meant for that audience, `organisation` those its departments lead.
    """
    rows = _with_version()
    if audience:
        rows = rows.filter(audience__contains=[audience])
    if organisation:
        rows = rows.filter(lead_department__organisation=organisation)
    found = list(rows)
    remember_missing(matter.published for matter in found if matter.published)
    return found


def published_version(code: str) -> MatterVersion:
    """The version new cases start with. Raises NotFound with the nearest reason."""
    matter = _with_version().filter(code=code).first()
    if matter is None or matter.published is None:
        raise NotFound(
            _("There is no matter “%(code)s” one can apply for. Search for it by name on the home page.")
            % {"code": code}
        )
    matter.published.matter = matter
    remember_missing([matter.published])
    return matter.published


def _with_version() -> QuerySet[Matter]:
    return (
        Matter.objects.filter(published__isnull=False, published__retired_at__isnull=True)
        .select_related("published", "lead_department__organisation", "life_event")
        # The snapshots are large and kept by every process anyway.
        .defer("published__snapshot")
        .order_by("position", "code")
    )
