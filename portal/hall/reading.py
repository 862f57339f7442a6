"""A case for one page: what everybody needs, and only those parts of the file that the page shows.

`workflows.queries.casefile.case_view` reads the whole file; a page of the hall may take fifteen
statements in all, and no page shows everything.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from services.cases.models import Case, CaseMaterial
from services.cases.states import CASE_BEFORE_DECISION
from workflows.models import APPLICANT_KINDS, Task, TaskKind
from workflows.operations.correcting import may_extend
from workflows.queries import casefile
from workflows.queries.casefile import CaseView, is_applicant_side

MATERIALS, CORRECTIONS, DOCUMENTS = "materials", "corrections", "documents"
MESSAGES, OPINIONS, OBJECTIONS = "messages", "opinions", "objections"


def read_case(case: Case, user: User, *parts: str) -> CaseView:
    """`case_view` with the named parts filled in: 3 statements, one or two more for each part."""
    now = timezone.now()
    rows = list(case.items.select_related("department", "decided_by").prefetch_related("pauses").order_by("position"))
    waiting = Task.objects.filter(case=case, finished=None).exclude(kind="")
    tasks = list(waiting.select_related("department", "owner", "acting_for"))
    items = tuple(casefile.item_view(item, rows, tasks, case, now) for item in rows)
    mine = is_applicant_side(case, user)
    todo = tuple(one for one in tasks if one.kind in APPLICANT_KINDS and mine)
    file = {name: read_part(case, user, name) for name in parts}
    promised = any(one.status == CaseMaterial.Status.DEFERRED for one in file.get(MATERIALS, ()))
    return CaseView(
        case=case,
        now=now,
        items=items,
        light=casefile.case_light(case, items, now),
        remaining=casefile.left(case.due_at, case, now) if case.state in CASE_BEFORE_DECISION else None,
        todo=todo,
        window_task=next((one for one in tasks if one.kind in (TaskKind.INTAKE, TaskKind.DELIVER)), None),
        actions=casefile.applicant_actions(
            case, user, todo, promised=promised, extendable=may_extend(case, file.get(CORRECTIONS, ()))
        ),
        may_read_file=casefile.may_read_file(case, user, rows),
        by_code={one.code: one for one in items},
        **file,
    )


def read_part(case: Case, user: User, name: str) -> tuple[Any, ...]:
    """One part of the file, in its own order. Raises KeyError for a part nobody knows."""
    rows = {
        MATERIALS: lambda: case.materials.select_related("upload"),
        CORRECTIONS: lambda: case.corrections.prefetch_related("defects"),
        DOCUMENTS: lambda: casefile.visible_documents(case, user),
        MESSAGES: lambda: case.messages.select_related("author", "department", "to_department"),
        OPINIONS: lambda: case.opinions.select_related("author", "acting_for", "department", "item"),
        OBJECTIONS: lambda: case.objections.select_related("source"),
    }
    return tuple(rows[name]())
