"""Step 4, 核对并提交: read it once more, hand it in once, whatever is pressed how often."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.errors import Conflict, Forbidden, Invalid
from portal.hall.papers import uploads_of
from portal.hall.presenters import summary
from portal.hall.views.apply import form_of, open_step, receipt_instead, step_context
from portal.hall.views.cases import person
from services.cases.models import Draft
from workflows.applying.application import ApplicationForm
from workflows.operations.entry.drafting import AlreadySubmitted, hand_in
from workflows.operations.entry.submission import IdenticalCase, open_twin


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    try:
        draft = open_step(request, key)
    except AlreadySubmitted:
        return receipt_instead(key)
    form = form_of(draft)
    if request.method != "POST":
        return show(request, draft, form)
    try:
        hand_in(draft, form, actor=person(request))
    except Invalid as error:
        problems = summary.problems_by_step(error.fields or {"": [error.detail]}, draft, form)
        return show(request, draft, form, problems, status=422)
    except IdenticalCase as error:
        twin = reverse("hall:case", args=[error.number]) if error.number else ""
        return show(request, draft, form, [(twin, error.detail)], status=409)
    except (Conflict, Forbidden) as error:
        return show(request, draft, form, [("", error.detail)], status=error.status)
    return redirect("hall:receipt", key)


def show(
    request: HttpRequest,
    draft: Draft,
    form: ApplicationForm,
    problems: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> HttpResponse:
    twin = open_twin(draft.applicant, draft.version.matter.code) if not problems else None
    context = {
        **step_context(draft, "check"),
        "groups": summary.groups_of(draft, form, uploads_of(draft)),
        "ahead": summary.ahead_of(form.resolution, timezone.now()),
        "deferral": summary.deferral_words(draft, form.resolution),
        "problems": problems,
        "twin": twin,
        "twin_words": _("You have a case of this matter open already: %(number)s. Look there first.")
        % {"number": twin.number}
        if twin
        else "",
    }
    return render(request, "hall/apply/check.html", context, status=status)
