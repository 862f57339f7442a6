"""The queries behind cases and tasks: a fixed number of statements, whatever the number of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.errors import NotFound
from services.cases.models import Case, CaseItem, CaseMaterial, Correction, Document, Objection, Opinion, OwedValue
from workflows.acting import TASK_RELATIONS, bind
from workflows.casework.corrections import may_extend
from workflows.models import APPLICANT_KINDS, ASIDE_KINDS, Task
from workflows.people.permission import may_act
from workflows.people.standing_in import former
from workflows.queries import casefile, readers
from workflows.queries.casefile import ItemView
from workflows.queries.inbox import with_item_types
from workflows.queries.resubmission import may_resubmit

CASE_RELATIONS = (
    "applicant", "applicant_department", "organisation", "lead_department", "window", "registered_by", "version",
)  # fmt: skip


@dataclass(frozen=True)
class CaseReading:
    """One case as one reader sees it. `tasks`: its open tasks by id."""

    case: Case
    user: Any
    now: datetime
    items: tuple[ItemView, ...]
    tasks: dict[int, Task]
    light: str
    actions: tuple[str, ...]
    corrections: tuple[Correction, ...]
    documents: tuple[Document, ...]

    @property
    def is_applicant_side(self) -> bool:
        return readers.is_applicant_side(self.case, self.user)


@dataclass(frozen=True)
class FileReading:
    """What the papers of a case say to one reader; empty where they may not be read (R4, R8)."""

    readable: bool
    materials: tuple[CaseMaterial, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    objections: tuple[Objection, ...] = ()
    owed: tuple[OwedValue, ...] = ()


# ---- cases --------------------------------------------------------------------------


def cases_for(rows: QuerySet[Case], user: Any) -> QuerySet[Case]:
    """The rows with everything `read_case` looks at: seven statements, however many cases."""
    open_tasks = Task.objects.filter(finished=None).exclude(kind="").select_related("department", "owner", "acting_for")
    items = CaseItem.objects.defer("definition").select_related("department").prefetch_related("pauses")
    promised = CaseMaterial.objects.filter(case=OuterRef("pk"), status=CaseMaterial.Status.DEFERRED)
    return (
        rows.select_related(*CASE_RELATIONS)
        .defer("version__snapshot")
        .annotate(has_promised=Exists(promised))
        .prefetch_related(
            Prefetch("items", items.order_by("position"), to_attr="item_rows"),
            Prefetch("tasks", open_tasks.order_by("pk"), to_attr="open_tasks"),
            Prefetch("corrections", Correction.objects.prefetch_related("defects"), to_attr="correction_rows"),
            Prefetch("documents", documents_for(user), to_attr="document_rows"),
        )
    )


def documents_for(user: Any) -> QuerySet[Document]:
    """The applicant sees what was handed over, the departments every paper (casefile.visible_documents)."""
    handed_over = Q(released_at__isnull=False) | ~Q(case__applicant=user)
    return Document.objects.filter(handed_over).select_related("issued_by", "item").order_by("issued_at", "pk")


def find_case(number: str, user: Any) -> Case:
    """The case, if this person may see it. NotFound otherwise, telling nothing."""
    rows: QuerySet[Case] = Case.objects.visible_to(user).filter(number=number)
    case = cases_for(rows, user).first()
    if case is None:
        raise NotFound(_("There is no case %(number)s that you can see. Please check the number.") % {"number": number})
    return case


def case_again(case: Case, user: Any) -> Case:
    """The case as it is now, for the answer to somebody's own act."""
    found: Case = cases_for(Case.objects.filter(pk=case.pk), user).get()
    return found


def read_case(case: Any, user: Any, now: datetime | None = None) -> CaseReading:
    """Shape a case that came through `cases_for`. No queries but, once, the reader's duties."""
    moment = now or timezone.now()
    rows, tasks = case.item_rows, case.open_tasks
    items = tuple(casefile.item_view(one, rows, tasks, case, moment) for one in rows)
    todo = [one for one in tasks if one.kind in APPLICANT_KINDS]
    return CaseReading(
        case=case,
        user=user,
        now=moment,
        items=items,
        tasks={one.pk: one for one in tasks},
        light=casefile.case_light(case, items, moment),
        actions=readers.applicant_actions(
            case,
            user,
            todo,
            promised=case.has_promised,
            extendable=may_extend(case, case.correction_rows),
            again=may_resubmit(rows, case, moment),
        ),
        corrections=tuple(case.correction_rows),
        documents=tuple(case.document_rows),
    )


def read_file(case: Any, user: Any, *, works_on_it: bool = False) -> FileReading:
    """Form, papers, opinions; three statements. Opinions are for colleagues, not for the applicant."""
    if not works_on_it and not readers.may_read_file(case, user, case.item_rows):
        return FileReading(readable=False)
    own = readers.is_applicant_side(case, user)
    opinions = case.opinions.select_related("author", "acting_for", "department", "item")
    return FileReading(
        readable=True,
        materials=tuple(case.materials.select_related("upload")),
        opinions=() if own else tuple(opinions),
        objections=tuple(case.objections.select_related("source")),
        owed=tuple(case.owed_values.select_related("department")),
    )


@dataclass(frozen=True)
class PublicReading:
    """What a stranger with number and check code may know (R86). `tasks`: the open ones, for their desks."""

    case: Case
    light: str
    tasks: tuple[Task, ...]


def read_in_public(number: str, check_code: str, now: datetime) -> PublicReading | None:
    """The case behind number and check code, None when they do not belong together."""
    case = Case.objects.filter(number=number, check_code=check_code).first()
    if case is None:
        return None
    tasks = (
        Task.objects.filter(case=case, finished=None)
        .exclude(kind__in=["", *ASIDE_KINDS])
        .select_related("department", "owner", "acting_for")
    )
    open_tasks, rows = tuple(tasks.order_by("pk")), list(case.items.defer("definition").select_related("department"))
    items = [casefile.item_view(one, rows, open_tasks, case, now) for one in rows]
    return PublicReading(case, casefile.case_light(case, items, now), open_tasks)


# ---- tasks --------------------------------------------------------------------------


def find_task(task_id: int, user: Any) -> Task:
    """The task, if this person may act on it or see its case. NotFound otherwise, telling nothing."""
    task = with_item_types(people_tasks()).filter(pk=task_id).first()
    if task is None or not may_see(task, user):
        absent = NotFound(_("There is no such task, or it is not yours to see. Your inbox lists what is open for you."))
        raise (former(task, user) if task else None) or absent
    bind(task)
    return task


def may_see(task: Task, user: Any) -> bool:
    """Theirs now, theirs before, or part of a case they may see."""
    if user.pk in (task.owner_id, task.closed_by_id) or may_act(task, user):
        return True
    return bool(Case.objects.visible_to(user).filter(pk=task.case_id).exists())


def task_again(task: Task) -> Task:
    """The task as it is now, for the answer to somebody's own act."""
    found = people_tasks().get(pk=task.pk)
    bind(found)
    return found


def people_tasks() -> QuerySet[Task]:
    """Tasks of people with their relations."""
    relations = (*TASK_RELATIONS, "case__applicant_department", "case__registered_by")
    return Task.objects.select_related(*relations).exclude(kind="")


def works_on(task: Task, user: Any) -> bool:
    """Whether this person holds, held or could take the task: they see values as they are (R84)."""
    return user.pk in (task.owner_id, task.closed_by_id) or may_act(task, user)
