"""Rounds of countersigning inside one item: who is asked, when it is enough, how a round ends (R45–R50)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from departments.org.models import Department
from services.cases.models import Case, CaseItem
from services.cases.states import ITEM_ENDED, ItemState
from services.catalog.lint.tacit import why_tacit_is_forbidden
from services.catalog.snapshot import CountersignSnapshot
from workflows.engine.change import current
from workflows.models import Task, TaskKind, Void

from . import effects
from .ballot import (
    CONSENT,
    Key,
    answers_of,
    is_removed,
    newest,
    questions,
    settled_as,
    tallies,
    weight_of,
)

# Where a return leads, when it leads to the countersigners instead of a step.
COUNTERSIGN = "countersign"


def position(item: CaseItem) -> int:
    """Opinions are asked after the first step, before any other; before the only one (design.md 2)."""
    return 1 if len(item.snapshot.steps) > 1 else 0


def asked_before(item: CaseItem, step_no: int) -> bool:
    return bool(item.snapshot.countersigns) and step_no == position(item)


def round_is_running(item: CaseItem) -> bool:
    return item.state == ItemState.COUNTERSIGNING


def mark_asking(step: Task, item: CaseItem) -> None:
    """The step begins the next round; one that was taken back and passed again carries an older number."""
    if step.round != item.round:
        step.round = item.round
        Task.objects.filter(pk=step.pk).update(round=item.round)


def open_round(item: CaseItem, case: Case) -> list[dict[str, Any]]:
    """Ask every department that has not consented yet; signatures given stay valid."""
    rows = questions(item)
    change = current()
    if item.state == ItemState.ACCEPTED:
        effects.move_item(item, case, ItemState.IN_REVIEW)
    effects.move_item(item, case, ItemState.COUNTERSIGNING, round=item.round + 1)
    asked = to_be_asked(item, rows)
    change.note(
        item.stream,
        "countersign.asked",
        subject=case.number,
        department=item.snapshot.department,
        data={"item": item.code, "round": item.round, "departments": [one["department"].code for one in asked]},
    )
    return asked


def to_be_asked(item: CaseItem, rows: Iterable[Task]) -> list[dict[str, Any]]:
    """Departments of each group, and those added or named by a ruling, that still owe their consent."""
    found = list(rows)
    latest, standing = newest(found), answers_of(found)
    members = members_of(item, latest)
    asked: list[dict[str, Any]] = []
    for (number, department), weight in members.items():
        answer = standing.get((number, department.pk))
        said = answer is not None and (answer.finished is None or answer.outcome in CONSENT | {"not_my_duty"})
        if not said and not (answer is not None and settled_as(answer) == "overruled"):
            before = latest.get((number, department.pk))
            anew = before is not None and before.void == Void.RETURNED
            asked.append({"group_no": number, "department": department, "weight": weight, "anew": anew})
    return asked


def members_of(item: CaseItem, latest: Mapping[Key, Task]) -> dict[tuple[int, Department], int]:
    """Who takes part: published, added or named by a ruling, and not removed since; with their weights."""
    groups, added = item.snapshot.countersigns, added_codes(item)
    codes = {code for group in groups for code in group.departments} | set(added)
    rows = Department.objects.filter(Q(code__in=codes) | Q(pk__in={pk for _number, pk in latest}))
    members: dict[tuple[int, Department], int] = {}
    for number, group in enumerate(groups):
        for department in sorted(rows, key=lambda one: one.pk):
            if department.pk == item.department_id:
                # Handed over to one of those who were to be asked: nobody countersigns their own item.
                continue
            row = latest.get((number, department.pk))
            published = department.code in group.departments or (number == 0 and department.code in added)
            again = row is not None and is_removed(row) and number == 0 and added.get(department.code, 0) >= row.pk
            if (row is None and not published) or (row is not None and is_removed(row) and not again):
                continue
            kept = row is not None and not again
            members[number, department] = weight_of(row) if row and kept else group.weight_of(department.code)
    return members


def added_codes(item: CaseItem) -> dict[str, int]:
    """{department code: id of the item's latest question then} of those added while no round was running."""
    rows = Task.objects.filter(case_item=item, kind=TaskKind.STEP, data__has_key="added").order_by("pk")
    return {code: int(stamp) for row in rows.only("data") for code, stamp in row.data["added"].items()}


def timeout_rule(item: CaseItem, group: CountersignSnapshot, department: Department) -> str:
    """The group's rule for silence; silence of safety, finance, law and personnel never consents (R49)."""
    return "escalate" if why_tacit_is_forbidden(item.snapshot, (department.code,)) else group.on_timeout


def concluded(item: CaseItem, fan_out: Task, answers: dict[Key, Task]) -> bool:
    """Every group has its answer and no dispute is open."""
    if not all(tally.concluded or tally.group.policy == "advisory" for tally in tallies(item, answers)):
        return False
    disputes = Task.objects.filter(process_id=fan_out.process_id, kind=TaskKind.DUTY, duty="arbitrate", finished=None)
    return not disputes.exclude(data__has_key="transfer").exists()


def close_round(item: CaseItem, case: Case, fan_out: Task) -> None:
    """The item returns to review; whoever is no longer needed is released (R45)."""
    results = tallies(item)
    for number, tally in enumerate(results):
        if tally.group.policy != "advisory" and tally.waiting:
            cancel_open(item, group_no=number)
    met = all(tally.met for tally in results)
    effects.move_item(item, case, ItemState.IN_REVIEW, event="countersign.met" if met else "countersign.not_met")


def cancel_open(item: CaseItem, *, kinds: tuple[str, ...] = (TaskKind.COUNTERSIGN,), **only: Any) -> None:
    """Close questions nobody has to answer any more."""
    for task in Task.objects.filter(case_item=item, kind__in=kinds, finished=None, **only):
        close_unanswered(task, "cancelled")


def close_unanswered(task: Task, outcome: str) -> None:
    """Close an open question with that outcome; nobody answers it any more."""
    task.outcome = outcome
    task.flow_task.activation_class(task).cancel()


def ruled(ruling: Task) -> dict[str, Any] | None:
    """Who must answer after a ruling on duty (R57): None when the department was excused."""
    to = ruling.data.get("to")
    item = ruling.case_item
    if not to or item is None or item.state in ITEM_ENDED:
        return None
    disputed = Task.objects.filter(pk=ruling.data.get("answer")).first()
    weight = weight_of(disputed) if disputed is not None else 1
    return {"group_no": ruling.group_no, "department": Department.objects.get(pk=to), "weight": weight}
