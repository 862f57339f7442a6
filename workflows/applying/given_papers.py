"""The set of materials as it was handed in: every paper there, promised, or named as missing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from portal.errors import Invalid
from portal.files.models import Upload
from services.cases.models import CaseMaterial
from services.catalog.resolution import Resolution, ResolvedMaterial

from .declarations import DECLARED, may_declare


def read_materials(
    resolution: Resolution, materials: Mapping[str, str], commitments: Mapping[str, str], *, people: set[int]
) -> tuple[CaseMaterial, ...]:
    """Rows of the case's set. `materials` {code: upload id} of files `people` handed in; `commitments`
    {code: day, or DECLARED for a statement instead of the paper}.

    Raises Invalid naming every paper that is missing, unknown or promised wrongly.
    """
    problems: dict[str, list[str]] = {}
    known = resolution.material_by_code
    for code in [*materials, *commitments]:
        if code not in known:
            problems[code] = [_("This paper is not asked for in this application. Leave it out.")]
        elif known[code].handling == "exempt":
            problems[code] = [_("This paper is never handed in: the system has it already.")]
    for code in set(materials) & set(commitments):
        problems[code] = [_("Please either upload this paper or commit yourself to it, not both.")]
    uploads = find_uploads(materials, people, problems)
    rows = []
    for one in resolution.materials:
        try:
            rows.append(read_material(one, uploads.get(one.code), commitments.get(one.code)))
        except Invalid as error:
            problems[one.code] = [error.detail]
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    return tuple(rows)


def find_uploads(materials: Mapping[str, str], people: set[int], problems: dict[str, list[str]]) -> dict[str, Upload]:
    """{material code: upload}; only files these people handed in themselves."""
    ids = {one for one in map(readable_id, materials.values()) if one is not None}
    found = Upload.objects.filter(pk__in=ids, owner_id__in=people).in_bulk() if ids else {}
    by_id = {str(pk): upload for pk, upload in found.items()}
    result = {}
    for code, pk in materials.items():
        upload = by_id.get(str(pk))
        if upload is None:
            problems[code] = [_("This file was not found. Please upload it again.")]
        else:
            result[code] = upload
    return result


def readable_id(text: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def read_material(one: ResolvedMaterial, upload: Upload | None, promise: str | None) -> CaseMaterial:
    """One row of the set; raises Invalid when an essential paper is missing or a promise makes no sense."""
    snapshot = one.material
    row = CaseMaterial(
        code=one.code,
        name=snapshot.name,
        name_en=snapshot.name_en,
        handling=one.handling,
        essential=one.essential,
        used_by=list(one.used_by),
        defer_days=snapshot.defer_days if snapshot.deferrable else None,
        upload=upload,
    )
    if one.handling == "exempt":
        row.status = CaseMaterial.Status.EXEMPT
    elif upload is not None:
        row.status, row.supplied_at = CaseMaterial.Status.HANDED_IN, timezone.now()
    elif promise == DECLARED:
        row.status = declared(one)
    elif one.phase == "post":
        row.status = CaseMaterial.Status.LATER
    elif promise:
        row.status, row.deferred_until = CaseMaterial.Status.DEFERRED, promised_moment(one, promise)
    elif one.essential or not snapshot.deferrable:
        raise Invalid(_("Please upload “%(paper)s”.") % {"paper": snapshot.label})
    else:
        row.status = CaseMaterial.Status.MISSING
    return row


def declared(one: ResolvedMaterial) -> str:
    """A statement instead of the paper, where the catalogue allows one (R43)."""
    if one.phase == "post" or not may_declare(one.material):
        raise Invalid(
            _("“%(paper)s” cannot be replaced by a statement. Please upload it.") % {"paper": one.material.label}
        )
    return str(CaseMaterial.Status.DECLARED)


def promised_moment(one: ResolvedMaterial, promise: str) -> datetime:
    """The promised day as a moment (end of that day); bounded at acceptance (R39, R40)."""
    if not one.material.deferrable:
        raise Invalid(_("“%(paper)s” cannot be handed in later. Please upload it.") % {"paper": one.material.label})
    day = promise if isinstance(promise, date) else parse_date(str(promise))
    if day is None:
        raise Invalid(_("Please give the day by which you hand in “%(paper)s”.") % {"paper": one.material.label})
    if day < timezone.localdate():
        raise Invalid(_("The day promised for “%(paper)s” has passed already.") % {"paper": one.material.label})
    return timezone.make_aware(datetime.combine(day, time(23, 59)))


def uploads_by_code(materials: Any) -> dict[str, str]:
    """Accepts [{"material", "file"}] (API) and {code: upload id} (screens)."""
    if not materials:
        return {}
    if isinstance(materials, Mapping):
        return {str(code): str(pk) for code, pk in materials.items()}
    try:
        return {str(one["material"]): str(one["file"]) for one in materials}
    except (KeyError, TypeError) as error:
        problem = _("Materials are a list of {“material”, “file”}.")
        raise Invalid(problem, fields={"materials": [problem]}) from error
