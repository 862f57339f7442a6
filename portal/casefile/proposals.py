"""Points departments named before acceptance, as staff read them (R36)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from services.cases.models import ProposedDefect


@dataclass(frozen=True)
class Voice:
    """One point of one department. `open`: the window has not answered; `own`: the reader may take it back."""

    id: int
    name: str
    department: str
    author: str
    at: datetime
    label: str
    problem: str
    remedy: str
    standing: str
    open: bool
    own: bool = False
    taken: bool = True


def voice_of(one: ProposedDefect, own: Collection[int] = ()) -> Voice:
    return Voice(
        id=one.pk,
        name=one.name,
        department=one.department.title,
        author=one.author.name,
        at=one.created_at,
        label=one.label,
        problem=one.problem,
        remedy=one.remedy,
        standing=standing(one),
        open=one.is_open,
        own=one.is_open and one.department_id in own,
    )


def voices_of(rows: Iterable[ProposedDefect], own: Collection[int] = ()) -> list[Voice]:
    """`own`: ids of the reader's departments."""
    return [voice_of(one, own) for one in rows]


def standing(one: ProposedDefect) -> str:
    if one.defect_id is not None:
        return _("went into the notice")
    if one.left_out_at is not None:
        return _("not taken into the notice")
    return _("waits for the window's notice")
