"""The papers of a case as staff see them: what it is, how it came, whether it can be opened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.ui import moments
from services.cases.models import Case, CaseItem, CaseMaterial
from services.cases.states import Decision

TYPES = {
    "application/pdf": "PDF",
    "application/msword": "DOC",
    "application/vnd.ms-excel": "XLS",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOC",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLS",
    "text/csv": "CSV",
    "text/plain": "TXT",
}
STATES = {
    CaseMaterial.Status.HANDED_IN: "done",
    CaseMaterial.Status.EXEMPT: "exempt",
    CaseMaterial.Status.DEFERRED: "later",
    CaseMaterial.Status.DECLARED: "done",
    CaseMaterial.Status.LATER: "later",
    CaseMaterial.Status.MISSING: "problem",
}


ORDER = ("problem", "done", "later", "exempt")


@dataclass(frozen=True)
class Paper:
    """One paper, in the words of components/evidence.html and components/material.html."""

    code: str
    type: str
    name: str
    note: str
    state: str
    tag: str
    essential: bool
    url: str = ""
    file_name: str = ""
    file_url: str = ""
    size: int | None = None
    problem: str = ""
    sample_url: str = ""
    replace_url: str = ""
    made_here: str = ""
    # Asked for after the event: nothing is missing before.
    afterwards: bool = False


def paper(row: CaseMaterial, case: Case, *, with_size: bool = False, items: Sequence[CaseItem] = ()) -> Paper:
    url = reverse("desk:paper", args=[case.number, row.code]) if row.upload_id else ""
    made_here = earlier_result(row, case, items)
    return Paper(
        code=row.code,
        type=type_word(row),
        name=row.title,
        note=made_here or note(row, with_size=with_size),
        made_here=made_here,
        state=STATES[CaseMaterial.Status(row.status)],
        tag=str(row.get_status_display()),
        essential=row.essential,
        url=url,
        file_name=row.upload.name if row.upload else "",
        file_url=url,
        size=row.upload.size if row.upload else None,
        afterwards=row.status == CaseMaterial.Status.LATER,
    )


def earlier_result(row: CaseMaterial, case: Case, items: Sequence[CaseItem]) -> str:
    """For a paper that is the result of another item of this case (R18): whether it is there. "" for others."""
    known = case.version.typed.materials.get(row.code)
    maker = next((one for one in items if known and one.code == known.of_item), None)
    if maker is None:
        return ""
    if maker.decision == Decision.APPROVED and maker.decided_at:
        words = _("result of “%(item)s” in this case, approved %(when)s; nobody carries it over")
        return words % {"item": maker.title, "when": moments.day(maker.decided_at)}
    return _("will come from “%(item)s” in this case") % {"item": maker.title}


def type_word(row: CaseMaterial) -> str:
    if row.upload is None:
        return _("Auto") if row.status == CaseMaterial.Status.EXEMPT else "—"
    if row.upload.media_type.startswith("image/"):
        return _("Image")
    return TYPES.get(row.upload.media_type, _("File"))


def note(row: CaseMaterial, *, with_size: bool = False) -> str:
    """How the paper came, or when it comes."""
    if row.status == CaseMaterial.Status.HANDED_IN:
        day = moments.day(row.supplied_at) if row.supplied_at else ""
        if with_size and row.upload is not None:
            size = moments.filesize_words(row.upload.size)
            return _("handed in %(when)s, %(size)s") % {"when": day, "size": size}
        return _("handed in %(when)s") % {"when": day}
    if row.status == CaseMaterial.Status.EXEMPT:
        return _("not handed in: the departments' systems answer for it")
    if row.status == CaseMaterial.Status.DEFERRED and row.deferred_until:
        return _("promised by %(day)s; no result before it is in") % {"day": moments.day_week(row.deferred_until)}
    if row.status == CaseMaterial.Status.DECLARED:
        return declared_note(row)
    if row.status == CaseMaterial.Status.LATER:
        return _("handed in after the event")
    return _("missing; nobody has promised it yet")


def declared_note(row: CaseMaterial) -> str:
    """A statement stands for the paper: decided as if proven, checked afterwards (R43)."""
    if row.false_at is not None:
        return _("declared; found false %(day)s") % {"day": moments.day(row.false_at)}
    if row.checked_at is not None:
        return _("declared; checked %(day)s and true") % {"day": moments.day(row.checked_at)}
    if row.check_due_at is not None:
        return _("declared; to be checked by %(day)s") % {"day": moments.day_week(row.check_due_at)}
    return _("declared in writing: decide as if proven, checked within 30 working days afterwards")


def papers(
    rows: Iterable[CaseMaterial],
    case: Case,
    *,
    item_code: str = "",
    with_sizes: bool = False,
    items: Sequence[CaseItem] = (),
) -> list[Paper]:
    """All papers of the case, or those one item uses: what is wrong first, what is never handed in last.

    `items` are those of the case, for papers that are the result of one of them (R18).
    """
    own = [
        paper(row, case, with_size=with_sizes, items=items) for row in rows if not item_code or item_code in row.used_by
    ]
    return sorted(own, key=lambda one: ORDER.index(one.state))


def papers_note(found: list[Paper]) -> str:
    """How many papers, and what became of them: 5 份：3 份已交、1 份免交."""
    handed = sum(one.state == "done" for one in found)
    exempt = sum(one.state == "exempt" for one in found)
    missing = sum(one.state == "problem" for one in found)
    later = sum(one.state == "later" for one in found)
    parts = []
    if handed:
        parts.append(_("%(n)s handed in") % {"n": handed})
    if exempt:
        parts.append(_("%(n)s not needed") % {"n": exempt})
    if later:
        parts.append(_("%(n)s to come later") % {"n": later})
    if missing:
        parts.append(_("%(n)s missing") % {"n": missing})
    if len(parts) == 1 and handed == len(found):
        return _("%(n)s papers, all in") % {"n": len(found)}
    return _("%(n)s papers: %(parts)s") % {"n": len(found), "parts": _(", ").join(parts)}
