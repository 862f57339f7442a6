"""Step 5, 回执: reached only once the case exists; opening it again changes nothing."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from departments.org.duties import duties_of
from portal.accounts.models import User
from portal.hall.presenters.wizard import address
from portal.hall.presenters.words import limit_words, sentences
from portal.hall.qr import qr
from portal.hall.views.apply import step_context
from portal.hall.views.cases import person
from portal.ui import moments
from services.cases.models import Case, Draft
from services.catalog.snapshot import LimitSnapshot
from workflows.queries.drafts import find_draft


@login_required
@never_cache
@require_safe
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    draft = find_draft(key, person(request))
    case = draft.submitted_case
    if case is None:
        return redirect(address(draft, "check"))
    departments = case.items.filter(phase="main").values("department_id").distinct().count()
    context = {
        **step_context(draft, "receipt"),
        "case": case,
        "next": next_sentences(case, departments),
        "lead": lead(case),
        "channels": channels(draft.applicant, is_other=draft.is_for_other),
        "qr": qr(reverse("hall:case", args=[case.number])),
        "case_url": progress_address(draft, case, person(request)),
        "slip_url": slip_address(draft, case, person(request)),
    }
    return render(request, "hall/apply/receipt.html", context)


def lead(case: Case) -> str:
    """Said while no end is promised yet."""
    if case.due_at is not None or case.intake_due_at is None:
        return ""
    limit = limit_words(LimitSnapshot(Decimal(case.limit_amount), case.limit_unit))
    heard = _("You will hear by %(moment)s whether it is accepted.")
    return sentences(
        heard % {"moment": moments.due_words(case.intake_due_at)},
        _("Once accepted it is done within %(limit)s.") % {"limit": limit},
    )


def next_sentences(case: Case, departments: int) -> list[str]:
    """接下来会发生什么, three lines."""
    at_work = ngettext(
        "Once accepted, %(n)s department begins at once.",
        "Once accepted, %(n)s departments work at the same time; you see each of them.",
        departments,
    ) % {"n": departments}
    if case.limit_unit == "ch":
        return [
            _("It was registered at once; no window has to look at it."),
            _("The departments work on it day and night; the time runs on outside office hours too."),
            _("You hear when something changes; the progress page shows the hours that are left."),
        ]
    if case.accepted_at is not None:
        return [
            _("It was accepted at once; no window has to look at it."),
            _("The result comes as a message and lies on the progress page."),
        ]
    return [
        _("The window checks that everything is there, within one working day."),
        at_work,
        _("All results are handed over at once; you can download and print them."),
    ]


def progress_address(draft: Draft, case: Case, reader: User) -> str:
    """Where the case goes on: the applicant's page; the desk's for a clerk whose window has it, else ""."""
    if draft.is_for_other and not Case.objects.visible_to(reader).filter(pk=case.pk).exists():
        return ""
    return reverse("hall:case", args=[case.number])


def slip_address(draft: Draft, case: Case, reader: User) -> str:
    """The slip to print for the applicant, for a clerk of the window that has the case."""
    if not draft.is_for_other or case.window_id not in duties_of(reader).departments("accept"):
        return ""
    return reverse("counter:slip", args=[case.number])


def channels(applicant: User, *, is_other: bool) -> str:
    """Where we tell the applicant; to a clerk, whom we have told."""
    if is_other:
        return _("%(name)s has a message about it and sees the case under “My cases”.") % {"name": applicant.name}
    if applicant.email:
        return _("We tell you here under “Messages” and by e-mail to %(address)s.") % {"address": applicant.email}
    return _("We tell you here under “Messages”.")
