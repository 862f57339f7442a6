"""Step 3, 一套材料: four groups; every paper is handed in, promised or taken over by itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.models import User
from portal.errors import DomainError, Invalid, NotFound
from portal.files import store
from portal.hall.papers import last_days, reusable_papers, uploads_of
from portal.hall.presenters.papers import PaperGroups, groups_of
from portal.hall.presenters.wizard import address
from portal.hall.views.apply import open_step, receipt_instead, resolution_of, step_context
from portal.hall.views.cases import person
from portal.ui import moments
from services.cases.models import Draft, KeptPaper
from services.catalog.resolution import Resolution, ResolvedMaterial
from workflows.applying.declarations import may_declare
from workflows.applying.given_papers import read_materials
from workflows.operations.entry import drafting
from workflows.operations.entry.drafting import AlreadySubmitted
from workflows.queries.drafts import promises_named, uploads_named
from workflows.queries.locker import valid_papers
from workflows.timing import promises


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def materials(request: HttpRequest, key: UUID) -> HttpResponse:
    """GET shows the set; POST goes on when it is complete."""
    try:
        draft = open_step(request, key)
    except AlreadySubmitted:
        return receipt_instead(key)
    if request.method != "POST":
        return show(request, draft)
    problems = missing(draft, resolution_of(draft))
    if problems:
        return show(request, draft, problems, status=422)
    return redirect(address(draft, "check"))


def missing(draft: Draft, resolution: Resolution) -> dict[str, str]:
    """Sentences by material code for what is not complete yet."""
    asked = {code for code, one in resolution.material_by_code.items() if one.handling != "exempt"}
    papers = {code: entry for code, entry in draft.materials.items() if code in asked}
    people = {draft.applicant_id, draft.author_id}
    problems: dict[str, str] = {}
    try:
        read_materials(resolution, uploads_named(papers), promises_named(papers), people=people)
    except Invalid as error:
        problems = {code: texts[0] for code, texts in error.fields.items()}
    for one in resolution.materials:
        open_one = one.handling == "deferrable" and one.phase == "main" and not draft.materials.get(one.code)
        if open_one and one.code not in problems:
            problems[one.code] = _("Please upload “%(paper)s”, or choose the day you hand it in.") % {
                "paper": one.material.label
            }
    return problems


@login_required
@require_POST
def paper(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    """One paper: `act` upload (default), reuse, later, declare, remove, keep, forget. Answers with its own block."""
    try:
        draft = open_step(request, key)
    except AlreadySubmitted:
        return receipt_instead(key)
    resolution = resolution_of(draft)
    asked = resolution.material_by_code.get(code)
    if asked is None or asked.handling == "exempt":
        raise NotFound(_("This paper is not asked for in this application."))
    try:
        take(request, draft, resolution, asked)
    except DomainError as error:
        return answer(request, draft, code, {code: error.detail}, status=422)
    return answer(request, draft, code, {})


def take(request: HttpRequest, draft: Draft, resolution: Resolution, asked: ResolvedMaterial) -> None:
    """Do what was asked with one paper. Raises Invalid or TooLarge with the sentence for its block."""
    act = request.POST.get("act", "upload")
    if act == "remove":
        drafting.keep_material(draft, asked.code, None)
    elif act in ("keep", "forget"):
        entry = draft.materials.get(asked.code, {})
        if not entry.get("upload") or draft.is_for_other:
            raise Invalid(_("Please choose a file first."))
        wish = {"keep": "1"} if act == "keep" else {}
        drafting.keep_material(draft, asked.code, {"upload": entry["upload"], **wish})
    elif act == "later":
        day = promised_day(request.POST.get("day", ""), last_days(resolution).get(asked.code), asked)
        drafting.keep_material(draft, asked.code, {"defer_until": day.isoformat()})
    elif act == "declare":
        if not may_declare(asked.material):
            problem = _("“%(paper)s” cannot be replaced by a statement. Please upload it.")
            raise Invalid(problem % {"paper": asked.material.label})
        drafting.keep_material(draft, asked.code, {"declared": True})
    elif act == "reuse":
        known = reusable_papers(draft.applicant, [asked], kept_for(draft, [asked])).get(asked.code)
        if known is None:
            raise Invalid(_("That file may not be used any more. Please upload a current one."))
        drafting.keep_material(draft, asked.code, {"upload": known.upload_id})
    else:
        file = request.FILES.get("file")
        if file is None:
            raise Invalid(_("Please choose a file first."))
        drafting.keep_material(draft, asked.code, {"upload": str(store(file, person(request)).pk)})


def kept_for(draft: Draft, materials: Iterable[ResolvedMaterial]) -> dict[str, KeptPaper]:
    """What the applicant's locker has for these materials."""
    return valid_papers(draft.applicant, [one.code for one in materials if one.handling != "exempt"])


def promised_day(text: str, last: date | None, asked: ResolvedMaterial) -> date:
    """The day of a promise. Raises Invalid for none, one in the past or one too late (R39, R40)."""
    if last is None:
        raise Invalid(_("“%(paper)s” cannot be handed in later. Please upload it.") % {"paper": asked.material.label})
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise Invalid(_("Please choose the day by which you hand it in."))
    if day < timezone.localdate() or day > last:
        raise Invalid(_("Please choose a day from today until %(day)s.") % {"day": moments.day_week(last)})
    return day


def answer(request: HttpRequest, draft: Draft, code: str, errors: Mapping[str, str], status: int = 200) -> HttpResponse:
    """The paper's block for htmx; the whole step, or a redirect to it, for everybody else."""
    if request.htmx:  # type: ignore[attr-defined]
        groups = papers_of(request, draft, errors)
        row = next(row for row in groups.rows if row.code == code)
        return render(request, "hall/apply/paper.html", {"row": row}, status=status)
    if errors:
        return show(request, draft, errors, status=status)
    return redirect(f"{address(draft, 'materials')}#paper-{code}")


def show(
    request: HttpRequest, draft: Draft, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    groups = papers_of(request, draft, errors or {})
    context: dict[str, Any] = {
        **step_context(draft, "materials"),
        "papers": groups,
        "errors": [(row.id, row.error) for row in groups.rows if row.error],
    }
    return render(request, "hall/apply/materials.html", context, status=status)


def papers_of(request: HttpRequest, draft: Draft, errors: Mapping[str, str]) -> PaperGroups:
    resolution = resolution_of(draft)
    kept = kept_for(draft, resolution.materials)
    return groups_of(
        draft,
        resolution,
        uploads_of(draft),
        reusable=reusable_papers(draft.applicant, resolution.materials, kept),
        kept={code: str(one.upload_id) for code, one in kept.items()},
        last_days=last_days(resolution),
        errors=errors,
        barred=why_barred(draft.applicant),
    )


def why_barred(applicant: User) -> str:
    """Why this person neither promises nor declares papers now, and until when (R42)."""
    found = promises.barred(applicant, timezone.now())
    if found is None:
        return ""
    return _("Until %(day)s papers have to be uploaded: “%(paper)s” of case %(number)s is still open.") % {
        "day": moments.day_week(found.ends_at),
        "paper": found.material_name,
        "number": found.case.number,
    }
