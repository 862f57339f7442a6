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

from portal.hall import drafts
from portal.hall.presenters.wizard import address
from portal.hall.presenters.words import limit_words, sentences
from portal.hall.qr import qr
from portal.hall.views.apply import step_context
from portal.hall.views.cases import person
from portal.ui import moments
from services.cases.models import Case
from services.catalog.snapshot import LimitSnapshot


@login_required
@never_cache
@require_safe
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    draft = drafts.find_draft(key, person(request))
    case = draft.submitted_case
    if case is None:
        return redirect(address(draft, "check"))
    departments = case.items.filter(phase="main").values("department_id").distinct().count()
    context = {
        **step_context(draft, "receipt"),
        "case": case,
        "next": next_sentences(case, departments),
        "lead": lead(case),
        "channels": channels(request),
        "qr": qr(reverse("hall:case", args=[case.number])),
        "case_url": reverse("hall:case", args=[case.number]),
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


def channels(request: HttpRequest) -> str:
    """Where we tell this person."""
    if person(request).email:
        return _("We tell you here under “Messages” and by e-mail to %(address)s.") % {"address": person(request).email}
    return _("We tell you here under “Messages”.")
