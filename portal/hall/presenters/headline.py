"""The first card of the progress page when nothing waits on the reader: calm, result, or how it ended."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.hall.presenters.words import full_stop, listed, sentences
from portal.ui import moments
from services.cases.models import Case, Document
from services.cases.states import CASE_WITHOUT_RESULT, CaseState
from workflows.models import TaskKind
from workflows.queries.casefile import CaseView

ENDED_WITHOUT_RESULT = CASE_WITHOUT_RESULT


@dataclass(frozen=True)
class Headline:
    """`kind`: calm, result or ended. `again_url` begins a new application with what was filled in."""

    kind: str
    title: str
    text: str
    good: bool = True
    may_confirm: bool = False
    may_rate: bool = False
    again_url: str = ""


def headline_of(view: CaseView, *, applicant: bool, rated: bool) -> Headline:
    case = view.case
    if case.state in (CaseState.DELIVERED, CaseState.CLOSED):
        return result_headline(view, applicant, rated)
    if case.state in ENDED_WITHOUT_RESULT:
        return ended_headline(case, applicant)
    return calm_headline(view, applicant)


def result_headline(view: CaseView, applicant: bool, rated: bool) -> Headline:
    denied = [one for one in view.main_items if one.item.decision == "denied"]
    papers = sum(one.kind == Document.Kind.RESULT and one.revoked_at is None for one in view.documents)
    text = ngettext("%(n)s result can be downloaded below.", "%(n)s results can be downloaded below.", papers) % {
        "n": papers
    }
    if denied:
        names = listed([one.item.title for one in denied])
        text = sentences(
            text if papers else "",
            _("Not approved: %(items)s. The reason and what helps are below.") % {"items": names},
        )
    closed = view.case.state == CaseState.CLOSED
    confirm = applicant and any(one.kind == TaskKind.CONFIRM for one in view.todo)
    if confirm:
        text = sentences(text, _("It closes by itself one working day after delivery."))
    title = _("Partly approved") if denied and papers else _("Not approved this time") if denied else _("It is done")
    return Headline(
        "result",
        title,
        text,
        good=not denied,
        may_confirm=confirm,
        may_rate=closed and not rated and "rating" in view.actions,
        again_url=again_url(view.case) if applicant and denied and closed else "",
    )


def ended_headline(case: Case, applicant: bool) -> Headline:
    titles = {
        CaseState.WITHDRAWN: _("You withdrew this application") if applicant else _("The applicant withdrew it"),
        CaseState.LAPSED: _("The time for correction ran out"),
        CaseState.NOT_ACCEPTED: _("This could not be accepted"),
        CaseState.TERMINATED: _("This case was ended before a decision"),
        CaseState.CANCELLED: _("This case was cancelled"),
    }
    reason = case.state_reason.strip()
    text = _("Reason: %(reason)s") % {"reason": full_stop(reason)} if reason else ""
    if applicant:
        text = sentences(text, _("What you filled in is kept; you can change it and hand it in anew."))
    title = titles[CaseState(case.state)]
    return Headline("ended", title, text, good=False, again_url=again_url(case) if applicant else "")


def calm_headline(view: CaseView, applicant: bool) -> Headline:
    case = view.case
    title = _("Nothing for you to do right now") if applicant else _("The case is on its way")
    if case.state == CaseState.SUBMITTED:
        due = moments.due_words(case.intake_due_at) if case.intake_due_at else ""
        text = _("The window has it and answers by %(moment)s.") % {"moment": due}
    elif case.state == CaseState.CORRECTING:
        text = _("The applicant has been asked to correct it; the window goes on afterwards.")
        title = _("Waiting for the applicant")
    elif case.state == CaseState.IN_PROGRESS:
        text = at_work(view)
        if denied := [one.item.title for one in view.main_items if one.item.decision == "denied"]:
            title = _("Not everything was approved")
            text = sentences(
                _("Not approved: %(items)s. The reason and what helps are below.") % {"items": listed(denied)}, text
            )
    else:
        text = _("Everything is decided; the window puts the results together.")
    if applicant:
        text = sentences(text, _("We write to you when something changes."))
    return Headline("calm", title, text)


def at_work(view: CaseView) -> str:
    """人力资源部、保卫部正在办."""
    names = dict.fromkeys(one.step.department for one in view.main_items if one.step and one.step.department)
    if not names:
        return _("The departments are at work on it.")
    return ngettext(
        "%(departments)s is at work on it.", "%(departments)s are at work on it at the same time.", len(names)
    ) % {"departments": listed(list(names))}


def again_url(case: Case) -> str:
    return f"{reverse('hall:new', args=[case.matter_code])}?from={case.number}"
