"""What sending an item back would do, before it is done; the return itself does exactly this (R9, R47)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from departments.org.models import Department
from portal.errors import Conflict, Invalid
from services.cases.models import CaseItem, CaseMaterial, Opinion
from workflows.casework import ballot, countersigning, dependence
from workflows.casework.ballot import CONSENT
from workflows.casework.countersigning import COUNTERSIGN, round_is_running
from workflows.casework.dependence import Changes, Fall, Given
from workflows.models import Task, TaskKind
from workflows.words.outcomes import outcome_label


@dataclass(frozen=True)
class Line:
    """One decision and what becomes of it: `because` says why it stands or falls."""

    task: int
    step: str
    department: str
    who: str
    words: str
    at: datetime | None
    because: str


@dataclass(frozen=True)
class Consequences:
    """`to` is the place chosen, `begins` where the item really begins again; both as people read them.

    `place` is the latter for the flow. `asked_again` are countersigners who disagreed and `taken_back`
    departments whose open question is closed; `digest` names this state of things.
    """

    to: str
    begins: str
    place: int
    stands: tuple[Line, ...]
    falls: tuple[Line, ...]
    asked_again: tuple[str, ...]
    taken_back: tuple[str, ...]
    changes: Changes
    digest: str
    target_is_round: bool = False

    @property
    def begins_earlier(self) -> bool:
        return self.to != self.begins


@dataclass(frozen=True)
class Standing:
    """The rows a return is worked out from, read once."""

    item: CaseItem
    questions: Sequence[Task]
    steps: Sequence[Task]
    opinions: Mapping[int, Opinion]
    papers: Mapping[str, str]

    @property
    def round_place(self) -> int:
        return dependence.place_of_round(countersigning.position(self.item))

    @property
    def open_questions(self) -> list[Task]:
        return [one for one in self.questions if one.finished is None]

    @property
    def answered(self) -> list[Task]:
        rows = ballot.answers_of(self.questions).values()
        return [one for one in rows if one.outcome in CONSENT | {"disagree"}]

    @property
    def answering(self) -> list[Department]:
        """Departments whose countersignature stands."""
        return [one.department for one in self.answered if one.department is not None]


def consequences(task: Task, *, to: str, changes: Any = None) -> Consequences:
    """What a return from `task` to the place `to` with these changes would do. Reads only.

    `changes`: {"papers": [codes], "fields": [keys], "opinion": bool, "departments": [codes]}.
    Raises Invalid for a place or a change the item does not have.
    """
    item = task.case_item
    assert item is not None
    target = read_place(item, task, to)
    standing = read_standing(item, task)
    found = read_changes(standing, changes)
    given = list(decisions(standing, before=place_of(task)))
    fallen = dependence.fall(given, found, target)
    require_somebody(standing, fallen, target)
    return describe(standing, given, fallen, target, found)


# ---- places -------------------------------------------------------------------------------


def place_of(task: Task) -> int:
    """Where the item stands: at this open step, or with its countersigners."""
    item = task.case_item
    assert item is not None
    if round_is_running(item):
        return dependence.place_of_round(countersigning.position(item))
    return dependence.place_of_step(task.step_no or 0)


def places_before(item: CaseItem, task: Task) -> list[tuple[int, str, str]]:
    """[(place, value, name)] this task may be sent back to, in the order of the item."""
    here = place_of(task)
    found = [(dependence.place_of_step(no), str(no), step.label) for no, step in enumerate(item.snapshot.steps)]
    if item.round:
        found.append((dependence.place_of_round(countersigning.position(item)), COUNTERSIGN, _("Countersignature")))
    return sorted(one for one in found if one[0] < here)


def read_place(item: CaseItem, task: Task, to: str) -> int:
    """The earlier place meant by its name or number. Raises Invalid."""
    steps = enumerate(item.snapshot.steps)
    names: dict[str, tuple[str, ...]] = {str(number): (step.name, step.name_en) for number, step in steps}
    names[COUNTERSIGN] = ("会签", "Countersignature", "Countersigning")
    for place, value, label in places_before(item, task):
        if to in (value, label, *names[value]):
            return place
    raise Invalid(
        _("“%(step)s” is not an earlier step of this item.") % {"step": to},
        fields={"to": [_("Please choose one of the earlier steps.")]},
    )


def place_name(item: CaseItem, place: int) -> str:
    return _("Countersignature") if dependence.is_round(place) else item.snapshot.steps[place // 2].label


# ---- what there is ------------------------------------------------------------------------


def read_standing(item: CaseItem, task: Task) -> Standing:
    """Four statements."""
    questions = list(
        Task.objects.filter(case_item=item, kind=TaskKind.COUNTERSIGN)
        .select_related("department", "closed_by")
        .order_by("pk")
    )
    passed = Task.objects.filter(case_item=item, kind=TaskKind.STEP, outcome="pass", void="")
    opinions = item.opinions.filter(kind__in=[TaskKind.STEP, TaskKind.COUNTERSIGN], voided_at=None)
    materials = CaseMaterial.objects.filter(case_id=item.case_id, used_by__contains=[item.code])
    return Standing(
        item,
        questions,
        list(passed.select_related("department", "closed_by").order_by("pk")),
        {one.task_id: one for one in opinions.filter(action__in=CONSENT | {"pass", "disagree"}).order_by("pk")},
        {one.code: one.title for one in materials},
    )


def decisions(standing: Standing, *, before: int) -> Iterable[Given]:
    """Everything decided on the item so far that stands, step results and countersignatures."""
    latest = {one.step_no or 0: one for one in standing.steps}
    for number, row in latest.items():
        if dependence.place_of_step(number) < before:
            yield given(standing, row, dependence.place_of_step(number))
    for row in standing.answered:
        yield given(standing, row, standing.round_place)


def given(standing: Standing, row: Task, place: int) -> Given:
    opinion = standing.opinions.get(row.pk)
    inputs = opinion.inputs if opinion is not None else {}
    return Given(
        row.pk,
        place,
        dependence.seen_papers(inputs, standing.papers),
        dependence.seen_fields(inputs, standing.item.snapshot.elements),
        row.department_id or 0,
    )


def read_changes(standing: Standing, changes: Any) -> Changes:
    """What is to be changed, as stated. Raises Invalid for what does not belong to the item."""
    stated: Mapping[str, Any] = changes or {}
    if not isinstance(stated, Mapping):
        raise not_of_item(str(changes))
    papers, fields = names_in(stated, "papers"), names_in(stated, "fields")
    for name in papers - set(standing.papers) | fields - set(standing.item.snapshot.elements):
        raise not_of_item(name)
    codes = names_in(stated, "departments")
    asked = {one.department.code: one.department_id for one in standing.questions if one.department}
    for code in codes - set(asked):
        raise not_of_item(code)
    departments = frozenset(pk for code, pk in asked.items() if code in codes and pk)
    return Changes(papers, fields, bool(stated.get("opinion")), departments)


def names_in(stated: Mapping[str, Any], name: str) -> frozenset[str]:
    given = stated.get(name) or ()
    return frozenset(str(one) for one in ([given] if isinstance(given, str) else given))


def not_of_item(name: str) -> Invalid:
    problem = _("“%(label)s” does not belong to this item.") % {"label": name}
    return Invalid(problem, code="not_of_this_item", fields={"changes": [problem]})


class NobodyToAsk(Conflict):
    """Everybody has agreed, and nothing they looked at is to be changed."""

    code = "nobody_to_ask"


def require_somebody(standing: Standing, fallen: Fall, target: int) -> None:
    """A return to the countersigners asks at least one of them again."""
    if not dependence.is_round(fallen.begins):
        return
    dissenting = any(one.outcome == "disagree" for one in standing.answered)
    if not dissenting and not any(one.pk in fallen.tasks for one in standing.answered):
        raise NobodyToAsk(
            _("Every department has agreed. Say whose opinion is to be asked for again, or what is to be changed.")
        )


# ---- in words -----------------------------------------------------------------------------


def describe(standing: Standing, given: Sequence[Given], fallen: Fall, target: int, changes: Changes) -> Consequences:
    item = standing.item
    rows = {one.pk: one for one in (*standing.steps, *standing.questions)}
    lines = {one.task: line(standing, rows[one.task], why(standing, one, fallen, target, changes)) for one in given}
    passes_round = fallen.begins <= standing.round_place and bool(item.snapshot.countersigns)
    again = [
        one for one in standing.answered if one.outcome == "disagree" and passes_round and one.pk not in fallen.tasks
    ]
    taken = [*standing.open_questions] if round_is_running(item) else []
    return Consequences(
        to=place_name(item, target),
        begins=place_name(item, fallen.begins),
        place=fallen.begins,
        stands=tuple(lines[one.task] for one in given if one.task not in fallen.tasks and rows[one.task] not in again),
        falls=tuple(lines[one.task] for one in given if one.task in fallen.tasks),
        asked_again=tuple(title(one.department) for one in again),
        taken_back=tuple(title(one.department) for one in taken),
        changes=changes,
        target_is_round=dependence.is_round(target),
        digest=digest_of(fallen, [one.task for one in given], [one.pk for one in taken]),
    )


def title(department: Department | None) -> str:
    return department.title if department else ""


def line(standing: Standing, row: Task, because: str) -> Line:
    return Line(
        task=row.pk,
        step=row.step_title,
        department=title(row.department),
        who=row.closed_by.name if row.closed_by else _("the system"),
        words=outcome_label(row.outcome),
        at=row.finished,
        because=because,
    )


def why(standing: Standing, one: Given, fallen: Fall, target: int, changes: Changes) -> str:
    """Why a decision stands or falls, in a few words."""
    if one.task not in fallen.tasks:
        return _("does not rest on what changes")
    if one.saw(changes):
        return _("looked at %(what)s") % {"what": _(", ").join(names_of(standing, one, changes))}
    if one.place == fallen.begins:
        return _("is to be given anew")
    if dependence.is_round(one.place):
        return _("rests on the opinion of “%(step)s”") % {"step": place_name(standing.item, target)}
    return _("rests on the step before it")


def names_of(standing: Standing, one: Given, changes: Changes) -> list[str]:
    elements = standing.item.case.version.typed.elements
    papers = [standing.papers.get(code, code) for code in sorted(one.touched_papers(changes))]
    fields = [elements[key].label if key in elements else key for key in sorted(one.touched_fields(changes))]
    return [*papers, *fields]


def digest_of(fallen: Fall, given: Iterable[int], open_questions: Iterable[int]) -> str:
    parts = (fallen.begins, sorted(fallen.tasks), sorted(given), sorted(open_questions))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
