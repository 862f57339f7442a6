"""Pages of the administration: serial against parallel for every matter, and the ESIA worksheet of one."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from portal.accounts.models import User
from portal.errors import Invalid
from portal.ui.admin_pages import admin_page, show
from services.catalog.catalogue import assemble
from services.catalog.drafts import read_catalogue
from services.catalog.lint import lint_for_publishing
from services.catalog.models import Matter
from services.catalog.queries import published
from services.catalog.simulation import conclusions, operations
from services.catalog.simulation.drawing import strips, ticks, widths
from services.catalog.simulation.forms import (
    answer_fields,
    answers_of,
    edits_of,
    read_sheet,
    rows_of,
    verdict_choices,
    verdicts_of,
)
from services.catalog.simulation.models import EsiaRecord
from services.catalog.simulation.schedule import schedule
from services.catalog.simulation.worksheet import compared, counts
from services.catalog.snapshot import MatterSnapshot


@admin_page("catalog.view_matter")
def index(request: HttpRequest) -> HttpResponse:
    """Every published matter: before the reform, one after the other, side by side."""
    found = [(matter, schedule(matter.published.typed, matter.published.typed.reference)) for matter in published()]  # type: ignore[union-attr]
    rows = [(matter, one, widths(one)) for matter, one in found]
    return show(request, "admin/workbench/simulations.html", title=_("Simulation"), rows=rows)


def snapshot_for(code: str, of: str) -> tuple[Matter, MatterSnapshot]:
    """The matter and what is simulated: its published version, or its draft. Raises Http404, Invalid."""
    matter = get_object_or_404(Matter.objects.select_related("published", "lead_department"), code=code)
    if of != "draft" and matter.published is not None:
        return matter, matter.published.typed
    catalogue = read_catalogue()
    draft = catalogue.matters[code]
    faults = lint_for_publishing(catalogue, draft)
    if faults:
        raise Invalid(
            _("The draft has faults, so it cannot be tried: %(first)s")
            % {"first": f"{faults[0].what} {faults[0].how_to_mend}"}
        )
    return matter, assemble(catalogue, draft)


@admin_page("catalog.view_matter")
def worksheet(request: HttpRequest, code: str) -> HttpResponse:
    """Verdicts on the steps of a matter, and what they would change. Everything chosen stands in the address."""
    matter, snapshot = snapshot_for(code, request.GET.get("of", ""))
    sheet = read_sheet(snapshot, request.GET)
    now, then = schedule(snapshot, sheet.answers), schedule(sheet.changed, sheet.answers)
    return show(
        request,
        "admin/workbench/worksheet.html",
        title=_("Simulation: %(matter)s") % {"matter": snapshot.label},
        status=400 if sheet.problem else 200,
        matter=matter,
        of=request.GET.get("of", ""),
        sheet=sheet,
        answers=answer_fields(snapshot, sheet.answers),
        rows=rows_of(snapshot, request.GET, frozenset(bar.code for bar in now.bars)),
        verdicts=verdict_choices(),
        now=now,
        then=then,
        strips=strips(now, max(now.serial, then.serial)),
        changed_strips=strips(then, max(now.serial, then.serial)),
        ticks=ticks(float(max(now.serial, then.serial))),
        conclusion=conclusions.of_schedule(now),
        changed_conclusion=conclusions.of_schedule(then),
        lines=compared(counts(snapshot, sheet.answers), counts(sheet.changed, sheet.answers)),
        records=list(
            EsiaRecord.objects.filter(matter=matter).select_related("written_by", "agreed_by", "version")[:10]
        ),
    )


@require_POST
@admin_page("catalog.view_matter")
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the worksheet over the published version as a review."""
    matter, snapshot = snapshot_for(code, "")
    record = operations.save_review(
        matter,
        actor=cast(User, request.user),
        answers=answers_of(snapshot, request.POST),
        edits=edits_of(snapshot, request.POST),
        verdicts=verdicts_of(snapshot, request.POST),
        conclusion=request.POST.get("conclusion", ""),
    )
    messages.success(request, _("The review was saved. Somebody else of the catalogue now agrees to it."))
    return redirect("catalogue-review", pk=record.pk)


@admin_page("catalog.view_matter")
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One saved review: its verdicts, what it expected, and what each later version really counts."""
    rows = EsiaRecord.objects.select_related("matter__published", "version", "written_by", "agreed_by")
    record = rows.filter(pk=pk).first()
    if record is None:
        raise Http404
    current = record.matter.published
    words = {**dict(verdict_choices()), "limit": _("new limit"), "drop": _("drop the item")}
    return show(
        request,
        "admin/workbench/review.html",
        title=_("ESIA review: %(matter)s") % {"matter": record.matter.label},
        record=record,
        verdicts=[(words.get(one["verdict"], one["verdict"]), one) for one in record.verdicts],
        current=current if current and current.pk != record.version_id else None,
        measured=record.measured(current) if current and current.pk != record.version_id else [],
    )


@require_POST
@admin_page("catalog.view_matter")
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    operations.agree(pk, actor=cast(User, request.user))
    messages.success(request, _("Agreed. Whoever publishes the change finds the review here."))
    return redirect("catalogue-review", pk=pk)
