"""Ways into an application, and what its steps share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.hall.presenters.wizard import address, wizard_of
from portal.hall.views.cases import person
from services.cases.models import Case, Draft
from services.catalog.queries import published_version
from services.catalog.resolution import Resolution, resolve
from services.catalog.snapshot import MatterSnapshot
from services.guide.interview import SCENARIO
from workflows.applying.application import ApplicationForm, open_form
from workflows.operations.entry import drafting
from workflows.operations.entry.drafting import AlreadySubmitted
from workflows.queries.drafts import find_draft


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Continue the draft of this matter or begin one; `?from=<number>` takes over an earlier case of one's own."""
    version = published_version(code)
    number = request.GET.get("from", "")
    like = Case.objects.filter(applicant=person(request), matter_code=code, number=number).first() if number else None
    draft = drafting.begin(person(request), version, like=like, answers=guided_answers(request))
    if like is not None:
        messages.success(request, _("What you filled in for %(number)s is here again.") % {"number": like.number})
    return redirect(address(draft, "questions" if version.typed.questions else "form"))


def guided_answers(request: HttpRequest) -> dict[str, str]:
    """What somebody answered in the guide before they began: {question id: answer}."""
    return {key[2:]: str(value) for key, value in request.POST.items() if key.startswith(SCENARIO)}


@login_required
@require_safe
def resume(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where an application goes on: the receipt once handed in, the first step not done yet before."""
    draft = find_draft(key, person(request))
    if draft.submitted_case is not None:
        return redirect(address(draft, "receipt"))
    if draft.version.typed.questions and not draft.answers:
        return redirect(address(draft, "questions"))
    return redirect(address(draft, "form"))


@login_required
@require_POST
def discard(request: HttpRequest, key: UUID) -> HttpResponse:
    """Throw a draft away; files handed in with it stay the person's own. A clerk stops acting for somebody."""
    draft = find_draft(key, person(request))
    if draft.submitted_case is not None:
        return redirect(paused_at(draft))
    drafting.discard(draft, actor=person(request))
    words = _("The draft of “%(matter)s” is gone.") % {"matter": draft.version.matter.label}
    if draft.is_for_other:
        words = _("You no longer act for %(name)s; nothing was handed in.") % {"name": draft.applicant.name}
    messages.success(request, words)
    return redirect(paused_at(draft))


def paused_at(draft: Draft) -> str:
    """Where somebody goes who stops writing: their cases; a clerk, the choice of the next person."""
    return reverse("counter:new" if draft.is_for_other else "hall:my")


def open_step(request: HttpRequest, key: UUID) -> Draft:
    """The draft of this step, on the matter's current version. Raises NotFound, AlreadySubmitted."""
    draft = find_draft(key, person(request))
    if draft.submitted_case is not None:
        raise AlreadySubmitted(draft.submitted_case.number)
    matter = draft.version.matter
    if matter.published_id and matter.published_id != draft.version_id:
        drafting.renew(draft, published_version(matter.code))
        messages.info(
            request,
            _("“%(matter)s” has changed since you began. What you filled in is kept.") % {"matter": matter.label},
        )
    return draft


def resolution_of(draft: Draft) -> Resolution:
    return resolve(draft.version.typed, draft.answers)


def form_of(draft: Draft) -> ApplicationForm:
    """The merged form as the registers know the applicant now; a clerk's draft has their consent on record."""
    return open_form(
        draft.applicant, draft.version.typed, draft.answers, reader=draft.author, reference=f"draft {draft.pk}"
    )


def step_context(draft: Draft, here: str) -> dict[str, Any]:
    matter: MatterSnapshot = draft.version.typed
    wizard = wizard_of(draft, here, asks=bool(matter.questions))
    return {"draft": draft, "matter": matter, "wizard": wizard, "paused_url": paused_at(draft)}


def receipt_instead(draft_key: UUID) -> HttpResponseRedirect:
    """What an application that was handed in already answers to every step."""
    return redirect("hall:receipt", draft_key)


def summary_of(fields: Mapping[str, Sequence[str]], ids: Mapping[str, str]) -> list[tuple[str, str]]:
    """The error summary: (html id, sentence), the same words as at the field; "" where there is no field."""
    return [(ids.get(name, ""), sentence) for name, texts in fields.items() for sentence in texts]
