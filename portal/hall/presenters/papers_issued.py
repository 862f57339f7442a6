"""A paper the house issues, as it is printed: receipt, notice, commitment, refusal, result (R85, R87)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from portal.hall.presenters.casefile import document_name
from portal.hall.presenters.words import limit_words
from portal.ui import moments
from services.cases.models import Document
from services.catalog.snapshot import LimitSnapshot
from workflows.queries.casefile import CaseView
from workflows.queries.people import on_behalf


@dataclass(frozen=True)
class IssuedPaper:
    """`facts` (label, value); `lines` are numbered; `standing` warns: provisional, revoked, expired."""

    title: str
    number: str
    code: str
    issuer: str
    issued_at: datetime
    lead: str
    facts: tuple[tuple[str, str], ...]
    heading: str
    lines: tuple[str, ...]
    closing: str
    standing: str


def issued_paper(view: CaseView, document: Document) -> IssuedPaper:
    write = {
        Document.Kind.RESULT: result,
        Document.Kind.ACCEPTANCE: acceptance,
        Document.Kind.CORRECTION: correction,
        Document.Kind.DEFERRAL: deferral,
        Document.Kind.REFUSAL: refusal,
        Document.Kind.ARBITRATION: ruling,
    }.get(Document.Kind(document.kind), plain)
    lead, heading, lines, closing = write(view, document)
    return IssuedPaper(
        title=document_name(document),
        number=document.number,
        code=document.code,
        issuer=document.issued_by.title,
        issued_at=document.issued_at,
        lead=lead,
        facts=facts(view, document),
        heading=heading,
        lines=tuple(line for line in lines if line),
        closing=closing,
        standing=standing(document, view.now),
    )


Words = tuple[str, str, list[str], str]


def facts(view: CaseView, document: Document) -> tuple[tuple[str, str], ...]:
    case = view.case
    unit = case.applicant_department.title if case.applicant_department else ""
    until = document.valid_until
    rows = [
        (_("Applicant"), " · ".join(part for part in (case.applicant.name, unit) if part)),
        (_("Whole matter"), case.title),
        (_("Item"), document.item.title if document.item else ""),
        (_("Case number"), case.number),
        (_("Decided by"), on_behalf(document.data.get("decided_by", ""), document.data.get("decided_for", ""))),
        (_("Issued"), moments.moment_words(document.issued_at)),
        (_("Valid until"), moments.day(until) if until else ""),
    ]
    return tuple((label, value) for label, value in rows if value)


def result(view: CaseView, document: Document) -> Words:
    text = str(document.data.get("text", "")).strip()
    item = document.item.title if document.item else view.case.title
    lead = _("“%(item)s” has been examined and approved.") % {"item": item}
    conditions = [one.conditions for one in view.opinions if one.item_id == document.item_id and one.conditions]
    return lead, _("Decision and conditions"), [text, *conditions], ""


def acceptance(view: CaseView, document: Document) -> Words:
    case = view.case
    limit = limit_words(LimitSnapshot(case.limit_amount, case.limit_unit))
    lead = _("Your application has been accepted. It is done within %(limit)s.") % {"limit": limit}
    due = moment_in(document.data, "due_at")
    lines = [f"{one.item.title} · {one.item.department.title}" for one in view.main_items]
    closing = _("Done by %(moment)s at the latest.") % {"moment": moments.moment_words(due)} if due else ""
    return lead, _("What the departments do"), lines, closing


def correction(view: CaseView, document: Document) -> Words:
    lead = _("To accept your application we need the following. The list is complete; nothing will be added to it.")
    notice = next((one for one in view.corrections if one.number == document.number), None)
    defects = list(notice.defects.all()) if notice else []
    lines = [
        _("%(label)s: %(problem)s How to mend it: %(remedy)s")
        % {"label": one.label, "problem": one.problem, "remedy": one.remedy}
        for one in defects
    ]
    due = moment_in(document.data, "due_at")
    closing = (
        _("Please hand it in by %(moment)s. After that the application lapses; what you filled in is kept.")
        % {"moment": moments.moment_words(due)}
        if due
        else ""
    )
    return lead, _("What to correct"), lines, closing


def declared(view: CaseView, document: Document) -> Words:
    """A statement instead of papers (R43): the words that were signed."""
    lead = _("%(applicant)s declared the following instead of handing papers in.") % {
        "applicant": view.case.applicant.name
    }
    return lead, _("Statement"), [str(one.get("text", "")) for one in document.data["declared"]], ""


def deferral(view: CaseView, document: Document) -> Words:
    if document.data.get("declared"):
        return declared(view, document)
    names = {one.code: one.title for one in view.materials}
    lines = []
    for paper in document.data.get("papers", ()):
        until = parse_datetime(str(paper.get("until", "")))
        day = moments.day_week(until) if until else ""
        lines.append(_("%(paper)s, by %(day)s") % {"paper": names.get(paper.get("code"), ""), "day": day})
    lead = _("%(applicant)s promised to hand in the following later.") % {"applicant": view.case.applicant.name}
    closing = _(
        "The departments work on meanwhile; the result is issued once the papers are in. "
        "Without them the case stops, and for 180 days no papers can be promised for later."
    )
    return lead, _("Papers and days"), lines, closing


def refusal(view: CaseView, document: Document) -> Words:
    reason = str(document.data.get("reason", "")).strip()
    where = str(document.data.get("apply_where", "")).strip()
    lead = _("Your application could not be accepted.")
    lines = [_("Reason: %(reason)s") % {"reason": reason}]
    if where:
        lines.append(_("Where to apply instead: %(where)s") % {"where": where})
    closing = _("What you filled in is kept; you can change it and hand it in anew.")
    return lead, _("Why"), lines, closing


def ruling(view: CaseView, document: Document) -> Words:
    item = document.item.title if document.item else view.case.title
    lead = _("“%(item)s” is done by %(department)s. The finishing date does not change.") % {
        "item": item,
        "department": document.data.get("owner_name", ""),
    }
    lines = [
        _("Reason: %(reason)s") % {"reason": document.data.get("reason", "")},
        _("Duty list: %(basis)s") % {"basis": document.data.get("basis", "")},
    ]
    return lead, _("Why"), lines, ""


def plain(view: CaseView, document: Document) -> Words:
    return "", "", [], ""


def moment_in(data: Any, key: str) -> datetime | None:
    text = data.get(key) if isinstance(data, dict) else None
    return parse_datetime(str(text)) if text else None


def standing(document: Document, now: datetime) -> str:
    if document.revoked_at is not None:
        return revoked(document, document.revoked_at)
    if document.provisional:
        return _("Provisional: it becomes final when the item it depends on is approved.")
    if document.valid_until is not None and document.valid_until < today_of(now):
        return _("Expired on %(day)s.") % {"day": moments.day(document.valid_until)}
    return ""


def revoked(document: Document, at: datetime) -> str:
    said = _("Revoked on %(day)s: this paper is no longer valid.") % {"day": moments.day(at)}
    if not document.revoked_because:
        return said
    return _("%(said)s Reason: %(reason)s") % {"said": said, "reason": document.revoked_because}


def today_of(now: datetime) -> date:
    return localtime(now).date()
