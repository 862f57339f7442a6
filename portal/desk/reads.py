"""What the desk's pages read, with a fixed number of statements each (budgets: tests/desk/test_budgets.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, IntegerField, Model, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from departments.org.models import Department
from portal.desk.access import READING_DUTIES
from portal.desk.place import LIGHTS, Place
from portal.errors import NotFound
from services.cases.models import (
    Case,
    CaseItem,
    CaseMaterial,
    DutyListEntry,
    Invitation,
    Message,
    Opinion,
    OwedValue,
    ProposedDefect,
)
from services.catalog.models import ServiceItem
from workflows.casework import debts
from workflows.models import Task, TaskKind
from workflows.people.permission import may_act
from workflows.people.standing_in import former
from workflows.queries import casefile, inbox, readers
from workflows.queries.proposals import proposals_of

PAGE_SIZE = 50
DEPARTMENTS_KEPT_SECONDS = 60
# How far "5 of 12" looks ahead on the page of one task.
LONGEST_RUN = 500


# ---- the list -----------------------------------------------------------------------


class CountedPaginator(Paginator):
    """A paginator that was told how many there are, so that it does not ask again."""

    def __init__(self, rows: QuerySet[Task], total: int):
        super().__init__(rows, PAGE_SIZE)
        self.total = total

    @cached_property
    def count(self) -> int:
        return self.total


def narrowed(user: Any, place: Place, now: datetime, *, light: bool = True) -> QuerySet[Task]:
    rows = inbox.tasks(user, place.bucket, now=now)
    chosen = place.light if light else ""
    return inbox.narrow(rows, department=place.department, matter=place.matter, light=chosen, q=place.q, now=now)


def light_counts(user: Any, place: Place, now: datetime) -> dict[str, int]:
    """{"all", "red", "yellow", "green", "grey"} of the bucket as filtered, the light itself left open."""
    rows = narrowed(user, place, now, light=False).order_by()
    lights = {name: Count("pk", filter=inbox.light_condition(name, now)) for name in LIGHTS}
    return rows.aggregate(all=Count("pk"), **lights)


def page_of(user: Any, place: Place, total: int, now: datetime) -> Page[Task]:
    return CountedPaginator(narrowed(user, place, now), total).get_page(place.page)


def run_of(user: Any, place: Place, now: datetime) -> list[int]:
    """Ids of the bucket's tasks in their order, so that a task page knows what comes before and after."""
    return list(narrowed(user, place, now).values_list("pk", flat=True)[:LONGEST_RUN])


def next_task(user: Any, place: Place, *, after: int | None = None) -> Task | None:
    """The most urgent task of the bucket; None when nothing is left. `after` is not offered again."""
    rows = narrowed(user, place, timezone.now())
    return rows.exclude(pk=after).first()


# ---- one task -----------------------------------------------------------------------


@dataclass(frozen=True)
class TaskFile:
    """A task with the part of its case that its panel shows. `tasks`: every person's task of the case."""

    task: Task
    user: Any
    now: datetime
    may_read: bool
    rows: Sequence[CaseItem] = ()
    tasks: Sequence[Task] = ()
    materials: Sequence[CaseMaterial] = ()
    opinions: Sequence[Opinion] = ()
    # Points named before acceptance; read while the case waits for it.
    proposals: Sequence[ProposedDefect] = ()

    @property
    def case(self) -> Case:
        case: Case = self.task.case
        return case

    @property
    def item(self) -> CaseItem | None:
        return self.task.case_item

    @cached_property
    def owed(self) -> list[OwedValue]:
        """What silent registers owe: for a debtor its own values, for a step what its item waits for (R44)."""
        if self.task.kind == TaskKind.OWED:
            return [one for one in debts.owed_in(self.case) if one.department_id == self.task.department_id]
        return debts.owed_to(self.case, self.item) if self.item is not None and self.task.kind == TaskKind.STEP else []

    @cached_property
    def item_views(self) -> tuple[casefile.ItemView, ...]:
        open_tasks = [one for one in self.tasks if one.finished is None]
        return tuple(casefile.item_view(one, self.rows, open_tasks, self.case, self.now) for one in self.rows)

    @cached_property
    def questions(self) -> list[Task]:
        """Every question to the item's countersigners, oldest first."""
        own = [one for one in self.tasks if one.case_item_id == self.task.case_item_id]
        return [one for one in own if one.kind == TaskKind.COUNTERSIGN]

    @cached_property
    def invitations(self) -> list[Invitation]:
        """Who must come to the appointment this task is about; none for every other task."""
        if self.task.kind != TaskKind.MEETING:
            return []
        rows = Invitation.objects.filter(meeting=self.task.data["which"])
        return list(rows.select_related("department").order_by("pk"))

    @cached_property
    def item_opinions(self) -> list[Opinion]:
        """What was said on this item so far, oldest first."""
        return [one for one in self.opinions if one.item_id == self.task.case_item_id]


# What a panel shows of a task; the flow's own relations are for the operations.
PANEL_RELATIONS = (
    "case__applicant", "case__applicant_department", "case__registered_by", "case__window", "case__version",
    "case_item", "department", "owner", "closed_by", "acting_for", "a_role",
)  # fmt: skip


def find_task(task_id: int, user: Any) -> Task:
    """The task, if this person may see its case. NotFound otherwise, telling nothing.

    Whoever acted for somebody until a moment ago reads that this is over (DelegationEnded).
    """
    rows = Task.objects.select_related(*PANEL_RELATIONS).defer("case__version__snapshot").exclude(kind="")
    counted = rows.annotate(paper_count=count_of(CaseMaterial), message_count=count_of(Message))
    task = counted.filter(pk=task_id).first()
    if task is None or not may_see(task, user):
        absent = NotFound(_("There is no such task, or it is not yours to see. Your inbox lists what is open for you."))
        raise (former(task, user) if task else None) or absent
    if task.case_item is not None:
        task.case_item.case = task.case
    return task


def count_of(model: type[Model]) -> Subquery:
    """How many rows of the model the task's case has, counted inside the statement that reads the task."""
    own = model._default_manager.filter(case_id=OuterRef("case_id")).order_by().values("case_id")
    return Subquery(own.annotate(n=Count("pk")).values("n"), output_field=IntegerField())


def may_see(task: Task, user: Any) -> bool:
    """Their own task or department; else whoever may see the case. At most one statement."""
    if user.pk in (task.owner_id, task.closed_by_id, task.stand_in_id, task.case.applicant_id):
        return True
    if any(duties_of(user).holds(duty, task.department_id) for duty in READING_DUTIES):
        return True
    return bool(Case.objects.visible_to(user).filter(pk=task.case_id).exists())


def is_theirs(task: Task, user: Any) -> bool:
    """Whether the task concerns them enough to read the papers without asking further."""
    return user.pk in (task.owner_id, task.closed_by_id) or (task.kind != TaskKind.INTAKE and may_act(task, user))


def read_task_file(task: Task, user: Any, *, with_papers: bool = True) -> TaskFile:
    """The panel's reads: items, tasks, opinions, and the papers while they are shown."""
    case = task.case
    rows = list(case.items.select_related("department").order_by("position"))
    tasks = list(people_tasks(case))
    readable = is_theirs(task, user) or readers.may_read_file(case, user, rows)
    early = task.kind == TaskKind.INTAKE and task.finished is None
    return TaskFile(
        task=task,
        user=user,
        now=timezone.now(),
        may_read=readable,
        rows=rows,
        tasks=tasks,
        materials=list(case.materials.select_related("upload")) if readable and with_papers else (),
        # Before acceptance nobody has given an opinion, only points for the notice.
        opinions=opinions_of(case) if readable and not early else (),
        proposals=proposals_of(case) if readable and early else (),
    )


def opinions_of(case: Case) -> list[Opinion]:
    return list(case.opinions.select_related("author", "acting_for", "department"))


def people_tasks(case: Case) -> QuerySet[Task]:
    """Every task of a person in the case, done or open, oldest first."""
    rows = Task.objects.filter(case=case).exclude(kind="")
    return rows.select_related("department", "owner", "closed_by", "acting_for").order_by("pk")


def departments_to_choose(organisation_id: int, item_code: str = "") -> list[Department]:
    """Departments a duty could belong to: those the duty list names for the item, then those with items, then all.

    `in_list`: named by the duty list for this item. Kept for a minute: every open step offers them.
    """
    key = f"desk:departments:{organisation_id}:{item_code}"
    return cache.get_or_set(key, partial(read_departments, organisation_id, item_code), DEPARTMENTS_KEPT_SECONDS) or []


def read_departments(organisation_id: int, item_code: str) -> list[Department]:
    rows = Department.objects.filter(organisation_id=organisation_id).exclude(kind="external")
    named = DutyListEntry.objects.filter(department=OuterRef("pk"), item_code=item_code, ended_at=None)
    owning = ServiceItem.objects.filter(department=OuterRef("pk"))
    rows = rows.annotate(in_list=Exists(named), has_items=Exists(owning))
    return list(rows.only("pk", "code", "kind", "name", "name_en").order_by("-in_list", "-has_items", "code"))


# ---- cases --------------------------------------------------------------------------


def cases_of(user: Any, *, q: str = "", state: str = "") -> QuerySet[Case]:
    """Cases this person may see, newest first, found by number, person, unit or matter."""
    rows = Case.objects.visible_to(user).select_related("applicant", "applicant_department")
    if state:
        rows = rows.filter(state=state)
    if q:
        words = Q(number__icontains=q) | Q(applicant__name__icontains=q) | Q(matter_name__icontains=q)
        rows = rows.filter(words | Q(applicant_department__name__icontains=q) | Q(matter_name_en__icontains=q))
    return rows.order_by("-submitted_at", "-pk")
