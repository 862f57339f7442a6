"""轮到您: what the reader must do now, by when, how long it takes. Most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.hall.presenters.words import after_comma, listed, sentences
from portal.ui import moments
from services.cases.models import Case, CaseMaterial, Correction
from workflows.models import Task, TaskKind
from workflows.operations.heads.second_notice import is_supplement
from workflows.queries.casefile import CaseView

MINUTES_A_PAPER = 2
MINUTES_A_FIELD = 1


@dataclass(frozen=True)
class Todo:
    """One thing the reader must do; the fields of components/todo.html."""

    title: str
    due_at: datetime | None
    why: str
    url: str
    go: str

    @property
    def when(self) -> str:
        if self.due_at is None:
            return ""
        return _("please by %(moment)s") % {"moment": moments.moment_words(self.due_at)}


def todos_of(view: CaseView) -> list[Todo]:
    """Nothing for readers who are not the applicant: then the page has no dark block."""
    found = []
    for task in view.todo:
        if task.kind == TaskKind.RESUPPLY and task.case_item_id is None and view.corrections:
            found.append(correction_todo(view.case, view.corrections[-1]))
        elif is_supplement(task):
            found.append(supplement_todo(view, task))
        elif task.kind == TaskKind.RESUPPLY and task.case_item_id is not None:
            found.append(papers_todo(view, task))
    promised = [one for one in view.materials if one.status == CaseMaterial.Status.DEFERRED]
    if promised and "resupply" in view.actions:
        found.append(promised_todo(view, promised))
    return sorted(found, key=lambda one: one.due_at or view.now)


def correction_todo(case: Case, notice: Correction) -> Todo:
    defects = list(notice.defects.all())
    minutes = sum(MINUTES_A_PAPER if one.material else MINUTES_A_FIELD for one in defects)
    labels = listed([one.label for one in defects], most=3)
    if len(defects) == 1:
        title = _("Correct “%(what)s”") % {"what": labels}
        why = defects[0].problem
    else:
        title = ngettext("Correct %(n)s point: %(what)s", "Correct %(n)s points: %(what)s", len(defects)) % {
            "n": len(defects),
            "what": labels,
        }
        why = _("These are all the points; the page says how to mend each.")
    return Todo(
        title=title,
        due_at=notice.due_at,
        why=sentences(why, _("The window goes on at once when you have handed it in.")),
        url=address(case),
        go=minutes_words(_("Correct now"), minutes),
    )


def supplement_todo(view: CaseView, task: Task) -> Todo:
    """A second notice about one item (R37)."""
    item = next(one.item for one in view.items if one.item.pk == task.case_item_id)
    return Todo(
        title=_("Correct “%(what)s”") % {"what": item.title},
        due_at=task.due_at,
        why=_("The clock of this item stands still until your answer is in; the other items go on."),
        url=address(view.case),
        go=minutes_words(_("Correct now"), MINUTES_A_PAPER),
    )


def papers_todo(view: CaseView, task: Task) -> Todo:
    """Papers and figures of an item after the event."""
    item = next(one.item for one in view.items if one.item.pk == task.case_item_id)
    papers = [
        one.title for one in view.materials if one.status == CaseMaterial.Status.LATER and item.code in one.used_by
    ]
    missing = [key for key in item.snapshot.elements if key not in view.case.form]
    why = _("The event is over: with these papers “%(item)s” can begin.") % {"item": item.title}
    if papers:
        why = sentences(why, _("Needed: %(papers)s.") % {"papers": listed(papers)})
    minutes = MINUTES_A_PAPER * len(papers) + MINUTES_A_FIELD * len(missing)
    return Todo(
        title=_("Hand in the papers for “%(item)s”") % {"item": item.title},
        due_at=task.due_at,
        why=why,
        url=address(view.case),
        go=minutes_words(_("Hand in now"), max(minutes, 1)),
    )


def promised_todo(view: CaseView, promised: list[CaseMaterial]) -> Todo:
    dates = [one.deferred_until for one in promised if one.deferred_until]
    names = listed([one.title for one in promised])
    return Todo(
        title=_("Hand in what you promised: %(papers)s") % {"papers": names},
        due_at=min(dates, default=None),
        why=_("The departments are at work already. The result is issued once the paper is in."),
        url=address(view.case),
        go=minutes_words(_("Upload now"), MINUTES_A_PAPER * len(promised)),
    )


def address(case: Case) -> str:
    return reverse("hall:correct", args=[case.number])


def minutes_words(act: str, minutes: int) -> str:
    """去补正 · 约 3 分钟."""
    about = ngettext("about %(n)s minute", "about %(n)s minutes", minutes) % {"n": minutes}
    return f"{act} · {about}"


def badge(todos: list[Todo]) -> str:
    count = len(todos)
    return ngettext("%(n)s thing for you to do", "%(n)s things for you to do", count) % {"n": count}


def others_words(todos: list[Todo]) -> str:
    """The further things in one line, when there is more than one."""
    rest = [after_comma(one.title, one.when) for one in todos[1:]]
    return _("Besides: %(things)s") % {"things": listed(rest)} if rest else ""
