"""A person's locker: what is kept, until when, in how many cases it is used and who has seen it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import NotFound
from services.cases.models import Case, CaseMaterial, FileView, KeptPaper
from services.cases.states import CASE_ENDED


@dataclass(frozen=True)
class Locker:
    """`cases` {kept paper id: in how many cases its file is}."""

    papers: tuple[KeptPaper, ...]
    cases: dict[int, int]


def locker_of(user: Any) -> Locker:
    """What expires soonest first, what never does last. Three statements."""
    views = FileView.objects.select_related("viewer").order_by("-last_at")
    rows = kept_by(user).prefetch_related(Prefetch("upload__views", queryset=views))
    papers = tuple(rows.order_by(F("valid_until").asc(nulls_last=True), "pk"))
    used = CaseMaterial.objects.filter(upload__in=[one.upload_id for one in papers])
    counts = dict(used.values_list("upload").annotate(n=Count("case", distinct=True)).values_list("upload", "n"))
    return Locker(papers, {one.pk: counts.get(one.upload_id, 0) for one in papers})


def kept_by(user: Any) -> QuerySet[KeptPaper]:
    return KeptPaper.objects.filter(owner=user, removed_at=None).select_related("upload")


def find_kept(pk: int, user: Any) -> KeptPaper:
    """One's own paper; NotFound otherwise, telling nothing."""
    found = kept_by(user).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("This paper is not in your locker."))
    return found


def valid_papers(user: Any, codes: Iterable[str], today: date | None = None) -> dict[str, KeptPaper]:
    """{material code: paper} of what is kept for these materials and has not expired. One statement."""
    wanted = list(codes)
    if not wanted:
        return {}
    fresh = Q(valid_until=None) | Q(valid_until__gte=today or timezone.localdate())
    return {one.code: one for one in kept_by(user).filter(fresh, code__in=wanted)}


def cases_using(paper: KeptPaper) -> list[Case]:
    """Running cases that still have the file."""
    rows = Case.objects.filter(applicant_id=paper.owner_id, materials__upload=paper.upload_id)
    return list(rows.exclude(state__in=CASE_ENDED).distinct().order_by("-submitted_at"))
