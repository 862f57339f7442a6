"""Pages of rehearsals in the administration: the samples of a matter, one sample, one run."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.models import User
from portal.errors import Conflict, Invalid
from portal.ui.admin_pages import admin_page, show
from services.cases.models import Case
from services.cases.states import CASE_ENDED
from services.catalog.drafts import read_catalogue
from services.catalog.lint import lint_for_publishing
from services.catalog.models import Matter
from services.catalog.permission import may_edit, require_editor
from services.catalog.places import design_url
from services.catalog.rendering import rendered
from services.catalog.snapshot import MatterSnapshot
from workflows.rehearsal import presenting
from workflows.rehearsal.forms import form_of, read_form
from workflows.rehearsal.models import Result, Run, Sample
from workflows.rehearsal.operations import runs, samples
from workflows.rehearsal.operations.recording import record_from_case
from workflows.rehearsal.queries import standings

PAGE = 20


@require_GET
@admin_page("catalog.view_matter")
def overview(request: HttpRequest, code: str) -> HttpResponse:
    """The samples with how they stand on the draft, what is being played, and the runs before."""
    matter = matter_of(code)
    snapshot, faults = draft_of(matter)
    earlier = Paginator(matter.rehearsals.select_related("asked_by", "base").defer("snapshot"), PAGE)
    found = standings(matter, runs.checksum(snapshot))
    return show(
        request,
        "admin/rehearsal/overview.html",
        title=_("Rehearsal: %(matter)s") % {"matter": matter.label},
        matter=matter,
        may_edit=may_edit(person(request), matter.lead_department_id),
        design=design_url(matter.pk, "versions"),
        faults=len(faults),
        rows=[presenting.standing(one, matter.pk) for one in found],
        verdict=presenting.verdict(found),
        latest=matter.rehearsals.defer("snapshot").select_related("asked_by").first(),
        older=matter.versions.exclude(pk=matter.published_id or 0).only("pk", "number").order_by("-number")[:PAGE],
        page_obj=earlier.get_page(request.GET.get("page")),
    )


@require_POST
@admin_page("catalog.view_matter")
def play(request: HttpRequest, code: str) -> HttpResponse:
    """Have the samples played on the draft, or on an old version."""
    matter, number = matter_of(code), request.POST.get("version", "")
    if number and not number.isdecimal():
        raise Http404
    version = get_object_or_404(matter.versions, number=number) if number else None
    run = runs.ask(matter, actor=person(request), version=version)
    return redirect("catalogue-rehearsal-run", pk=run.pk)


@require_GET
@admin_page("catalog.view_matter")
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a run, the broken samples first; while it is played, how far it has come."""
    rows = Run.objects.select_related("matter__lead_department", "base", "asked_by").defer("snapshot")
    found = get_object_or_404(rows, pk=pk)
    if getattr(request, "htmx", False) and found.is_open:
        return show(request, "admin/rehearsal/progress.html", title="", run=found)
    pages = Paginator(found.results.select_related("sample__department").order_by("-broken", "sample__name"), PAGE)
    page = pages.get_page(request.GET.get("page"))
    response = show(
        request,
        "admin/rehearsal/run.html",
        title=_("Rehearsal: %(matter)s") % {"matter": found.matter.label},
        run=found,
        matter=found.matter,
        may_edit=may_edit(person(request), found.matter.lead_department_id),
        results=[presenting.result(one, found.matter_id) for one in page.object_list],
        broken=found.results.filter(broken=True).count(),
        page_obj=page,
    )
    if getattr(request, "htmx", False):
        # The last look at a run that has ended: the whole page is drawn anew.
        response["HX-Refresh"] = "true"
    return response


@require_http_methods(["GET", "POST"])
@admin_page("catalog.view_matter")
def sample(request: HttpRequest, code: str, pk: int | None = None) -> HttpResponse:
    """One sample to write or to change; a refused form comes back with what was typed."""
    matter = matter_of(code)
    user = person(request)
    require_editor(user, matter.lead_department)
    present = sample_of(matter, pk) if pk is not None else None
    snapshot, _faults = draft_of(matter)
    problem, posted = None, None
    if request.method == "POST":
        try:
            samples.write_sample(matter, read_form(snapshot, request.POST), actor=user, sample_id=pk)
        except (Invalid, Conflict) as error:
            problem, posted = error, request.POST
        else:
            messages.success(request, _("Saved. Play the samples again to see how the draft stands."))
            return redirect("catalogue-rehearsal", code=code)
    return show(
        request,
        "admin/rehearsal/sample.html",
        title=present.name if present else _("New sample"),
        status=problem.status if problem else 200,
        matter=matter,
        sample=present,
        form=form_of(snapshot, present, posted),
        problem=problem,
    )


@require_POST
@admin_page("catalog.view_matter")
def retire(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    found = sample_of(matter_of(code), pk)
    samples.retire(found, actor=person(request))
    messages.success(request, _("“%(sample)s” is not played any more.") % {"sample": found.name})
    return redirect("catalogue-rehearsal", code=code)


@require_POST
@admin_page("catalog.view_matter")
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of the published version becomes what the sample expects."""
    found = get_object_or_404(Result.objects.select_related("run"), pk=pk)
    changed = samples.adopt(found, actor=person(request))
    messages.success(
        request, _("“%(sample)s” expects what the published version does. Play it again.") % {"sample": changed.name}
    )
    return redirect("catalogue-rehearsal-run", pk=found.run_id)


@require_http_methods(["GET", "POST"])
@admin_page("catalog.view_matter")
def record(request: HttpRequest, code: str) -> HttpResponse:
    """Cases of the matter that have ended and this person may see; one of them becomes a sample."""
    matter, user = matter_of(code), person(request)
    require_editor(user, matter.lead_department)
    ended = Case.objects.visible_to(user).filter(matter=matter, state__in=CASE_ENDED).order_by("-closed_at", "-pk")
    problem = None
    if request.method == "POST":
        chosen = ended.select_related("version", "applicant_department", "lead_department")
        case = chosen.filter(number=request.POST.get("case", "")).first()
        if case is None:
            raise Http404
        try:
            kept = record_from_case(matter, case, actor=user, name=request.POST.get("name", ""))
        except (Invalid, Conflict) as error:
            problem = error
        else:
            messages.success(request, _("Recorded. Names and sensitive values stayed behind."))
            return redirect("catalogue-sample", code=code, pk=kept.pk)
    return show(
        request,
        "admin/rehearsal/record.html",
        title=_("Record a sample: %(matter)s") % {"matter": matter.label},
        status=problem.status if problem else 200,
        matter=matter,
        problem=problem,
        page_obj=Paginator(ended.only("number", "state", "submitted_at", "closed_at"), PAGE).get_page(
            request.GET.get("page")
        ),
    )


# ---- what every page reads ------------------------------------------------------------


def person(request: HttpRequest) -> User:
    return cast(User, request.user)


def matter_of(code: str) -> Matter:
    rows = Matter.objects.select_related("lead_department", "published").defer("published__snapshot")
    return get_object_or_404(rows, code=code)


def sample_of(matter: Matter, pk: int) -> Sample:
    rows = Sample.objects.filter(matter=matter, retired_at=None).select_related("department", "matter")
    return get_object_or_404(rows.prefetch_related("acts"), pk=pk)


def draft_of(matter: Matter) -> tuple[MatterSnapshot, list[Any]]:
    """The draft as applicants would get it, and what keeps it from being played."""
    catalogue = read_catalogue()
    draft = catalogue.matters[matter.code]
    return rendered(catalogue, draft), lint_for_publishing(catalogue, draft)
