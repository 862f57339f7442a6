"""The files behind a draft's papers: those handed in with it, and earlier ones that are still valid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from django.utils import timezone

from portal.accounts.models import User
from portal.files.models import Upload
from portal.hall.presenters.papers import Reusable, still_valid
from portal.worktime import CalendarMissing, add_working_days, table_for
from services.cases.models import CaseMaterial, Draft, KeptPaper
from services.catalog.resolution import Resolution, ResolvedMaterial


def uploads_of(draft: Draft) -> dict[str, Upload]:
    """{upload id: upload} of everything the draft names and its people handed in. One statement at most."""
    wanted = [entry["upload"] for entry in draft.materials.values() if is_uuid(entry.get("upload"))]
    if not wanted:
        return {}
    return {
        str(one.pk): one
        for one in Upload.objects.filter(pk__in=wanted, owner_id__in={draft.applicant_id, draft.author_id})
    }


def is_uuid(text: object) -> bool:
    try:
        UUID(str(text))
    except ValueError:
        return False
    return True


def reusable_papers(
    user: User, materials: Iterable[ResolvedMaterial], kept: Mapping[str, KeptPaper]
) -> dict[str, Reusable]:
    """{material code: what may be used again}: from the locker (`kept`), else from an earlier case.

    Of earlier cases only papers with a term that has not run out. One statement.
    """
    asked = [one for one in materials if one.handling != "exempt"]
    return {
        **from_earlier_cases(user, asked),
        **{one.code: from_locker(kept[one.code]) for one in asked if one.code in kept},
    }


def from_locker(paper: KeptPaper) -> Reusable:
    day = timezone.localdate(paper.upload.created_at)
    return Reusable(str(paper.upload_id), paper.upload.name, day, paper.valid_until, from_locker=True)


def from_earlier_cases(user: User, materials: Iterable[ResolvedMaterial]) -> dict[str, Reusable]:
    lasting = {one.code: one.material for one in materials if one.handling != "exempt" and one.material.validity_days}
    if not lasting:
        return {}
    today = timezone.localdate()
    earlier = CaseMaterial.objects.filter(case__applicant=user, code__in=lasting, upload__owner=user)
    found: dict[str, Reusable] = {}
    for row in earlier.select_related("upload").order_by("supplied_at", "pk"):
        handed_in = timezone.localdate(row.supplied_at or row.upload.created_at)
        until = still_valid(lasting[row.code], handed_in, today)
        if until is not None:
            found[row.code] = Reusable(str(row.upload_id), row.upload.name, handed_in, until)
    return found


def last_days(resolution: Resolution) -> Mapping[str, date]:
    """{material code: the last day it may be promised for}, counted from today (R40)."""
    promised = resolution.promised
    limit = int(promised.amount.to_integral_value(rounding="ROUND_CEILING")) if promised.unit == "wd" else 1
    today, table = timezone.localdate(), table_for(resolution.matter.calendar)
    days: dict[str, date] = {}
    for one in resolution.materials:
        if one.handling != "deferrable" or one.essential:
            continue
        try:
            days[one.code] = add_working_days(today, min(one.material.defer_days or limit, max(limit, 1)), table)
        except CalendarMissing:
            continue
    return days
