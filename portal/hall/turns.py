"""What waits for a person over all their cases: one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.ui import moments
from workflows.models import Task, TaskKind

AT_MOST = 20


@dataclass(frozen=True)
class Turn:
    """One thing that is the reader's turn, for the strip on the home page."""

    title: str
    what: str
    url: str
    go: str
    due_at: datetime | None

    @property
    def sentence(self) -> str:
        return _("“%(title)s” %(what)s") % {"title": self.title, "what": self.what}


def turns_of(user: User) -> list[Turn]:
    """Corrections and papers to hand in, most pressing first."""
    waiting = Task.objects.filter(case__applicant=user, finished=None, kind=TaskKind.RESUPPLY)
    rows = waiting.select_related("case", "case_item").defer("case_item__definition", "case__form")
    return [turn_of(task) for task in rows.order_by("due_at", "pk")[:AT_MOST]]


def turn_of(task: Task) -> Turn:
    case, due = task.case, moments.moment_words(task.due_at) if task.due_at else ""
    if task.case_item is None:
        what, go = _("needs your correction by %(moment)s") % {"moment": due}, _("Correct now")
    else:
        what = _("waits for the papers of “%(item)s” until %(moment)s") % {"item": task.case_item.title, "moment": due}
        go = _("Hand in now")
    return Turn(case.title, what, reverse("hall:correct", args=[case.number]), go, task.due_at)
