"""The case file on the progress page: facts, results, papers, conversation, reasons of a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.models import User
from portal.hall.presenters.words import chinese, joined, listed
from portal.ui import moments
from portal.ui.masking import mask_phone
from services.cases.models import Case, CaseItem, Document, Message
from services.cases.states import CASE_WITHOUT_RESULT, ITEM_ENDED, ITEM_FAILED
from workflows.models import APPLICANT_KINDS
from workflows.queries.casefile import CaseView, ItemView
from workflows.queries.resubmission import problem_of, until_of


@dataclass(frozen=True)
class FileRow:
    """One row of components/files.html; without `url` it is still to come."""

    name: str
    note: str
    url: str = ""


@dataclass(frozen=True)
class ThreadLine:
    """One message of components/thread.html."""

    author: str
    department: str
    text: str
    at: datetime
    mine: bool
    state: str = ""


@dataclass(frozen=True)
class Denial:
    """An item that was not approved: why, on what ground, and what to do next."""

    item: str
    department: str
    reason: str
    basis: str
    # Where it is mended and handed in again under the same number, "" when that is no longer possible.
    again_url: str = ""


def head_words(case: Case, view: CaseView) -> str:
    """一件事 · 7 个部门一起办."""
    count = len({one.item.department_id for one in view.main_items})
    if count < 2:
        return view.main_items[0].item.department.title if view.main_items else ""
    return ngettext("One matter · %(n)s department", "One matter · %(n)s departments together", count) % {"n": count}


def pairs_of(view: CaseView) -> list[tuple[str, str]]:
    """办件信息: who, for whom, through which channel, when."""
    case = view.case
    unit = case.applicant_department.title if case.applicant_department else ""
    phone = mask_phone(case.applicant.mobile) if case.applicant.mobile else ""
    pairs = [
        (_("Unit"), unit),
        (_("Applicant"), " ".join(part for part in (case.applicant.name, phone) if part)),
        (_("Channel"), str(case.get_channel_display())),
        (_("Filed by"), filed_by(case)),
        (_("Handed in on"), moments.moment_words(case.submitted_at)),
        (_("Accepted on"), moments.moment_words(case.accepted_at) if case.accepted_at else ""),
        (_("Leads"), case.lead_department.title),
    ]
    return [(label, value) for label, value in pairs if value]


def filed_by(case: Case) -> str:
    """窗口一 · 在窗口签字: the clerk who filed it in the applicant's name, and the consent it rests on (R1)."""
    return joined(case.registered_by.name, case.consent) if case.registered_by else ""


def results_of(view: CaseView) -> list[FileRow]:
    """Results that can be taken away, then those still to come."""
    issued = [one for one in view.documents if one.kind == Document.Kind.RESULT and one.revoked_at is None]
    rows = [document_row(one) for one in issued]
    known = {one.item_id for one in issued}
    if view.case.state in CASE_WITHOUT_RESULT:
        return rows
    pending = [one for one in view.items if one.item.pk not in known and may_still_come(one)]
    main = [one for one in pending if one.item.phase == "main"]
    post = [one for one in pending if one.item.phase == "post"]
    return (
        rows
        + pending_rows(main, _("here as soon as everything is decided, all at once"))
        + pending_rows(post, _("after the event, once the papers are in"))
    )


def may_still_come(one: ItemView) -> bool:
    return one.item.state not in ITEM_FAILED and one.item.decision != "denied"


def pending_rows(items: Sequence[ItemView], note: str) -> list[FileRow]:
    """What is still to come in one row: the names, and when they are here."""
    names = [one.item.snapshot.result.label for one in items]
    return [FileRow(listed(names, most=12), note)] if names else []


def document_row(document: Document) -> FileRow:
    name = document_name(document)
    note = joined(document.issued_by.title, moments.day(document.released_at or document.issued_at))
    if document.provisional:
        note = joined(note, _("provisional result"))
    return FileRow(name, note, document_url(document))


def document_name(document: Document) -> str:
    english = document.data.get("name_en") if isinstance(document.data, dict) else ""
    if document.kind == Document.Kind.RESULT:
        return document.name if chinese() or not english else str(english)
    names = {
        Document.Kind.ACCEPTANCE: _("Acceptance notice"),
        Document.Kind.CORRECTION: _("One-time correction notice"),
        Document.Kind.REFUSAL: _("Refusal of acceptance"),
        Document.Kind.DEFERRAL: _("Commitment to hand in papers later"),
        Document.Kind.ARBITRATION: _("Ruling on duty"),
    }
    return names.get(Document.Kind(document.kind), document.name)


def document_url(document: Document) -> str:
    return reverse("hall:document", args=[document.case.number, document.code])


def notices_of(view: CaseView) -> list[FileRow]:
    """The papers of the procedure itself: acceptance, correction, commitment, refusal."""
    return [document_row(one) for one in view.documents if one.kind != Document.Kind.RESULT]


def receipt_url(view: CaseView) -> str:
    """The acceptance paper, once there is one."""
    paper = next((one for one in view.documents if one.kind == Document.Kind.ACCEPTANCE), None)
    return document_url(paper) if paper else ""


def denials_of(view: CaseView) -> list[Denial]:
    return [
        Denial(
            one.item.title, one.item.department.title, one.item.decision_text, one.item.basis, again_url(one.item, view)
        )
        for one in view.items
        if one.item.decision == "denied"
    ]


def again_url(item: CaseItem, view: CaseView) -> str:
    """Only for the applicant's side, while the time for it runs (R12). No statements."""
    if not view.actions or problem_of(item, view.case, until_of(item, view.case), view.now):
        return ""
    return reverse("hall:again", args=[view.case.number, item.code])


def thread_of(messages: Iterable[Message], reader: User) -> list[ThreadLine]:
    """The conversation, oldest first; "mine" for the reader's own lines."""
    return [
        ThreadLine(
            author=one.author.name,
            department=one.department.title if one.department else "",
            text=one.text,
            at=one.created_at,
            mine=one.author_id == reader.pk,
        )
        for one in messages
    ]


def whom_to_ask(items: Sequence[ItemView]) -> str:
    """给王倩留言, when one person is at work; else to whoever works on the case."""
    steps = [one.step for one in items if one.step and one.item.state not in ITEM_ENDED]
    holders = {step.holder for step in steps if step.holder and step.kind not in APPLICANT_KINDS}
    if len(holders) == 1:
        return _("Write to %(person)s") % {"person": holders.pop()}
    return _("Write to the people working on it")


def public_pairs_of(view: CaseView) -> list[tuple[str, str]]:
    """For readers who oversee: progress, not the file (R4, R8)."""
    kept = {_("Unit"), _("Handed in on"), _("Accepted on"), _("Leads")}
    return [(label, value) for label, value in pairs_of(view) if label in kept]
