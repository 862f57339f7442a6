"""The answers of the departments asked, and how each group stands (R45–R50).

They are the item's countersign tasks; the latest one of a department counts, unless it was voided
by a return or the department is no longer asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.cases.models import CaseItem
from services.catalog.snapshot import CountersignSnapshot
from workflows.models import Task, TaskKind, Void

# Nobody answered or came, where that consents (R48, R50).
SILENT = frozenset({"tacit", "absence_consent"})
CONSENT = frozenset({"agree", "agree_with_conditions"}) | SILENT
# A question closed before it was answered: not needed any more, taken back, or turned into a return.
UNANSWERED = frozenset({"cancelled", "recalled", "returned", "send_back", "escalate"})
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


def settled_as(row: Task) -> str:
    """What became of a disagreement: one of conflicts.KEPT, OVERRULED, UPHELD; "" while nothing has."""
    return str(row.data.get("settled", "")) if isinstance(row.data, dict) else ""


def is_against(row: Task) -> bool:
    """A disagreement that counts; one a ruling set aside excuses its department from the count (R50)."""
    return row.outcome == "disagree" and settled_as(row) != "overruled"


def tallies(item: CaseItem, answers: dict[Key, Task] | None = None) -> list[Tally]:
    """The state of every countersign group of the item, in the order of its definition."""
    answers = latest_answers(item) if answers is None else answers
    result = []
    for number, group in enumerate(item.snapshot.countersigns):
        own = {department: row for (group_no, department), row in answers.items() if group_no == number}
        consents = tuple(pk for pk, row in own.items() if row.outcome in CONSENT)
        dissents = tuple(pk for pk, row in own.items() if is_against(row))
        waiting = tuple(pk for pk, row in own.items() if row.finished is None)
        result.append(Tally(group, consents, dissents, waiting, {pk: weight_of(row) for pk, row in own.items()}))
    return result
