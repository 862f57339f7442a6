"""The case file as its readers see it: items with light, step and holder; what the case waits on.

`case_view` is the one read behind the progress page, the task panel, the counter and the
API; it takes a fixed number of statements whatever the number of items, and reads only
the parts of the file its page shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.errors import NotFound
from portal.worktime import Remaining
from services.cases.managers import READING_DUTIES
from services.cases.models import (
    CarbonCopy,
    Case,
    CaseItem,
    CaseMaterial,
    Correction,
    Document,
    Message,
    Objection,
    Opinion,
)
from services.cases.states import CASE_BEFORE_DECISION, ITEM_ENDED, CaseState, ItemState
from workflows.asking import approvals
from workflows.casework.corrections import may_extend
from workflows.timing import clocks

from ..models import APPLICANT_KINDS, Task, TaskKind
from .fileparts import CORRECTIONS, MATERIALS, WHOLE_FILE, read_part
from .people import holder_name, scope

WORST = ("red", "yellow", "green", "grey", "blue")


@dataclass(frozen=True)
class StepView:
    """The step an item is at. `holder` "" while nobody has taken it."""

    task: int
    kind: str
    name: str
    department: str
    department_code: str
    holder: str
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True)
class ItemView:
    """One item for readers. `waits_on` are codes of open hard predecessors; `light` as in api.md."""

    item: CaseItem
    light: str
    step: StepView | None
    waits_on: tuple[str, ...]
    remaining: Remaining | None
    countersigns: tuple[StepView, ...] = ()

    @property
    def code(self) -> str:
        return self.item.code


@dataclass(frozen=True)
class CaseView:
    """One case for one reader at one moment."""

    case: Case
    now: datetime
    items: tuple[ItemView, ...]
    light: str
    remaining: Remaining | None
    todo: tuple[Task, ...]
    window_task: Task | None
    actions: tuple[str, ...]
    may_read_file: bool
    materials: tuple[CaseMaterial, ...] = ()
    corrections: tuple[Correction, ...] = ()
    documents: tuple[Document, ...] = ()
    messages: tuple[Message, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    objections: tuple[Objection, ...] = ()
    by_code: dict[str, ItemView] = field(default_factory=dict)

    @property
    def main_items(self) -> tuple[ItemView, ...]:
        return tuple(one for one in self.items if one.item.phase == "main")

    @property
    def post_items(self) -> tuple[ItemView, ...]:
        return tuple(one for one in self.items if one.item.phase == "post")

    @property
    def done_count(self) -> int:
        return sum(one.item.state in ITEM_ENDED for one in self.main_items)


def find_case(number: str, user: Any) -> Case:
    """The case by its number, if this person may see it. NotFound otherwise, telling nothing."""
    relations = ("applicant", "applicant_department", "organisation", "lead_department", "window", "registered_by")
    case = Case.objects.visible_to(user).select_related(*relations).filter(number=number).first()
    if case is None:
        raise NotFound(_("There is no case %(number)s that you can see. Please check the number.") % {"number": number})
    return case


def case_view(case: Case, user: Any, *, now: datetime | None = None, parts: Sequence[str] = WHOLE_FILE) -> CaseView:
    """What a reader of the case sees, with the named `parts` of its file.

    Three statements and one or two more for each part, whatever the case's size.
    """
    moment = now or timezone.now()
    rows = list(case.items.select_related("department", "decided_by").prefetch_related("pauses").order_by("position"))
    waiting = Task.objects.filter(case=case, finished=None).exclude(kind="")
    tasks = list(waiting.select_related("department", "owner", "acting_for"))
    items = tuple(item_view(item, rows, tasks, case, moment) for item in rows)
    mine = is_applicant_side(case, user)
    todo = tuple(one for one in tasks if one.kind in APPLICANT_KINDS and mine)
    file = {name: read_part(case, user, name, rows) for name in parts}
    promised = any(one.status == CaseMaterial.Status.DEFERRED for one in file.get(MATERIALS, ()))
    return CaseView(
        case=case,
        now=moment,
        items=items,
        light=case_light(case, items, moment),
        remaining=left(case.due_at, case, moment) if case.state in CASE_BEFORE_DECISION else None,
        todo=todo,
        window_task=next((one for one in tasks if one.kind in (TaskKind.INTAKE, TaskKind.DELIVER)), None),
        actions=applicant_actions(
            case, user, todo, promised=promised, extendable=may_extend(case, file.get(CORRECTIONS, ()))
        ),
        may_read_file=may_read_file(case, user, rows),
        by_code={one.code: one for one in items},
        **file,
    )


def item_view(item: CaseItem, rows: Sequence[CaseItem], tasks: Sequence[Task], case: Case, now: datetime) -> ItemView:
    own = sorted((one for one in tasks if one.case_item_id == item.pk), key=lambda one: one.pk)
    # Whether a result is voided, or an approval filed, is nobody's step: the item is decided.
    # Nor is an opinion owed after silence.
    own = [one for one in own if approvals.request_of(one) not in approvals.BESIDE and one.kind != TaskKind.FORMAL]
    steps = [one for one in own if one.kind in (TaskKind.STEP, TaskKind.RESUPPLY, TaskKind.DUTY)]
    asked = tuple(step_view(one) for one in own if one.kind == TaskKind.COUNTERSIGN)
    ended = {row.code: row for row in rows}
    waits = tuple(
        code
        for code in item.needs
        if item.state == ItemState.WAITING and code in ended and ended[code].decision != "approved"
    )
    current = step_view(steps[0]) if steps else asked[0] if asked else None
    return ItemView(
        item=item,
        light=item_light(item, [one for one in own if one.kind != TaskKind.OPINION], now),
        step=current,
        waits_on=waits,
        remaining=left(item.due_at, case, now) if item.state not in ITEM_ENDED else None,
        countersigns=asked,
    )


def step_view(task: Task) -> StepView:
    return StepView(
        task=task.pk,
        kind=task.kind,
        name=task.step_title,
        department=task.department.title if task.department else "",
        department_code=task.department.code if task.department else "",
        holder=holder_name(task),
        since=task.created,
        due_at=task.due_at,
    )


def item_light(item: CaseItem, tasks: Sequence[Task], now: datetime) -> str:
    """R32: green, yellow, red by the item's own clock; yellow when a step is past its own limit (R33);
    grey while nothing runs, blue when it has ended."""
    if item.state in ITEM_ENDED:
        return "blue"
    if item.state == ItemState.SUSPENDED or item.due_at is None:
        return "grey"
    if now > item.due_at:
        return "red"
    step_late = any(one.due_at is not None and one.due_at < now for one in tasks)
    if step_late or (item.yellow_at is not None and now >= item.yellow_at):
        return "yellow"
    return "green"


def case_light(case: Case, items: Sequence[ItemView], now: datetime) -> str:
    """R33: the worst of the case's own light and its items'; grey while it waits on the applicant."""
    if case.closed_at is not None or case.state in (CaseState.DELIVERED, CaseState.CLOSED):
        return "blue"
    if case.state == CaseState.CORRECTING:
        return "grey"
    lights = [one.light for one in items if one.item.phase == "main"]
    if case.state == CaseState.SUBMITTED:
        lights.append("red" if case.intake_due_at and now > case.intake_due_at else "green")
    elif case.state == CaseState.IN_PROGRESS and case.due_at is not None:
        own = "red" if now > case.due_at else "yellow" if case.yellow_at and now >= case.yellow_at else "green"
        lights.append(own)
    else:
        lights.append("green")
    return min((one for one in lights if one not in ("blue", "grey")), key=WORST.index, default="green")


def left(due_at: datetime | None, case: Case, now: datetime) -> Remaining | None:
    if due_at is None:
        return None
    return clocks.time_left(now, due_at, case)


def is_applicant_side(case: Case, user: Any) -> bool:
    """The applicant, or the clerk who filed the case, while the window is theirs (R1)."""
    if user.pk == case.applicant_id:
        return True
    return user.pk == case.registered_by_id and duties_of(user).holds("accept", case.window_id)


def may_read_file(case: Case, user: Any, items: Sequence[CaseItem]) -> bool:
    """Form and papers: the applicant, the window, and departments that work on the case (R4, R8).

    Those who oversee see progress, not papers.
    """
    if is_applicant_side(case, user):
        return True
    duties = duties_of(user)
    working = set().union(*(duties.departments(one) for one in ("handle", "review", "approve", "deputise")))
    if case.window_id in duties.departments("accept") or duties.departments("audit"):
        return True
    if any(item.department_id in working for item in items):
        return True
    countersigning = duties.departments("countersign")
    asked = Task.objects.filter(
        Q(kind=TaskKind.COUNTERSIGN, department_id__in=countersigning)
        | Q(kind=TaskKind.OPINION, department_id__in=working),
        case=case,
    )
    own = Task.objects.filter(case=case, stand_in=user)
    of_applicant = Task.objects.filter(case=case, kind__in=(TaskKind.STEP, TaskKind.DUTY), department_id__in=working)
    leading = Task.objects.filter(case=case, duty="lead", department_id__in=duties.departments("lead"))
    ruling = Task.objects.filter(case=case, duty="arbitrate", department_id__in=duties.departments("arbitrate"))
    reading = set().union(*(duties.departments(one) for one in READING_DUTIES))
    copies = CarbonCopy.objects.filter(Q(person=user) | Q(department_id__in=reading), case=case, revoked_at=None)
    delegated = [Task.objects.filter(scope(one), case=case) for one in duties.delegated]
    others = [own, of_applicant, leading, ruling, *delegated, copies if reading else copies.none()]
    return asked.values("pk").union(*(one.values("pk") for one in others)).exists()


def applicant_actions(
    case: Case, user: Any, todo: Sequence[Task], *, promised: bool | None = None, extendable: bool = False
) -> tuple[str, ...]:
    """What the applicant may do with the whole case now; empty for everybody else.

    `promised` says whether papers are still promised for later, where that is known already;
    `extendable` whether more time for a correction can be asked for (R38).
    """
    if not is_applicant_side(case, user):
        return ()
    actions = []
    if case.state in CASE_BEFORE_DECISION:
        actions.append("withdraw")
    if case.closed_at is None and case.state != CaseState.CORRECTING:
        actions.append("urge")
    if any(one.kind == TaskKind.RESUPPLY for one in todo) or (has_promised(case) if promised is None else promised):
        actions.append("resupply")
    if extendable:
        actions.append("extend-correction")
    if any(one.kind == TaskKind.CONFIRM for one in todo):
        actions.append("confirm")
    actions.append("messages")
    if case.state == CaseState.CLOSED and user.pk == case.applicant_id:
        actions.append("rating")
    if case.state in CASE_BEFORE_DECISION:
        actions.append("objections")
    return tuple(actions)


def has_promised(case: Case) -> bool:
    return case.materials.filter(status=CaseMaterial.Status.DEFERRED).exists()


def my_cases(user: Any) -> Any:
    """The applicant's cases, newest first, with what a list row needs. Two statements."""
    waiting = Task.objects.filter(finished=None).exclude(kind="").select_related("department", "owner", "acting_for")
    return (
        Case.objects.filter(applicant=user)
        .select_related("lead_department")
        .prefetch_related(
            Prefetch("items", queryset=CaseItem.objects.select_related("department").order_by("position")),
            Prefetch("tasks", queryset=waiting, to_attr="open_tasks"),
        )
        .order_by("-submitted_at", "-pk")
    )
