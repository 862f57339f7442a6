"""The papers of a locker as rows: what, until when, from where, used how often, seen by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.hall.presenters.words import listed
from portal.ui import moments
from services.cases.models import KeptPaper
from workflows.queries.locker import Locker

SOON = timedelta(days=30)


@dataclass(frozen=True)
class LockerRow:
    """`state` and `words` are the light of its term."""

    paper: KeptPaper
    state: str
    words: str
    used: str
    seen: str
    error: str = ""


def rows_of(locker: Locker, today: date, errors: Mapping[int, str]) -> list[LockerRow]:
    return [
        LockerRow(
            paper,
            *term_of(paper.valid_until, today),
            used=used_words(locker.cases[paper.pk]),
            seen=seen_words(paper),
            error=errors.get(paper.pk, ""),
        )
        for paper in locker.papers
    ]


def term_of(until: date | None, today: date) -> tuple[str, str]:
    if until is None:
        return "ok", _("no term")
    day = moments.day(until)
    if until < today:
        return "bad", _("expired on %(day)s") % {"day": day}
    return "warn" if until - today <= SOON else "ok", _("valid until %(day)s") % {"day": day}


def used_words(count: int) -> str:
    if not count:
        return _("not used in a case yet")
    return ngettext("used in %(n)s case", "used in %(n)s cases", count) % {"n": count}


def seen_words(paper: KeptPaper) -> str:
    """谁看过: everybody but the owner who has opened the file, the latest first."""
    names = [f"{view.viewer.name} {moments.day(view.last_at)}" for view in paper.upload.views.all()]
    return listed(names, most=6) if names else _("nobody but you")
