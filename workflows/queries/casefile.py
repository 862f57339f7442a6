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

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import NotFound
from portal.worktime import Remaining
from services.cases.models import (
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
from workflows.models import APPLICANT_KINDS, ASIDE_KINDS, Task, TaskKind
from workflows.timing import clocks

from .fileparts import CORRECTIONS, MATERIALS, WHOLE_FILE, read_part
from .people import holder_name
from .readers import applicant_actions, is_applicant_side, may_read_file
from .resubmission import may_resubmit

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
    # Countersigners disagree and are brought together, or wait for a ruling (R50).
    is_reconciled: bool = False

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
            case,
            user,
            todo,
            promised=promised,
            extendable=may_extend(case, file.get(CORRECTIONS, ())),
            again=may_resubmit(rows, case, moment),
        ),
        may_read_file=may_read_file(case, user, rows),
        by_code={one.code: one for one in items},
        **file,
    )


def item_view(item: CaseItem, rows: Sequence[CaseItem], tasks: Sequence[Task], case: Case, now: datetime) -> ItemView:
    own = sorted((one for one in tasks if one.case_item_id == item.pk), key=lambda one: one.pk)
    # Whether a result is voided, or an approval filed, is nobody's step: the item is decided.
    # Nor is an opinion owed after silence.
    # Nor is an appointment.
    own = [one for one in own if approvals.request_of(one) not in approvals.BESIDE and one.kind not in ASIDE_KINDS]
    steps = [one for one in own if one.kind in (TaskKind.STEP, TaskKind.RESUPPLY, TaskKind.DUTY, TaskKind.RECONCILE)]
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
        is_reconciled=any(one.kind == TaskKind.RECONCILE or "conflict" in one.data for one in own),
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
