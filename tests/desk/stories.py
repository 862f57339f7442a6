"""Short ways into the situations the desk's tests tell about."""

from __future__ import annotations

from typing import Any

from django.test.utils import CaptureQueriesContext

DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}
POINTS = {"point-c1": "yes", "point-c2": "yes", "point-c3": "yes"}
HTMX = {"HX-Request": "true"}


def accepted(town: Any, **changes: Any) -> Any:
    """A reception the window has accepted: three departments are at work."""
    case = town.reception(**changes)
    town.accept(case)
    return case


def office_task(town: Any, case: Any) -> Any:
    """The open step of the office's own item."""
    [task] = town.open_tasks(case, kind="step", case_item__code="OF-OFFICE-001")
    return task


def for_the_head(town: Any, case: Any) -> Any:
    """The same item passed on by its handler: the head's approval."""
    points = [{"id": one, "holds": True} for one in ("c1", "c2", "c3")]
    town.act(office_task(town, case), "pass", "bi.jieban", opinion="方案合规", review_points=points)
    return office_task(town, case)


def countersigning(town: Any) -> tuple[Any, dict[str, Any]]:
    """OM-DUTY with production and security asked: (case, {department: task})."""
    case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
    town.accept(case)
    [step] = town.open_tasks(case, kind="step")
    town.act(step, "pass", opinion="已核对")
    return case, {task.department.code: task for task in town.open_tasks(case, kind="countersign")}


def text_of(response: Any) -> str:
    return response.content.decode()


def statements(client: Any, url: str, **extra: Any) -> int:
    """SQL statements of one GET; the page must come."""
    from django.db import connection

    with CaptureQueriesContext(
        connection,
    ) as found:
        response = client.get(url, **extra)
    assert response.status_code == 200, response.status_code
    return len(found)


def key_in(response: Any) -> str:
    """The idempotency key of the form on a page."""
    return text_of(response).split('name="key" value="')[1].split('"')[0]


def copies_of(task: Any, count: int) -> None:
    """Many open tasks like this one, for lists; what they belong to does not matter there."""
    from workflows.models import Task

    row = Task.objects.get(pk=task.pk)
    rows = []
    for _ in range(count):
        twin = Task(
            **{one.attname: getattr(row, one.attname) for one in Task._meta.concrete_fields if one.name != "id"}
        )
        rows.append(twin)
    Task.objects.bulk_create(rows)


def cases_like(case: Any, count: int) -> None:
    """Many cases with items and open tasks of their own."""
    from services.cases.models import Case, CaseItem
    from workflows.models import Task

    fields = [one.attname for one in Case._meta.concrete_fields if one.name != "id"]
    made = Case.objects.bulk_create(
        Case(**{name: getattr(case, name) for name in fields} | {"number": f"{case.number}-{n}", "fingerprint": str(n)})
        for n in range(count)
    )
    items, tasks = [], []
    for twin in made:
        for one in case.items.all():
            own = {
                field.attname: getattr(one, field.attname)
                for field in CaseItem._meta.concrete_fields
                if field.name != "id"
            }
            items.append(CaseItem(**own | {"case_id": twin.pk}))
        for one in Task.objects.filter(case=case, finished=None).exclude(kind=""):
            own = {
                field.attname: getattr(one, field.attname) for field in Task._meta.concrete_fields if field.name != "id"
            }
            tasks.append(Task(**own | {"case_id": twin.pk}))
    CaseItem.objects.bulk_create(items)
    Task.objects.bulk_create(tasks)
