"""One inbox for everybody: what waits for me, most urgent first.

Every list is one statement on the partial index over open tasks; the bucket counts are one
more. Lights compare stored moments (R32), nothing is computed row by row in SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.worktime import Remaining
from services.cases.models import CaseItem, Correction
from workflows.models import APPLICANT_KINDS, ASIDE_KINDS, Task, TaskKind
from workflows.people import involvement
from workflows.timing import clocks

from . import people

HEAD_DUTIES = ("approve", "lead")
BUCKETS = (
    "mine",
    "claimable",
    "approve",
    "countersign",
    "opinion",
    "overdue",
    "due_today",
    "ahead",
    "waiting_applicant",
    "waiting_others",
    "done",
)
# Lists beside the own workload: nothing in them has to be done by this person.
ELSEWHERE = ("ahead", "waiting_applicant", "waiting_others", "done")
RELATIONS = (
    "case__applicant", "case__applicant_department", "case_item", "department", "owner", "acting_for", "a_role",
)  # fmt: skip


@dataclass(frozen=True)
class TaskRow:
    """One line of the inbox. `light` is green, yellow, red, grey or blue; moments are aware.

    `holder` reads “乙 代 甲” for a delegate; `acting_for` names the one a reader would act for.
    """

    id: int
    kind: str
    step: str
    role: str
    title: str
    case_number: str
    item: str | None
    item_title: str
    applicant: str
    unit: str
    department: str
    department_code: str
    holder: str
    acting_for: str
    is_mine: bool
    due_at: datetime | None
    light: str
    remaining: Remaining | None
    claimable: bool
    group: str
    by_counter: bool
    is_matter: bool
    sent_back: bool
    # A countersigner signed before, and what it signed fell with a return.
    asked_anew: bool


# What is due first; of what is due at the same moment, the one whose item is late.
URGENCY = ("due_at", "red_at", "pk")


def may_take(user: Any) -> Q:
    """Open tasks nobody holds that this person may take (R3, R51): duty, stand-in or delegation, and not barred."""
    condition = Q(stand_in=user)
    duties = duties_of(user)
    for duty, departments in duties.by_duty.items():
        condition |= Q(duty=duty, department_id__in=departments)
    for one in duties.delegated:
        condition |= people.scope(one)
    return Q(owner=None) & condition & ~Q(barred__contains=[user.pk])


def workload(user: Any) -> QuerySet[Task]:
    """Everything open that waits for this person: held by them, or theirs to take."""
    return Task.objects.filter(finished=None).exclude(kind="").filter(Q(owner=user) | may_take(user))


def bucket_condition(bucket: str, user: Any, now: datetime) -> Q:
    """The condition that makes a bucket of `workload(user)`."""
    head = Q(duty__in=HEAD_DUTIES)
    special = Q(kind__in=[TaskKind.COUNTERSIGN, TaskKind.FORMAL, TaskKind.OPINION])
    today = localtime(now).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    conditions: dict[str, Q] = {
        "mine": Q(owner=user),
        "claimable": Q(owner=None) & ~head & ~special,
        "approve": head & ~special,
        "countersign": Q(kind__in=[TaskKind.COUNTERSIGN, TaskKind.FORMAL]),
        "opinion": Q(kind=TaskKind.OPINION),
        "overdue": Q(due_at__lt=now),
        "due_today": Q(due_at__gte=now, due_at__lt=today),
    }
    return conditions[bucket]


def waiting_for_others(user: Any) -> QuerySet[Task]:
    """Open tasks of other departments in cases my departments handle an item of."""
    mine = handled_departments(user)
    own_item = Task.objects.filter(case_id=OuterRef("case_id"), department_id__in=mine, kind=TaskKind.STEP)
    others = Task.objects.filter(finished=None).exclude(kind__in=["", *ASIDE_KINDS, *APPLICANT_KINDS])
    return others.exclude(department_id__in=mine).filter(Exists(own_item))


def waiting_for_applicant(user: Any) -> QuerySet[Task]:
    """The applicant's open tasks in cases of my departments."""
    mine = handled_departments(user)
    own = Task.objects.filter(case_id=OuterRef("case_id"), department_id__in=mine).exclude(kind__in=APPLICANT_KINDS)
    open_ones = Task.objects.filter(finished=None, kind=TaskKind.RESUPPLY).exclude(owner=user)
    return open_ones.filter(Exists(own.exclude(kind="")))


def coming_up(user: Any) -> QuerySet[Task]:
    """Cases that wait for acceptance and have an item of my departments: I may name defects (R36)."""
    items = CaseItem.objects.filter(phase="main", department_id__in=involvement.early_departments(user))
    rows = Task.objects.filter(finished=None, kind=TaskKind.INTAKE).exclude(barred__contains=[user.pk])
    rows = rows.filter(Exists(items.filter(case_id=OuterRef("case_id"))))
    return rows.exclude(Exists(Correction.objects.filter(case_id=OuterRef("case_id"))))


def done_by(user: Any) -> QuerySet[Task]:
    return (
        Task.objects.filter(closed_by=user, finished__isnull=False)
        .exclude(kind="")
        .exclude(kind__in=APPLICANT_KINDS)
        .exclude(outcome="recalled")
    )


def handled_departments(user: Any) -> frozenset[int]:
    duties = duties_of(user)
    return frozenset().union(*(duties.departments(name) for name in ("handle", "review", "approve", "accept")))


SOURCES: dict[str, Callable[[Any], QuerySet[Task]]] = {
    "ahead": coming_up,
    "waiting_applicant": waiting_for_applicant,
    "waiting_others": waiting_for_others,
    "done": done_by,
}


def tasks(user: Any, bucket: str = "", *, now: datetime | None = None) -> QuerySet[Task]:
    """The tasks of a bucket, most urgent first; without a bucket all that waits for this person."""
    moment = now or timezone.now()
    if bucket in SOURCES:
        rows = SOURCES[bucket](user)
        return rows.select_related(*RELATIONS).order_by(*(("-finished", "pk") if bucket == "done" else URGENCY))
    rows = workload(user)
    if bucket:
        rows = rows.filter(bucket_condition(bucket, user, moment))
    return rows.select_related(*RELATIONS).order_by(*URGENCY)


def narrow(
    rows: QuerySet[Task],
    *,
    department: str = "",
    matter: str = "",
    light: str = "",
    q: str = "",
    now: datetime | None = None,
) -> QuerySet[Task]:
    """Filter a bucket by department code, matter code, light and free text (number, person, unit)."""
    moment = now or timezone.now()
    if department:
        rows = rows.filter(department__code=department)
    if matter:
        rows = rows.filter(case__matter_code=matter)
    if light:
        rows = rows.filter(light_condition(light, moment))
    if q:
        words = Q(case__number__icontains=q) | Q(case__applicant__name__icontains=q)
        words |= Q(case__applicant_department__name__icontains=q) | Q(case__matter_name__icontains=q)
        rows = rows.filter(words | Q(case_item__name__icontains=q))
    return rows


def with_item_types(rows: QuerySet[Task]) -> QuerySet[Task]:
    """With types and departments of the case's main items, so that a list of acts asks nothing per row (R6, R36)."""
    main = CaseItem.objects.filter(case=OuterRef("case_id"), phase="main").order_by("position")
    types = main.annotate(type=KeyTextTransform("type", "definition")).values("type")
    return rows.annotate(item_types=ArraySubquery(types), item_departments=ArraySubquery(main.values("department_id")))


def light_condition(light: str, now: datetime) -> Q:
    red = Q(red_at__lt=now)
    yellow = Q(yellow_at__lte=now) & ~red
    return {
        "red": Q(finished=None) & red,
        "yellow": Q(finished=None) & yellow,
        "green": Q(finished=None) & ~red & ~(Q(yellow_at__lte=now)),
        "blue": Q(finished__isnull=False),
        "grey": Q(case_item__state="suspended"),
    }.get(light, Q(pk=None))


def buckets(user: Any, *, now: datetime | None = None) -> dict[str, int]:
    """Counts of every bucket, in two statements whatever the number of rows."""
    moment = now or timezone.now()
    own = [name for name in BUCKETS if name not in ELSEWHERE]
    counts: dict[str, int] = workload(user).aggregate(
        **{name: Count("pk", filter=bucket_condition(name, user, moment)) for name in own}
    )
    counts.update(others_counts(user))
    return {name: counts[name] for name in BUCKETS}


def others_counts(user: Any) -> dict[str, int]:
    """Counts outside the own workload, as one statement."""
    counted = [
        source(user).order_by().annotate(bucket=Value(name)).values("bucket").annotate(n=Count("pk"))
        for name, source in SOURCES.items()
    ]
    found = {entry["bucket"]: entry["n"] for entry in counted[0].union(*counted[1:], all=True)}
    return {name: found.get(name, 0) for name in SOURCES}


def row(task: Task, user: Any, now: datetime) -> TaskRow:
    """Shape one task for a list. No queries: the relations are loaded."""
    case, item = task.case, task.case_item
    unit = case.applicant_department.title if case.applicant_department else ""
    principal = people.principal_of(task, user)
    return TaskRow(
        id=task.pk,
        kind=task.kind,
        step=task.step_title,
        role=task.role,
        title=case.title,
        case_number=case.number,
        item=item.code if item else None,
        item_title=item.title if item else "",
        applicant=case.applicant.name,
        unit=unit,
        department=task.department.title if task.department else "",
        department_code=task.department.code if task.department else "",
        holder=people.holder_name(task),
        acting_for=principal.name if principal else "",
        is_mine=task.owner_id == user.pk,
        due_at=task.due_at,
        light=light_of(task, now),
        remaining=time_left(task, now),
        claimable=task.owner_id is None and task.finished is None,
        group=due_group(task.due_at, now) if task.finished is None else "done",
        by_counter=case.registered_by_id is not None,
        is_matter=True,
        sent_back=bool(task.data.get("returned")),
        asked_anew=bool(task.data.get("anew")) and task.finished is None,
    )


def light_of(task: Task, now: datetime) -> str:
    if task.finished is None and task.case_item is not None and task.case_item.state == "suspended":
        return "grey"
    return task.light_at(now)


def time_left(task: Task, now: datetime) -> Remaining | None:
    """Working time to this step's limit; calendar time for emergencies."""
    if task.due_at is None or task.finished is not None:
        return None
    return clocks.time_left(now, task.due_at, task.case)


def due_group(due_at: datetime | None, now: datetime) -> str:
    """overdue, today, tomorrow or later, by the local day."""
    if due_at is None:
        return "later"
    if due_at < now:
        return "overdue"
    days = (localtime(due_at).date() - localtime(now).date()).days
    return "today" if days == 0 else "tomorrow" if days == 1 else "later"


def group_label(group: str) -> str:
    return {
        "overdue": _("Overdue"),
        "today": _("Due today"),
        "tomorrow": _("Due tomorrow"),
        "later": _("Later"),
        "done": _("Done"),
    }[group]
