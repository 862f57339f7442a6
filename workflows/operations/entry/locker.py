"""Keeping a paper for next time, with the owner's consent; replacing it and taking it out (材料库)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from portal import audit
from portal.files.models import Upload
from services.cases.models import Case, CaseMaterial, KeptPaper
from services.catalog.snapshot import MaterialSnapshot
from workflows.engine.change import Change, change
from workflows.queries.locker import find_kept


def stream_of(owner: Any) -> str:
    return f"locker:{owner.pk}"


def keep_from_case(case: Case, codes: Iterable[str], materials: dict[str, MaterialSnapshot], *, actor: Any) -> None:
    """Keep papers handed in with a case, as its applicant agreed to paper by paper."""
    wanted = [code for code in codes if code in materials]
    rows = list(case.materials.filter(code__in=wanted, status=CaseMaterial.Status.HANDED_IN).select_related("upload"))
    if not rows or actor.pk != case.applicant_id:
        return
    with change(actor) as opened:
        audit.lock(stream_of(actor))
        for row in rows:
            if row.upload is not None and row.upload.owner_id == actor.pk:
                put(actor, materials[row.code], row.upload, KeptPaper.Source.APPLICATION, opened)


def put(owner: Any, material: MaterialSnapshot, upload: Upload, source: str, opened: Change) -> KeptPaper:
    """The newer file of a material takes the place of the older one."""
    older = KeptPaper.objects.filter(owner=owner, code=material.code, removed_at=None)
    same = older.filter(upload=upload).first()
    if same is not None:
        return same
    older.update(removed_at=opened.at)
    paper = KeptPaper.objects.create(
        owner=owner,
        code=material.code,
        name=material.name,
        name_en=material.name_en,
        upload=upload,
        source=source,
        validity_days=material.validity_days,
        kept_at=opened.at,
        valid_until=expiry(upload, material.validity_days),
    )
    opened.note(stream_of(owner), "locker.kept", subject=stream_of(owner), data={"material": material.code})
    return paper


def expiry(upload: Upload, validity_days: int | None) -> date | None:
    """The last day a paper may be used, counted from the day its file came in; None for ever."""
    if not validity_days:
        return None
    return timezone.localdate(upload.created_at) + timedelta(days=validity_days)


def replace(paper_id: int, upload: Upload, *, actor: Any) -> KeptPaper:
    """A newer file for a paper that is kept. Raises NotFound for a paper that is not one's own."""
    with change(actor) as opened:
        audit.lock(stream_of(actor))
        paper = find_kept(paper_id, actor)
        material = MaterialSnapshot(
            paper.code, paper.name, "applicant", paper.name_en, validity_days=paper.validity_days
        )
        return put(actor, material, upload, KeptPaper.Source.OWN, opened)


def remove(paper_id: int, *, actor: Any) -> KeptPaper:
    """Take a paper out of the locker; cases that have it keep it. Raises NotFound."""
    with change(actor) as opened:
        audit.lock(stream_of(actor))
        paper = find_kept(paper_id, actor)
        paper.removed_at = opened.at
        paper.save(update_fields=["removed_at"])
        opened.note(stream_of(actor), "locker.removed", subject=stream_of(actor), data={"material": paper.code})
    return paper
