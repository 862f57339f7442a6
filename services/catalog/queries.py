"""Reads of the published catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.models import Organisation
from portal.composed import composed
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
    found = _in_force(rows)
    remember_missing(matter.published for matter in found if matter.published)
    return found


def published_version(code: str) -> MatterVersion:
    """The version new cases start with. Raises NotFound with the nearest reason."""
    matter = next(iter(_in_force(_matter(code=code, now=timezone.now()))), None)
    if matter is None or matter.published is None:
        raise NotFound(
            _("There is no matter “%(code)s” one can apply for. Search for it by name on the home page.")
            % {"code": code}
        )
    matter.published.matter = matter
    remember_missing([matter.published])
    return matter.published


@composed
def _matter(code: str, now: datetime) -> QuerySet[Matter]:
    return _with_version(now).filter(code=code)


def _with_version(now: datetime | None = None) -> QuerySet[Matter]:
    due = MatterVersion.objects.filter(
        matter=OuterRef("pk"),
        retired_at__isnull=True,
        effective_from__lte=now or timezone.now(),
        number__gt=Coalesce(F("matter__published__number"), 0),
    )
    return (
        Matter.objects.annotate(due_version=Subquery(due.order_by("-number").values("pk")[:1]))
        .filter(Q(published__retired_at__isnull=True, published__isnull=False) | Q(due_version__isnull=False))
        .select_related("published", "lead_department__organisation", "life_event")
        # The snapshots are large and kept by every process anyway.
        .defer("published__snapshot")
        .order_by("position", "code")
    )


def _in_force(matters: Iterable[Matter]) -> list[Matter]:
    """The matters with the version that is in force at this very moment.

    A version whose moment has come counts at once, even before `operations.effect` has noted it: that
    costs a second statement, for less than a minute.
    """
    found = list(matters)
    due = {matter.due_version: matter for matter in found if matter.due_version}  # type: ignore[attr-defined]
    if due:
        for version in MatterVersion.objects.filter(pk__in=due).defer("snapshot"):
            due[version.pk].published = version
    return found
