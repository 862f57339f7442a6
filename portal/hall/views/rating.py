"""评价: five answers in words, asked once, changeable once (R63–R66)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.errors import Conflict, Invalid
from portal.hall.views.acts import require_applicant
from portal.hall.views.cases import case_of, person
from portal.ui.fields import Field, Option
from services.cases.models import Case
from services.ratings.models import Level, Rating, Reason
from workflows.operations.conversation.rating import TEXT_LIMIT, NotRateable, rate


@dataclass(frozen=True)
class Scored:
    """One department that took part, with its own optional score."""

    code: str
    name: str
    control: Field


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, number: str) -> HttpResponse:
    case = case_of(request, number)
    require_applicant(request, case)
    given = Rating.objects.filter(case=case).first()
    if request.method != "POST":
        return show(request, case, given, values_of(given))
    values: dict[str, Any] = {
        "level": request.POST.get("level", ""),
        "reasons": request.POST.getlist("reasons"),
        "text": request.POST.get("text", "")[:TEXT_LIMIT],
    }
    scores = {name[6:]: value for name, value in request.POST.items() if name.startswith("score-") and value}
    try:
        kept = rate(case, actor=person(request), departments=scores, **values)
    except Invalid as error:
        return show(request, case, given, {**values, "scores": scores}, error.fields or {"": [error.detail]})
    except NotRateable as error:
        messages.info(request, error.detail)
        return redirect("hall:case", number)
    messages.success(request, thanks(kept))
    return redirect("hall:case", number)


def values_of(given: Rating | None) -> dict[str, Any]:
    if given is None:
        return {"level": "", "reasons": [], "text": "", "scores": {}}
    return {"level": str(given.level), "reasons": list(given.reasons), "text": given.text, "scores": {}}


def thanks(given: Rating) -> str:
    if given.is_negative:
        return _("Thank you for telling us. Somebody from outside these departments calls you within one working day.")
    return _("Thank you. Your words help the next one who applies.")


def show(
    request: HttpRequest,
    case: Case,
    given: Rating | None,
    values: Mapping[str, Any],
    errors: Mapping[str, Sequence[str]] | None = None,
) -> HttpResponse:
    if case.closed_at is None:
        raise Conflict(_("A case can be rated once it is closed."))
    problems = {name: texts[0] for name, texts in (errors or {}).items()}
    context = {
        "case": case,
        "given": given,
        "levels": Level.choices,
        "values": values,
        "problems": problems,
        "errors": [(f"id_{name}" if name != "level" else "level", text) for name, text in problems.items()],
        "reasons": reasons_control(values["reasons"], problems.get("reasons", "")),
        "comment": comment_control(values["text"], problems.get("text", "")),
        "departments": departments_of(case, values.get("scores", {})),
    }
    return render(request, "hall/case/rating.html", context, status=422 if errors else 200)


def reasons_control(chosen: Sequence[str], error: str) -> Field:
    return Field(
        name="reasons",
        label=_("What was it about?"),
        kind="checkboxes",
        required=False,
        error=error,
        options=[Option(value, str(label), selected=value in chosen) for value, label in Reason.choices],
        wide=True,
    )


def comment_control(text: str, error: str) -> Field:
    return Field(
        name="text",
        label=_("Anything you want to tell us"),
        kind="textarea",
        value=text,
        required=False,
        error=error,
        hint=_("Those who handled your case do not see who wrote it."),
        max_length=TEXT_LIMIT,
        wide=True,
    )


def departments_of(case: Case, scores: Mapping[str, str]) -> list[Scored]:
    rows = case.items.select_related("department").order_by("position")
    departments = {row.department.code: row.department.title for row in rows}
    return [Scored(code, name, score_control(code, name, scores.get(code, ""))) for code, name in departments.items()]


def score_control(code: str, name: str, value: str) -> Field:
    options = [Option("", _("no opinion"), selected=not value)]
    options += [Option(str(level), str(label), selected=value == str(level)) for level, label in Level.choices]
    return Field(name=f"score-{code}", label=name, kind="select", required=False, options=options)
