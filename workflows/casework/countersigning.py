"""Opinions of other departments inside one item: who is asked, when it is enough (R45–R50).

The answers are the item's countersign tasks; the latest one of a department counts, unless it
was voided by a return or the department is no longer asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.org.models import Department
from services.cases.models import Case, CaseItem, Opinion
from services.cases.states import ITEM_ENDED, ItemState
from services.catalog.lint.tacit import why_tacit_is_forbidden
from services.catalog.snapshot import CountersignSnapshot
from workflows.engine.change import current
from workflows.models import Task, TaskKind, Void

from . import effects

CONSENT = frozenset({"agree", "agree_with_conditions", "tacit"})
# A question closed before it was answered: not needed any more, taken back, or turned into a return.
UNANSWERED = frozenset({"cancelled", "recalled", "returned", "send_back"})
REMOVED = "removed"
Key = tuple[int, int]


@dataclass(frozen=True)
class Tally:
    """How one group stands. `waiting` are department ids that still owe an answer; `weights` by
    department id, 1 where absent: how many consents a department's consent counts for."""

    group: CountersignSnapshot
    consents: tuple[int, ...]
    dissents: tuple[int, ...]
    waiting: tuple[int, ...]
    weights: Mapping[int, int] = field(default_factory=dict)

    @property
    def asked(self) -> int:
        return len(self.consents) + len(self.dissents) + len(self.waiting)

    def weight(self, departments: Iterable[int]) -> int:
        return sum(self.weights.get(pk, 1) for pk in departments)

    @property
    def agreed(self) -> int:
        """Consents as the policy counts them: by weight for a quorum, by heads otherwise."""
        return self.weight(self.consents) if self.group.policy == "quorum" else len(self.consents)

    @property
    def needed(self) -> int:
        """Consents the policy needs: all, any one, k of n by weight, or none (advisory).

        Never more than there are to ask: a department excused by a ruling no longer counts (R57).
        """
        if self.group.policy == "all":
            return self.asked
        if self.group.policy == "quorum":
            total = self.weight((*self.consents, *self.dissents, *self.waiting))
            return min(self.group.quorum or total, total)
        return min(1, self.asked) if self.group.policy == "any" else 0

    @property
    def met(self) -> bool:
        return self.agreed >= self.needed

    @property
    def concluded(self) -> bool:
        """Enough is known: met, or everybody asked has answered."""
        return self.met or not self.waiting


def position(item: CaseItem) -> int:
    """Opinions are asked after the first step, before any other; before the only one (design.md 2)."""
    return 1 if len(item.snapshot.steps) > 1 else 0


def asked_before(item: CaseItem, step_no: int) -> bool:
    return bool(item.snapshot.countersigns) and step_no == position(item)


# ---- the answers ------------------------------------------------------------------------


def questions(item: CaseItem) -> list[Task]:
    """Every question put to a countersigner of this item's present attempt (R12), oldest first. One query."""
    rows = Task.objects.filter(case_item=item, kind=TaskKind.COUNTERSIGN, round__gt=item.first_round)
    return list(rows.order_by("pk"))


def key_of(row: Task) -> Key:
    return row.group_no or 0, row.department_id or 0


def is_removed(row: Task) -> bool:
    return row.outcome == REMOVED or row.void == Void.REMOVED


def newest(rows: Iterable[Task]) -> dict[Key, Task]:
    """The latest question to each department of each group, whatever became of it."""
    return {key_of(row): row for row in rows}


def answers_of(rows: Iterable[Task]) -> dict[Key, Task]:
    """What stands of each department asked: its open question or its latest answer.

    Left out: departments no longer asked, answers voided by a return, questions taken back.
    """
    found = list(rows)
    latest = {key_of(row): row for row in found if row.outcome not in UNANSWERED}
    gone = {key for key, row in newest(found).items() if is_removed(row)}
    return {key: row for key, row in latest.items() if key not in gone and not row.void}


def latest_answers(item: CaseItem) -> dict[Key, Task]:
    """{(group, department id): standing countersign task}. One query."""
    return answers_of(questions(item))


def weight_of(row: Task) -> int:
    # A spoilt row counts once: it must not keep its siblings from being answered.
    return int(row.data.get("weight", 1)) if isinstance(row.data, dict) else 1


def tallies(item: CaseItem, answers: dict[Key, Task] | None = None) -> list[Tally]:
    """The state of every countersign group of the item, in the order of its definition."""
    answers = latest_answers(item) if answers is None else answers
    result = []
    for number, group in enumerate(item.snapshot.countersigns):
        own = {department: row for (group_no, department), row in answers.items() if group_no == number}
        consents = tuple(pk for pk, row in own.items() if row.outcome in CONSENT)
        dissents = tuple(pk for pk, row in own.items() if row.outcome == "disagree")
        waiting = tuple(pk for pk, row in own.items() if row.finished is None)
        result.append(Tally(group, consents, dissents, waiting, {pk: weight_of(row) for pk, row in own.items()}))
    return result


def mark_asking(step: Task, item: CaseItem) -> None:
    """The step begins the next round; one that was taken back and passed again carries an older number."""
    if step.round != item.round:
        step.round = item.round
        Task.objects.filter(pk=step.pk).update(round=item.round)


# ---- one round --------------------------------------------------------------------------


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
        settled = answer is not None and (answer.finished is None or answer.outcome in CONSENT | {"not_my_duty"})
        if not settled:
            asked.append({"group_no": number, "department": department, "weight": weight})
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


def in_conflict(item: CaseItem) -> bool:
    """The round is over with consents and dissents side by side (R50); silence disagrees with nobody."""
    outcomes = {row.outcome for row in latest_answers(item).values()}
    return "disagree" in outcomes and bool(outcomes & {"agree", "agree_with_conditions"})


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


# ---- what the decision says about it ------------------------------------------------------


def conditions(item: CaseItem, rows: Iterable[Task] | None = None) -> list[str]:
    """“department agreed on condition: …” of every consent that stands, for the decision to repeat (R46)."""
    standing = answers_of(questions(item) if rows is None else rows).values()
    said = opinions_on(item, [one for one in standing if one.outcome == "agree_with_conditions"])
    return [
        _("%(department)s agreed on condition: %(conditions)s")
        % {"department": name_of(one), "conditions": one.conditions}
        for one in said
    ]


def dissents(item: CaseItem, rows: Iterable[Task] | None = None) -> list[str]:
    """“department: reason” of every disagreement, for the decision to name (R50).

    The dissent of a department that is no longer asked counts no more and is named all the same.
    """
    found = questions(item) if rows is None else list(rows)
    standing = [one for one in answers_of(found).values() if one.outcome == "disagree"]
    gone = [key for key, one in newest(found).items() if is_removed(one)]
    before = {key_of(one): one for one in found if one.outcome in CONSENT | {"disagree"}}
    removed = [before[key] for key in gone if key in before and before[key].outcome == "disagree"]
    return [
        *(f"{name_of(one)}：{one.text}" for one in opinions_on(item, standing)),
        *(
            _("%(department)s disagreed and was then no longer asked: %(reason)s")
            % {"department": name_of(one), "reason": one.text}
            for one in opinions_on(item, removed)
        ),
    ]


def opinions_on(item: CaseItem, rows: Iterable[Task]) -> list[Opinion]:
    """The opinions given on these questions, oldest first."""
    found = item.opinions.filter(task_id__in=[one.pk for one in rows], action__in=CONSENT | {"disagree"})
    return list(found.select_related("department").order_by("pk"))


def name_of(opinion: Opinion) -> str:
    return opinion.department.name if opinion.department else ""


# Where a return leads, when it leads to the countersigners instead of a step.
COUNTERSIGN = "countersign"


def round_is_running(item: CaseItem) -> bool:
    return item.state == ItemState.COUNTERSIGNING
