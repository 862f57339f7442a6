"""A case as one row of a list: what it is, what is happening in words, the light and the date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.hall.presenters.lights import running_words
from portal.hall.presenters.words import listed
from portal.ui import lights, moments
from services.cases.models import Case, Draft
from services.cases.states import CaseState
from workflows.models import APPLICANT_KINDS, Task, TaskKind
from workflows.queries.casefile import case_light, item_view, left
from workflows.queries.drafts import KEPT


@dataclass(frozen=True)
class CaseRow:
    """`state` and `words` are the light, `note` the date beneath it; `go` the button, when it is the reader's turn."""

    title: str
    number: str
    url: str
    what: str
    state: str
    words: str
    note: str
    go: str = ""
    go_url: str = ""
    due_at: datetime | None = None

    @property
    def mine(self) -> bool:
        return bool(self.go)


@dataclass(frozen=True)
class DraftRow:
    title: str
    url: str
    discard_url: str
    saved_at: datetime
    keeps_until: datetime


def case_rows(cases: Iterable[Case], now: datetime | None = None) -> list[CaseRow]:
    """Rows of `workflows.queries.casefile.my_cases`: items and open tasks are loaded, nothing is asked here."""
    moment = now or timezone.now()
    return [case_row(case, moment) for case in cases]


def case_row(case: Case, now: datetime) -> CaseRow:
    tasks: list[Task] = list(case.open_tasks)  # type: ignore[attr-defined]
    turn = next((one for one in tasks if one.kind == TaskKind.RESUPPLY), None)
    state, words, note = light_of(case, tasks, now)
    correct = reverse("hall:correct", args=[case.number])
    return CaseRow(
        title=case.title,
        number=case.number,
        url=reverse("hall:case", args=[case.number]),
        what=what_happens(case, tasks),
        state=state,
        words=words,
        note=note,
        go=_("Correct now") if turn and turn.case_item_id is None else _("Hand in now") if turn else "",
        go_url=correct if turn else "",
        due_at=turn.due_at if turn else None,
    )


def what_happens(case: Case, tasks: list[Task]) -> str:
    """The sentence of ux.md 2.6 for the applicant."""
    turn = next((one for one in tasks if one.kind == TaskKind.RESUPPLY), None)
    if turn is not None:
        due = moments.moment_words(turn.due_at) if turn.due_at else ""
        if turn.case_item_id is None:
            return _("Needs your correction by %(moment)s") % {"moment": due}
        return _("Waiting for your papers until %(moment)s") % {"moment": due}
    if case.state == CaseState.SUBMITTED and case.intake_due_at:
        return _("Received; you will hear by %(moment)s whether it is accepted") % {
            "moment": moments.due_words(case.intake_due_at)
        }
    if case.state == CaseState.IN_PROGRESS:
        return who_works(tasks)
    sentences = {
        CaseState.CORRECTING: _("Needs your correction"),
        CaseState.DECIDED: _("Decided; the window is handing over the results"),
        CaseState.PARTLY_APPROVED: _("Partly approved; the window is handing over the results"),
        CaseState.DELIVERED: _("Done; the results can be downloaded"),
        CaseState.CLOSED: _("Done and closed"),
        CaseState.WITHDRAWN: _("You withdrew it; what you filled in is kept"),
        CaseState.LAPSED: _("The time for correction ran out; what you filled in is kept"),
        CaseState.NOT_ACCEPTED: _("Not accepted: the reason and where to apply are inside"),
        CaseState.CANCELLED: _("Cancelled: the reason is inside"),
        CaseState.TERMINATED: _("Ended before a decision: the reason is inside"),
    }
    return sentences.get(CaseState(case.state), str(case.get_state_display()))


def who_works(tasks: list[Task]) -> str:
    """人力资源部正在办, or 5 个部门同时在办."""
    working = [one for one in tasks if one.kind not in APPLICANT_KINDS and one.department]
    names = list(dict.fromkeys(one.department.title for one in working))
    if len(names) > 2:
        return ngettext("%(n)s department is at work", "%(n)s departments are at work at the same time", len(names)) % {
            "n": len(names)
        }
    if names:
        words = ngettext("%(departments)s is at work on it", "%(departments)s are at work on it", len(names))
        return words % {"departments": listed(names)}
    return _("The departments are at work on it")


def light_of(case: Case, tasks: list[Task], now: datetime) -> tuple[str, str, str]:
    """(state, words, note) for the right end of the row."""
    items = list(case.items.all())
    views = [item_view(item, items, tasks, case, now) for item in items]
    state = lights.state_of(case_light(case, views, now))
    if case.closed_at is not None:
        over = "done" if case.state == CaseState.CLOSED else "ended"
        return over, str(case.get_state_display()), moments.day_week(case.closed_at)
    if case.state == CaseState.DELIVERED:
        return "done", str(lights.WORDS["done"]), moments.day_week(case.decided_at or case.submitted_at)
    if case.state == CaseState.CORRECTING:
        return "pause", _("Waiting for you"), _("the clock starts afterwards")
    if case.state == CaseState.SUBMITTED:
        return state, running_words(state, left(case.intake_due_at, case, now)), _("to acceptance")
    if case.state == CaseState.IN_PROGRESS and case.due_at:
        note = _("done by %(moment)s") % {"moment": moments.day_week(case.due_at)}
        return state, running_words(state, left(case.due_at, case, now)), note
    return state, str(lights.WORDS[state]), ""


def draft_rows(drafts: Iterable[Draft]) -> list[DraftRow]:
    return [
        DraftRow(
            title=one.version.matter.label,
            url=reverse("hall:apply", args=[one.key]),
            discard_url=reverse("hall:discard", args=[one.key]),
            saved_at=one.updated_at,
            keeps_until=one.updated_at + KEPT,
        )
        for one in drafts
    ]
