"""Who is told what, once per event, after commit (ux.md 2.6). One insert per change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from departments.org.duties import holders
from departments.org.models import Department
from portal.notices import Wording
from services.cases.models import Case
from workflows.asking import approvals
from workflows.engine.change import current
from workflows.models import APPLICANT_KINDS, Task, TaskKind
from workflows.people import covers

from . import wording


def case_params(case: Case, **more: Any) -> dict[str, Any]:
    return {"matter": case.matter_name, "number": case.number, "applicant": case.applicant.name, **more}


def moment_words(moment: Any) -> str:
    """A due moment as messages write it: 11月24日 17:30."""
    if moment is None:
        return "—"
    local = localtime(moment)
    return f"{local.month}月{local.day}日 {date_format(local, 'H:i')}"


def is_emergency(case: Case) -> bool:
    """Counted in calendar hours, day and night: its messages do not wait for the morning (R25)."""
    return case.limit_unit == "ch"


def tell_applicant(case: Case, words: Wording, *, key: str, **params: Any) -> None:
    tell_people(case, words, [case.applicant], key=f"{words.event}:{case.pk}:{key}", **params)


def tell_people(case: Case, words: Wording, people: Iterable[Any], *, key: str, **params: Any) -> None:
    """Tell anybody about the case; the message leads to its page. `key` names the event, once for ever."""
    url = params.pop("url", f"/c/{case.number}/")
    where = {"url": url, "key": key, "case_number": case.number, "urgent": is_emergency(case)}
    current().tell(people, words, case_params(case, **params), **where)


def tell_task(task: Task, words: Wording, people: Iterable[Any], *, key: str = "", **params: Any) -> None:
    case = task.case
    params.setdefault("step", task.step_title)
    params.setdefault("due", moment_words(task.due_at))
    current().tell(
        people,
        words,
        case_params(case, **params),
        url=f"/desk/task/{task.pk}/",
        key=f"{words.event}:{task.pk}:{key}",
        case_number=case.number,
        urgent=is_emergency(case),
    )


def able_people(task: Task) -> list[Any]:
    """Those a task waits for: its holder, or everybody who may take it, delegates and B-role last (R3, R51, R52)."""
    if task.owner_id is not None:
        return [task.owner]
    if task.able is not None:
        return task.able
    free = covers.free_holders(task)
    people = [*free, *covers.delegates(task, free)]
    if task.stand_in_id and all(one.pk != task.stand_in_id for one in people):
        people.append(task.stand_in)
    return people


def announce_task(task: Task) -> None:
    """Tell those a new task waits for. The applicant is told by the act that asks something of them."""
    if task.owner_id is None and task.able == [] and task.kind not in APPLICANT_KINDS:
        tell_nobody_able(task)
    if task.kind == TaskKind.INTAKE:
        tell_task(task, wording.INTAKE_WAITING, able_people(task))
    elif approvals.request_of(task):
        item = task.case_item.name if task.case_item else ""
        tell_task(task, wording.REQUEST_WAITING, able_people(task), item=item, request=approvals.words(task))
    elif task.kind == TaskKind.DUTY:
        department = Department.objects.get(pk=task.data["department"])
        tell_task(
            task,
            wording.RULING_WAITING,
            able_people(task),
            department=department.name,
            item=task.case_item.name,
            reason=task.data.get("reason", ""),
        )
    elif task.kind == TaskKind.RESUPPLY and task.case_item is not None and "correction" not in task.data:
        tell_applicant(
            task.case,
            wording.PAPERS_WAITING,
            key=task.case_item.code,
            item=task.case_item.name,
            due=moment_words(task.due_at),
        )
    elif task.kind not in APPLICANT_KINDS:
        tell_waiting(task, able_people(task))


def tell_waiting(task: Task, people: list[Any]) -> None:
    """The department's own people, and those who would act for one of them (R51, R52), each in their words."""
    others = [one for one in people if vars(one).get("acts_for")]
    tell_task(task, wording.TASK_WAITING, [one for one in people if one not in others])
    for one in others:
        tell_task(task, wording.TASK_FOR_ANOTHER, [one], principal=one.acts_for)


def tell_nobody_able(task: Task) -> None:
    """Nobody is left who may act: the coordination office has to see to it (R3, R58)."""
    office = coordination_office(task.case.organisation_id)
    people = holders("coordinate", office.pk) if office else []
    department = Department.objects.get(pk=task.department_id)
    tell_task(task, wording.NOBODY_ABLE, people, department=department.name)


def coordination_office(organisation_id: int) -> Department | None:
    offices = Department.objects.filter(organisation_id=organisation_id, kind="coordination")
    return offices.order_by("pk").first()
