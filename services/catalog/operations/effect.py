"""A version published for later comes into force when its moment has come."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from portal import audit
from services.catalog.models import MatterVersion
from services.catalog.publishing import STREAM, lock_matter


def bring_into_force() -> int:
    """Make every version whose moment has come the one new cases start with. Returns how many matters moved.

    Safe to run twice: each matter is locked and looked at again.
    """
    waiting = (
        MatterVersion.objects.filter(effective_from__lte=timezone.now(), retired_at__isnull=True)
        .exclude(pk__in=MatterVersion.objects.filter(matter__published__isnull=False).values("matter__published"))
        .values_list("matter_id", "matter__published__number", "number")
    )
    behind = sorted({matter for matter, present, number in waiting if number > (present or 0)})
    return sum(_bring_one(matter) for matter in behind)


@transaction.atomic
def _bring_one(matter_id: int) -> int:
    matter = lock_matter(matter_id)
    version = (
        matter.versions.filter(effective_from__lte=timezone.now(), retired_at__isnull=True)
        .defer("snapshot")
        .order_by("-number")
        .first()
    )
    if version is None or (matter.published and version.number <= matter.published.number):
        return 0
    matter.published = version
    matter.save(update_fields=["published"])
    # What is recorded for ever is recorded in the product's own language.
    with translation.override("zh-hans"):
        audit.lock(STREAM)
        audit.record(
            STREAM,
            audit.Event(
                "matter.in_force",
                actor=None,
                subject=matter.code,
                department=matter.lead_department.code,
                text=_("Version %(number)d of “%(matter)s” came into force")
                % {"number": version.number, "matter": matter.name},
                data={"version": version.number, "effective_from": version.effective_from},
            ),
        )
    return 1
