"""Opinions of other departments inside one item: who is asked, when it is enough (R45–R50).

The answers are the item's countersign tasks; the latest one of a department counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from departments.org.models import Department
from services.cases.models import Case, CaseItem
from services.cases.states import ITEM_ENDED, ItemState
from services.catalog.snapshot import CountersignSnapshot

from . import effects
from .change import current
from .models import Task, TaskKind

CONSENT = frozenset({"agree", "agree_with_conditions", "tacit"})
# Nobody was asked in the end: no longer needed, or taken back with the act that asked.
NOT_GIVEN = ("cancelled", "recalled")


@dataclass(frozen=True)
class Tally:
    """How one group stands. `waiting` are department ids that still owe an answer."""

    group: CountersignSnapshot
    consents: tuple[int, ...]
    dissents: tuple[int, ...]
    waiting: tuple[int, ...]

    @property
    def asked(self) -> int:
        return len(self.consents) + len(self.dissents) + len(self.waiting)

    @property
    def needed(self) -> int:
        """Consents the policy needs: all, any one, k of n, or none (advisory).

        Never more than there are to ask: a department excused by a ruling no longer counts (R57).
        """
        if self.group.policy == "all":
            return self.asked
        if self.group.policy == "quorum":
            return min(self.group.quorum or self.asked, self.asked)
        return min(1, self.asked) if self.group.policy == "any" else 0

    @property
    def met(self) -> bool:
        return len(self.consents) >= self.needed

    @property
    def concluded(self) -> bool:
        """Enough is known: met, or everybody asked has answered."""
        return self.met or not self.waiting


def position(item: CaseItem) -> int:
    """Opinions are asked after the first step, before any other; before the only one (design.md 2)."""
    return 1 if len(item.snapshot.steps) > 1 else 0


def asked_before(item: CaseItem, step_no: int) -> bool:
    return bool(item.snapshot.countersigns) and step_no == position(item)


def latest_answers(item: CaseItem) -> dict[tuple[int, int], Task]:
    """{(group, department id): latest countersign task}. One query."""
    rows = Task.objects.filter(case_item=item, kind=TaskKind.COUNTERSIGN).exclude(outcome__in=NOT_GIVEN).order_by("pk")
    return {(row.group_no or 0, row.department_id or 0): row for row in rows}


def tallies(item: CaseItem, answers: dict[tuple[int, int], Task] | None = None) -> list[Tally]:
    """The state of every countersign group of the item, in the order of its definition."""
    answers = latest_answers(item) if answers is None else answers
    result = []
    for number, group in enumerate(item.snapshot.countersigns):
        own = {department: row for (group_no, department), row in answers.items() if group_no == number}
        consents = tuple(pk for pk, row in own.items() if row.outcome in CONSENT)
        dissents = tuple(pk for pk, row in own.items() if row.outcome == "disagree")
        waiting = tuple(pk for pk, row in own.items() if row.finished is None)
        result.append(Tally(group, consents, dissents, waiting))
    return result


def open_round(item: CaseItem, case: Case) -> list[dict[str, Any]]:
    """Ask every department that has not consented yet; signatures given stay valid."""
    answers = latest_answers(item)
    change = current()
    if item.state == ItemState.ACCEPTED:
        effects.move_item(item, case, ItemState.IN_REVIEW)
    effects.move_item(item, case, ItemState.COUNTERSIGNING, round=item.round + 1)
    asked = to_be_asked(item, answers)
    change.note(
        item.stream,
        "countersign.asked",
        subject=case.number,
        department=item.snapshot.department,
        data={"item": item.code, "round": item.round, "departments": [one["department"].code for one in asked]},
    )
    return asked


def to_be_asked(item: CaseItem, answers: dict[tuple[int, int], Task]) -> list[dict[str, Any]]:
    """Departments of each group, and those a ruling named, that neither consented nor are asked already."""
    codes = {code for group in item.snapshot.countersigns for code in group.departments}
    named = {department for _, department in answers}
    departments = {one.pk: one for one in Department.objects.filter(Q(code__in=codes) | Q(pk__in=named))}
    asked: list[dict[str, Any]] = []
    for number, group in enumerate(item.snapshot.countersigns):
        for pk, department in sorted(departments.items()):
            earlier = answers.get((number, pk))
            if earlier is None and department.code not in group.departments:
                continue
            if pk == item.department_id:
                # Handed over to one of those who were to be asked: nobody countersigns their own item.
                continue
            settled = earlier is not None and (earlier.finished is None or earlier.outcome in CONSENT | {"not_my_duty"})
            if not settled:
                asked.append({"group_no": number, "department": department})
    return asked


def concluded(item: CaseItem, fan_out: Task) -> bool:
    """Every group has its answer and no dispute about duty is open."""
    disputes = Task.objects.filter(process_id=fan_out.process_id, kind=TaskKind.DUTY, duty="arbitrate", finished=None)
    disputes = disputes.exclude(data__has_key="transfer")
    return not disputes.exists() and all(tally.concluded or tally.group.policy == "advisory" for tally in tallies(item))


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
        task.outcome = "cancelled"
        task.flow_task.activation_class(task).cancel()


def dissents(item: CaseItem) -> list[str]:
    """“department: reason” of every disagreement that stands, for the decision to name (R50)."""
    standing = {task.pk for task in latest_answers(item).values() if task.outcome == "disagree"}
    rows = item.opinions.filter(task_id__in=standing).select_related("department").order_by("pk")
    return [f"{row.department.name if row.department else ''}：{row.text}" for row in rows]


def ruled(ruling: Task) -> dict[str, Any] | None:
    """Who must answer after a ruling on duty (R57): None when the department was excused."""
    to = ruling.data.get("to")
    item = ruling.case_item
    if not to or item is None or item.state in ITEM_ENDED:
        return None
    return {"group_no": ruling.group_no, "department": Department.objects.get(pk=to)}
