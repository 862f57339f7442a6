"""Cases in lists and at the head of their page: where they stand in one line (ux.md 2.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.casefile.clocks import light_words
from portal.desk.presenters.standing import Said, said
from portal.ui import lights, moments
from services.cases.models import Case, CaseItem, Opinion
from services.cases.states import CASE_BEFORE_DECISION, CASE_WITHOUT_RESULT, CaseState
from workflows.models import APPLICANT_KINDS, Task
from workflows.queries import casefile
from workflows.queries.people import holder_name, name_of
from workflows.timing.clocks import time_left


@dataclass(frozen=True)
class CaseRow:
    """One case of a list. `where` says who has it now; `state` and `words` are its light."""

    number: str
    url: str
    title: str
    applicant: str
    unit: str
    standing: str
    where: str
    state: str
    words: str
    due_at: datetime | None
    submitted_at: datetime


def case_row(case: Case, tasks: Sequence[Task], items: Sequence[CaseItem], now: datetime) -> CaseRow:
    """`tasks`: its open tasks of people; `items`: its items."""
    views = [casefile.item_view(item, items, tasks, case, now) for item in items]
    state = lights.state_of(casefile.case_light(case, views, now))
    return CaseRow(
        number=case.number,
        url=reverse("desk:case", args=[case.number]),
        title=case.title,
        applicant=case.applicant.name,
        unit=case.applicant_department.title if case.applicant_department else "",
        standing=str(case.get_state_display()),
        where=where_it_is(case, tasks),
        state=ended_state(case, state),
        words=case_words(case, state, now),
        due_at=case.due_at,
        submitted_at=case.submitted_at,
    )


def ended_state(case: Case, state: str) -> str:
    if case.state in CASE_WITHOUT_RESULT:
        return "ended"
    return state


def case_words(case: Case, state: str, now: datetime) -> str:
    """The light in words: time left to the promise, or how it ended."""
    if case.state == CaseState.CORRECTING:
        return _("Waiting for the applicant")
    due = case.intake_due_at if case.state == CaseState.SUBMITTED else case.due_at
    if case.state in CASE_BEFORE_DECISION and due is not None:
        left = time_left(now, due, case)
        if state == "bad" and not left.overdue:
            return _("an item is overdue")
        return light_words(state, left)
    if case.state in (CaseState.DECIDED, CaseState.PARTLY_APPROVED):
        return _("to be handed over")
    return str(case.get_state_display())


def where_it_is(case: Case, tasks: Iterable[Task]) -> str:
    """Who has the case now: "办公室 毕接办、财务部"; the applicant when it waits for them."""
    names = []
    for task in tasks:
        if task.kind in APPLICANT_KINDS:
            name = _("applicant %(name)s") % {"name": case.applicant.name}
        else:
            department = task.department.title if task.department else ""
            name = f"{department} {holder_name(task)}" if task.owner else department
        if name not in names:
            names.append(name)
    return _(", ").join(names)


def case_rows(cases: Sequence[Case], now: datetime) -> list[CaseRow]:
    """Rows for cases whose `open_tasks` and `item_list` were prefetched (portal.desk.views.cases)."""
    return [case_row(case, case.open_tasks, case.item_list, now) for case in cases]  # type: ignore[attr-defined]


@dataclass(frozen=True)
class ItemStory:
    """What was said on one item, and what came of it."""

    item: CaseItem | None
    said: list[Said]

    @property
    def decider(self) -> str:
        """乙 代 甲; "" before the decision, and for the system."""
        return name_of(self.item.decided_by, self.item.decided_for) if self.item is not None else ""


def said_by_item(items: Sequence[CaseItem], opinions: Sequence[Opinion]) -> list[ItemStory]:
    """Opinions under their item in the order of the case; the window's own first."""
    stories = [ItemStory(None, [said(one) for one in opinions if one.item_id is None])]
    stories += [ItemStory(item, [said(one) for one in opinions if one.item_id == item.pk]) for item in items]
    return [one for one in stories if one.said or (one.item is not None and one.item.decision)]


def case_facts(case: Case) -> list[tuple[str, Any]]:
    """What stands under the title: applicant, day, promise."""
    facts: list[tuple[str, Any]] = [(_("Applicant"), case.applicant.name)]
    if case.applicant_department:
        facts.append((_("Unit"), case.applicant_department.title))
    facts.append((_("Handed in"), moments.moment_words(case.submitted_at)))
    if case.due_at:
        facts.append((_("Promised by"), moments.moment_words(case.due_at)))
    return facts
