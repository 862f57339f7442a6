"""补正: exactly what is asked for, all at once: what, what is wrong with it, how to mend it (R36)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.casefile.controls import control
from portal.files.models import Upload
from portal.ui.fields import Field
from services.cases.models import CaseMaterial, Defect
from services.catalog.snapshot import ElementSnapshot
from workflows.models import Task, TaskKind
from workflows.operations.heads.second_notice import is_supplement
from workflows.queries.casefile import CaseView


@dataclass(frozen=True)
class Point:
    """One thing to hand in: a field to fill in or a paper to upload."""

    name: str
    label: str
    problem: str
    remedy: str
    field: Field | None = None
    upload: Upload | None = None
    error: str = ""

    @property
    def is_paper(self) -> bool:
        return self.field is None

    @property
    def id(self) -> str:
        return f"id_{self.name}" if self.field else f"paper-{self.name}"


@dataclass(frozen=True)
class Demand:
    """Everything awaited from the applicant on one occasion. `kind`: correction, second, papers or promised."""

    kind: str
    title: str
    lead: str
    due_at: datetime | None
    points: tuple[Point, ...]
    all_needed: bool = True

    @property
    def fields(self) -> set[str]:
        return {point.name for point in self.points if not point.is_paper}

    @property
    def papers(self) -> set[str]:
        return {point.name for point in self.points if point.is_paper}


def demand_of(
    view: CaseView,
    *,
    typed: Mapping[str, str],
    uploads: Mapping[str, Upload],
    errors: Mapping[str, Sequence[str]],
) -> Demand | None:
    """What is awaited now, most pressing kind first; None when nothing is."""
    writer = _Points(view, typed, uploads, errors)
    for task in view.todo:
        if task.kind == TaskKind.RESUPPLY and task.case_item_id is None and view.corrections:
            return correction(view, task, writer)
    for task in view.todo:
        if is_supplement(task):
            return second_notice(task, writer)
        if task.kind == TaskKind.RESUPPLY and task.case_item_id is not None:
            return papers_of_item(view, task, writer)
    promised = [one for one in view.materials if one.status == CaseMaterial.Status.DEFERRED]
    if promised and "resupply" in view.actions:
        return promised_papers(promised, writer)
    return None


def correction(view: CaseView, task: Task, writer: _Points) -> Demand:
    defects = list(view.corrections[-1].defects.all())
    points = tuple(writer.of_defect(one) for one in defects)
    title = ngettext("Correct %(n)s point", "Correct %(n)s points", len(points)) % {"n": len(points)}
    lead = _("This is the whole list, once for all departments. When it is in, the window goes on at once.")
    return Demand("correction", title, lead, task.due_at, points)


def second_notice(task: Task, writer: _Points) -> Demand:
    """What one item needs once more (R37); the others go on meanwhile."""
    points = tuple(writer.of_defect(one) for one in Defect.objects.filter(correction=task.data["correction"]))
    title = ngettext("Correct %(n)s point", "Correct %(n)s points", len(points)) % {"n": len(points)}
    lead = _("The clock of this item stands still until your answer is in; the other items go on.")
    return Demand("second", title, lead, task.due_at, points)


def papers_of_item(view: CaseView, task: Task, writer: _Points) -> Demand:
    item = next(one.item for one in view.items if one.item.pk == task.case_item_id)
    missing = [key for key in item.snapshot.elements if key not in view.case.form]
    papers = [one for one in view.materials if one.status == CaseMaterial.Status.LATER and item.code in one.used_by]
    points = (*(writer.of_field(key) for key in missing), *(writer.of_paper(one) for one in papers))
    title = _("Hand in the papers for “%(item)s”") % {"item": item.title}
    lead = _("Its own clock starts when they are in.")
    return Demand("papers", title, lead, task.due_at, points)


def promised_papers(promised: Sequence[CaseMaterial], writer: _Points) -> Demand:
    dates = [one.deferred_until for one in promised if one.deferred_until]
    title = ngettext("Hand in %(n)s promised paper", "Hand in %(n)s promised papers", len(promised)) % {
        "n": len(promised)
    }
    lead = _("The departments are at work already; the result is issued once the paper is in.")
    points = tuple(writer.of_paper(one) for one in promised)
    return Demand("promised", title, lead, min(dates, default=None), points, all_needed=False)


@dataclass(frozen=True)
class _Points:
    view: CaseView
    typed: Mapping[str, str]
    uploads: Mapping[str, Upload]
    errors: Mapping[str, Sequence[str]]

    def of_defect(self, defect: Defect) -> Point:
        name = defect.field or defect.material
        return self.point(
            name, defect.label, defect.problem, defect.remedy, self.control(name) if defect.field else None
        )

    def of_field(self, key: str) -> Point:
        element = self.element(key)
        return self.point(key, element.label if element else key, "", "", self.control(key))

    def of_paper(self, row: CaseMaterial) -> Point:
        return self.point(row.code, row.title, "", "", None)

    def point(self, name: str, label: str, problem: str, remedy: str, field: Field | None) -> Point:
        error = next(iter(self.errors.get(name, ())), "")
        return Point(name, label, problem, remedy, field, self.uploads.get(name), error)

    def element(self, key: str) -> ElementSnapshot | None:
        return self.view.case.version.typed.elements.get(key)

    def control(self, key: str) -> Field | None:
        element = self.element(key)
        if element is None:
            return None
        held = (self.view.case.form.get(key) or {}).get("value")
        value = self.typed.get(key, held)
        return control(element, value, required=True, error=next(iter(self.errors.get(key, ())), ""))
