"""What the window's pages read, with a fixed number of statements each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.models import Membership
from portal.accounts.models import User
from portal.counter.access import windows_of
from portal.errors import NotFound
from services.cases.models import CaseItem, CaseMaterial, Defect, Document, Objection, ProposedDefect
from workflows.acting import TASK_RELATIONS, bind
from workflows.models import Task, TaskKind
from workflows.operations.window.defects import failed_checks
from workflows.queries.proposals import proposals_of

LISTS = ("intake", "deliver", "correcting")
FEW = 8
MOST_PEOPLE = 20


def queue(user: Any, name: str) -> QuerySet[Task]:
    """One list of today's queue, most urgent first: to accept, to hand over, or with the applicant."""
    windows = windows_of(user)
    rows = Task.objects.filter(finished=None)
    if name == "correcting":
        rows = rows.filter(kind=TaskKind.RESUPPLY, case_item=None, case__window_id__in=windows)
    else:
        rows = rows.filter(kind=name, duty="accept", department_id__in=windows)
    relations = ("case__applicant", "case__applicant_department", "case__registered_by", "owner")
    return rows.select_related(*relations).order_by("due_at", "pk")


def queue_counts(user: Any, now: datetime) -> dict[str, int]:
    """{"intake", "deliver", "correcting", "late"}; one statement."""
    windows = windows_of(user)
    mine = Q(duty="accept", department_id__in=windows)
    with_applicant = Q(kind=TaskKind.RESUPPLY, case_item=None, case__window_id__in=windows)
    found: dict[str, int] = (
        Task.objects.filter(finished=None)
        .filter(mine | with_applicant)
        .aggregate(
            intake=Count("pk", filter=mine & Q(kind=TaskKind.INTAKE)),
            deliver=Count("pk", filter=mine & Q(kind=TaskKind.DELIVER)),
            correcting=Count("pk", filter=with_applicant),
            late=Count("pk", filter=mine & Q(due_at__lt=now)),
        )
    )
    return found


@dataclass(frozen=True)
class IntakeFile:
    """Everything the intake page shows."""

    task: Task
    rows: Sequence[CaseItem]
    materials: Sequence[CaseMaterial]
    objections: Sequence[Objection]
    now: datetime
    noticed: bool
    # What departments named for the notice, and what the checks found (R36).
    proposals: Sequence[ProposedDefect] = ()
    found: Sequence[Defect] = ()

    @property
    def case(self) -> Any:
        return self.task.case


def find_window_task(task_id: int, user: Any, kind: str) -> Task:
    """The task of that kind at a window of this person's; NotFound otherwise."""
    relations = (*TASK_RELATIONS, "case__version", "case__applicant_department", "case__window", "case__registered_by")
    rows = Task.objects.select_related(*relations).defer("case__version__snapshot")
    task = rows.filter(pk=task_id, kind=kind, department_id__in=windows_of(user)).first()
    if task is None:
        raise NotFound(_("There is no such task at your window. Today's queue lists what is open."))
    bind(task)
    return task


def read_intake(task: Task) -> IntakeFile:
    case = task.case
    items = list(case.items.select_related("department").order_by("position"))
    for item in items:
        item.case = case
    materials = list(case.materials.select_related("upload"))
    return IntakeFile(
        task=task,
        rows=items,
        materials=materials,
        proposals=proposals_of(case),
        found=failed_checks(case, items, materials),
        objections=list(case.objections.all()),
        now=timezone.now(),
        noticed=case.corrections.exists(),
    )


def results_of(case: Any) -> list[Document]:
    return list(case.documents.filter(kind=Document.Kind.RESULT, revoked_at=None).select_related("issued_by", "item"))


def people(q: str) -> list[User]:
    """Active people by name, user name or the end of their telephone number; at most MOST_PEOPLE."""
    words = Q(name__icontains=q) | Q(username__icontains=q) | Q(name_en__icontains=q)
    if q.isdecimal() and len(q) >= 4:
        words |= Q(mobile__endswith=q)
    return list(User.objects.filter(words, is_active=True).order_by("name", "pk")[:MOST_PEOPLE])


def posts_of(persons: Sequence[User]) -> dict[int, str]:
    """{person id: department} for a list of people, in one statement."""
    rows = Membership.objects.active().filter(user__in=[one.pk for one in persons]).select_related("department")
    return {row.user_id: row.department.title for row in rows.order_by("is_primary", "-pk")}
