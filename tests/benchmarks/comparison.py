"""The same on the engine as it comes, on equivalent rows, in the same run."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any

from django.db import connection
from django.utils import timezone

from tests.benchmarks.receptions import Office
from tests.town import Town
from tests.workflows.statements import counted

PAGE = 25
OPEN_SHARE = 0.06
READER = "zhen.tongchou"


def milliseconds(do: Callable[[], Any], times: int = 15) -> float:
    do()
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        spent.append((time.perf_counter() - began) * 1000)
    return median(spent)


# ---- steps ------------------------------------------------------------------------------


def stock_steps(cases: int) -> tuple[float, float]:
    """(human steps per second, statements a step) of the stock flow: no duties, rules, audit or notices."""
    from tests.benchmarks.stock.flows import StockReception

    person = Town().person("che.lunzhuan")
    steps, seconds, statements = 0, 0.0, 0
    for number in range(cases):
        process = StockReception.start.run(number=f"S-{number}")
        while task := open_stock_task(process.pk):
            began = time.perf_counter()
            with counted() as spent:
                stock_step(task, person)
            seconds += time.perf_counter() - began
            steps, statements = steps + 1, statements + len(spent)
    return steps / seconds, statements / steps


def open_stock_task(process_id: int) -> Any:
    from tests.benchmarks.stock.models import StockTask

    return StockTask.objects.filter(process_id=process_id, flow_task_type="HUMAN", finished=None).order_by("pk").first()


def stock_step(task: Any, person: Any) -> None:
    with task.activation() as activation:
        activation.assign(person)
        activation.start(None)
        activation.execute()


# ---- inbox ------------------------------------------------------------------------------


def fill_ours(rows: int) -> None:
    """Copies of one real task and process with other departments, duties, limits; most of them done."""
    from workflows.models import Task

    Office(first_room=900_000).run(1)
    case = Office(first_room=910_000).open_case()
    task = Task.objects.filter(case=case, kind="step", finished=None).order_by("pk").first()
    copy_rows("workflows_process", task.process_id, max(rows // 8, 1), {"status": "'DONE'"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM workflows_process")
        last = cursor.fetchone()[0]
    done = f"number > {rows * OPEN_SHARE}"
    copy_rows(
        "workflows_task",
        task.pk,
        rows,
        {
            "process_id": f"{last} - number %% {max(rows // 8, 1)}",
            "department_id": department_of("number"),
            "duty": duty_of("number"),
            "owner_id": "NULL",
            "stand_in_id": "NULL",
            "status": f"CASE WHEN {done} THEN 'DONE' ELSE 'NEW' END",
            "finished": f"CASE WHEN {done} THEN now() END",
            "due_at": due_of("number"),
            "scheduled": f"CASE WHEN {done} THEN NULL ELSE now() + interval '40 days' END",
            "alarm_stage": f"CASE WHEN {done} THEN '' ELSE 'red' END",
        },
    )
    analyze("workflows_task", "workflows_process")


def fill_stock(rows: int, departments: dict[str, frozenset[int]]) -> None:
    """As many rows of the stock tables, the department's right in the engine's own permission columns."""
    from tests.benchmarks.stock.flows import StockReception
    from tests.benchmarks.stock.models import StockTask

    process = StockReception.start.run(number="S-fill")
    task = StockTask.objects.get(process=process, finished=None)
    processes = max(rows // 8, 1)
    copy_rows("viewflow_process", process.pk, processes, {"status": "'DONE'"})
    copy_children("stock_stockprocess", "process_ptr_id", process.pk, "viewflow_process", {})
    done = f"number > {rows * OPEN_SHARE}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM viewflow_process")
        last = cursor.fetchone()[0]
    copy_rows(
        "viewflow_task",
        task.pk,
        rows,
        {
            "process_id": f"{last} - number %% {processes}",
            "status": f"CASE WHEN {done} THEN 'DONE' ELSE 'NEW' END",
            "finished": f"CASE WHEN {done} THEN now() END",
            "owner_permission": f"'org.' || {duty_of('number')}",
            "owner_permission_obj_pk": f"({department_of('number')})::text",
            "scheduled": f"CASE WHEN {done} THEN NULL ELSE now() + interval '40 days' END",
        },
    )
    copy_children(
        "stock_stocktask",
        "task_ptr_id",
        task.pk,
        "viewflow_task",
        {"department_id": department_of("parent.id"), "duty": duty_of("parent.id"), "due_at": due_of("parent.id")},
    )
    grant_stock(departments)
    analyze("viewflow_task", "viewflow_process", "stock_stocktask", "stock_stockprocess")


def department_of(number: str) -> str:
    every = "(SELECT array_agg(id ORDER BY id) FROM org_department)"
    return f"({every})[1 + ({number}) %% cardinality({every})]"


def duty_of(number: str) -> str:
    return f"(ARRAY['handle','approve','review','countersign'])[1 + (({number}) / 50) %% 4]"


def due_of(number: str) -> str:
    return f"now() + (({number}) * 7919 %% 40000 - 20000) * interval '1 minute'"


def copy_rows(table: str, template: int, count: int, changed: dict[str, str]) -> None:
    """`count` copies of one row; `changed` {column: expression over `number`}."""
    with connection.cursor() as cursor:
        columns = [column for column in columns_of(cursor, table) if column != "id"]
        values = ", ".join(f'{changed[one]} AS "{one}"' if one in changed else f'kept."{one}"' for one in columns)
        names = ", ".join(f'"{one}"' for one in columns)
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values} '
            f'FROM "{table}" AS kept, generate_series(1, %s) AS number WHERE kept.id = %s',
            [count, template],
        )


def copy_children(table: str, link: str, template: int, parents: str, changed: dict[str, str]) -> None:
    """The child row of every parent copied by `copy_rows`."""
    with connection.cursor() as cursor:
        columns = [column for column in columns_of(cursor, table) if column != link]
        values = ", ".join(changed.get(one, f'kept."{one}"') for one in columns)
        names = "".join(f', "{one}"' for one in columns)
        cursor.execute(
            f'INSERT INTO "{table}" ("{link}"{names}) SELECT parent.id{", " + values if values else ""} '
            f'FROM "{parents}" AS parent, "{table}" AS kept WHERE kept."{link}" = %s '
            f'AND NOT EXISTS (SELECT 1 FROM "{table}" AS there WHERE there."{link}" = parent.id)',
            [template],
        )


def columns_of(cursor: Any, table: str) -> list[str]:
    return [one.name for one in connection.introspection.get_table_description(cursor, table)]


def analyze(*tables: str) -> None:
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'VACUUM (ANALYZE) "{table}"')


def grant_stock(departments: dict[str, frozenset[int]]) -> None:
    """The reader's duties as the generic object permissions the stock queue reads."""
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType
    from guardian.models import UserObjectPermission

    from departments.org.models import Department

    person, kind = Town().person(READER), ContentType.objects.get_for_model(Department)
    permissions = {one.codename: one for one in Permission.objects.filter(content_type=kind)}
    UserObjectPermission.objects.bulk_create(
        UserObjectPermission(permission=permissions[duty], content_type=kind, object_pk=str(pk), user=person)
        for duty, ids in departments.items()
        if duty in permissions
        for pk in ids
    )


def inboxes(rows: int) -> dict[str, float]:
    """Milliseconds of a page and its counts over `rows` tasks; ours and the stock queue ordered by due date."""
    from departments.org.duties import duties_of
    from tests.benchmarks.stock.flows import StockReception
    from tests.benchmarks.stock.models import StockTask
    from workflows.queries.inbox import buckets, row, tasks

    fill_ours(rows)
    fill_stock(rows, dict(duties_of(Town().person(READER)).by_duty))

    def our_page() -> list[Any]:
        person = Town().person(READER)
        return [row(one, person, timezone.now()) for one in tasks(person)[:PAGE]]

    def stock_page() -> list[Any]:
        person = Town().person(READER)
        return list(StockTask.objects.queue([StockReception], person).order_by("due_at")[:PAGE])

    person = Town().person(READER)
    return {
        "our_rows": tasks(person).count(),
        "stock_rows": StockTask.objects.queue([StockReception], person).count(),
        "ours": milliseconds(our_page),
        "counts": milliseconds(lambda: buckets(Town().person(READER))),
        "stock": milliseconds(stock_page, times=5),
    }


# ---- alarms -----------------------------------------------------------------------------


def alarms(cases: int) -> dict[str, float]:
    """Milliseconds an alarm: reminders on the tasks of `cases` receptions, and as many stock timers."""
    from viewflow.workflow.timers import fire_due_timers

    from tests.benchmarks.stock.flows import StockReminder
    from workflows.models import AlarmFailure, Task
    from workflows.operations.unattended.firing import fire_due

    office = Office(first_room=920_000)
    due = [office.open_case().pk for _ in range(cases)]
    tasks = Task.objects.filter(case_id__in=due, finished=None, kind="step")
    count = tasks.update(scheduled=timezone.now(), alarm_stage="yellow")
    for _ in range(count):
        StockReminder.start.run()
    began = time.perf_counter()
    fired = fire_due()
    own = (time.perf_counter() - began) * 1000
    began = time.perf_counter()
    stock = fire_due_timers()
    stock_spent = (time.perf_counter() - began) * 1000
    assert fired == stock == count and not AlarmFailure.objects.exists(), (fired, stock, count)
    return {"count": count, "ours": own / count, "stock": stock_spent / count}
