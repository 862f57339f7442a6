"""Requests of the designer: a section, a try-out, a check of a rule, an act on a version."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.errors import DomainError, Forbidden, NotFound
from services.catalog.admin.design import basics, items, rules, shown
from services.catalog.admin.design.stage import PURPOSES, TITLES, Stage, stage_for
from services.catalog.catalogue import MatterDraft
from services.catalog.operations.drafting import begin_from, create_fact, save_draft
from services.catalog.places import SECTIONS, design_url

Reader = Callable[[Stage, QueryDict], MatterDraft]
# What a posted form of a section is read by; `part` names the form where a section has several.
READERS: dict[str, Reader] = {
    "basics": basics.read,
    "items": items.read,
    "flow": items.read_flow,
    "rules": rules.read,
    "questions": rules.read_questions,
}


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, matter_id: int, section: str = "basics") -> HttpResponse:
    """One of the eight sections. A refused form comes back with what was typed and what to mend."""
    if section not in SECTIONS:
        raise NotFound(_("There is no such section. Choose one of the eight on the left."))
    stage = stage_for(matter_id, person(request))
    if request.method == "GET":
        return page(request, stage, section)
    try:
        said = _save(request, stage, section)
    except DomainError as problem:
        return page(request, stage, section, problem=problem)
    messages.success(request, said)
    return HttpResponseRedirect(design_url(matter_id, section))


def _save(request: HttpRequest, stage: Stage, section: str) -> str:
    part = request.POST.get("part", section)
    if part == "new_question":
        return _add_question(stage, request.POST)
    if part == "template":
        begin_from(stage.matter, request.POST.get("template", ""), actor=stage.user)
        return _("The matter has begun like the one you chose. Change what differs.")
    if part not in READERS:
        raise NotFound(_("Nothing is changed in this section."))
    changes = save_draft(READERS[part](stage, request.POST), actor=stage.user, seen=request.POST.get("seen", ""))
    if not changes:
        return _("Nothing changed.")
    return _("Saved. %(changes)s") % {"changes": " ".join(one.sentence for one in changes[:3])}


@transaction.atomic
def _add_question(stage: Stage, posted: QueryDict) -> str:
    """The fact and its place in the matter, or neither."""
    question = rules.new_question(posted)
    create_fact(question, actor=stage.user, matter=stage.matter)
    draft = stage.draft
    reference = {**draft.reference, question.id: question.default}
    wider = rules.with_questions(draft, [*draft.question_ids, question.id], draft.fixed, reference)
    save_draft(wider, actor=stage.user, seen=stage.seen)
    return _("The question “%(question)s” is asked from now on.") % {"question": question.text}


def page(request: HttpRequest, stage: Stage, section: str, *, problem: DomainError | None = None) -> HttpResponse:
    """A section drawn; with the status of the problem that kept it from being saved."""
    context = {
        **admin.site.each_context(request),
        "stage": stage,
        "matter": stage.matter,
        "section": section,
        "title": stage.matter.label,
        "heading": TITLES[section],
        "purpose": PURPOSES[section],
        "nav": stage.nav(section),
        "faults": [fault for fault in stage.faults if fault.section == section],
        "all_faults": stage.faults,
        "problem": problem,
        "typed": request.POST if problem else None,
        "is_fullwidth": "1",
        "opts": None,
        **_context(stage, section, request),
    }
    return render(request, f"admin/catalog/design/{section}.html", context, status=problem.status if problem else 200)


def _context(stage: Stage, section: str, request: HttpRequest) -> dict[str, Any]:
    match section:
        case "basics":
            return basics.context(stage)
        case "items":
            return items.context(stage)
        case "flow":
            return items.flow_context(stage)
        case "rules":
            return {**rules.context(stage), **shown.try_context(stage, request.GET)}
        case "form":
            return shown.form_context(stage)
        case "materials":
            return shown.materials_context(stage)
        case "limits":
            return shown.limits_context(stage)
        case _versions:
            return shown.versions_context(stage, request.GET)


@require_GET
def try_out(request: HttpRequest, matter_id: int) -> HttpResponse:
    """The case some answers would make: a fragment for htmx, a whole page otherwise."""
    stage = stage_for(matter_id, person(request))
    if getattr(request, "htmx", False):
        return render(request, "admin/catalog/design/tried.html", shown.try_context(stage, request.GET))
    return page(request, stage, "rules")


@require_POST
def check_rule(request: HttpRequest, matter_id: int) -> HttpResponse:
    """A rule as one types it: the sentence it reads as, or what is wrong with it."""
    stage = stage_for(matter_id, person(request))
    code = request.POST.get("code") or request.GET.get("code") or ""
    expression = rules.expression_from(request.POST, code, stage.snapshot.facts)
    said = rules.said(expression, stage.snapshot.facts, stage)
    return render(request, "admin/catalog/design/said.html", {"code": code, "said": said, "expression": expression})


def person(request: HttpRequest) -> Any:
    """Who looks: somebody who may read the catalogue in the administration. Raises Forbidden."""
    if not request.user.has_perm("catalog.view_matter"):
        raise Forbidden(_("The catalogue is designed by its editors. Your own work is on the home page."))
    return request.user
