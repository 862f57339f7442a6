"""Countersigners disagree and the policy does not settle it: who stands against it, and what closes the matter (R50).

The round stays open meanwhile, beside it a task of kind RECONCILE for the lead department, or a ruling of the
coordination office (`data["conflict"]`). What became of a dissent stands on its question: `data["settled"]`.
A question asked once more carries `data["again"]`: {"because": why, "minutes": what was agreed, or ""}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.org.models import Department
from services.cases.models import Case, CaseItem, Opinion
from workflows.casework import ballot, countersigning, reservations
from workflows.casework.ballot import Key
from workflows.models import Task, TaskKind

# How a dissent was settled: named in the decision and no more; set aside by a ruling; upheld by one.
KEPT, OVERRULED, UPHELD = "kept", "overruled", "upheld"
EXPRESS = frozenset({"agree", "agree_with_conditions"})
SETTLED, ESCALATED = "settled", "escalate"


def open_dissents(item: CaseItem, answers: Mapping[Key, Task]) -> list[Task]:
    """Standing disagreements nothing has settled; none where the policy settles them or nobody agrees (R45)."""
    if not any(row.outcome in EXPRESS for row in answers.values()):
        return []
    tallies = ballot.tallies(item, dict(answers))
    unmet = {number for number, tally in enumerate(tallies) if not tally.met}
    against = [row for (number, _department), row in answers.items() if number in unmet and row.outcome == "disagree"]
    return [row for row in against if not ballot.settled_as(row)]


def against(item: CaseItem, rows: Iterable[Task]) -> list[Task]:
    """The latest disagreement of everybody whom nothing has settled: it stands, or they are asked once more."""
    found = list(rows)
    standing = ballot.answers_of(found)
    unmet = {number for number, tally in enumerate(ballot.tallies(item, standing)) if not tally.met}
    said = {ballot.key_of(row): row for row in found if row.outcome == "disagree" and not row.void}
    return [
        said[key]
        for key, row in standing.items()
        if key in said
        and key[0] in unmet
        and not ballot.settled_as(said[key])
        and (row.outcome == "disagree" or is_asked_again(row))
    ]


def dissenters(item: CaseItem) -> dict[str, list[Task]]:
    """The same, {department code: its disagreements}."""
    rows = against(item, ballot.questions(item))
    names = dict(Department.objects.filter(pk__in={row.department_id for row in rows}).values_list("pk", "code"))
    groups: dict[str, list[Task]] = {}
    for row in rows:
        groups.setdefault(names[row.department_id], []).append(row)
    return groups


def is_asked_again(row: Task) -> bool:
    return row.finished is None and "again" in row.data


def asked_again(item: CaseItem) -> list[Task]:
    """Open questions to departments that have disagreed and were asked once more."""
    rows = Task.objects.filter(case_item=item, kind=TaskKind.COUNTERSIGN, finished=None, data__has_key="again")
    return list(rows.select_related("process", "department", "owner").order_by("pk"))


def open_matters(item: CaseItem) -> list[Task]:
    """The lead department's task, or the coordination office's, while one is open."""
    ruling = Q(kind=TaskKind.DUTY, data__has_key="conflict")
    rows = Task.objects.filter(Q(kind=TaskKind.RECONCILE) | ruling, case_item=item, finished=None)
    return list(rows.select_related("process", "owner").order_by("pk"))


def close(item: CaseItem, outcome: str) -> None:
    """The departments agree by now, or are asked no longer: nobody has to bring them together."""
    for task in open_matters(item):
        countersigning.close_unanswered(task, outcome)


def mediator(item: CaseItem, case: Case, answers: Mapping[Key, Task]) -> int:
    """Id of the department that brings them together: the lead; where it is a party, the item's own."""
    parties = {pk for _number, pk in answers}
    return item.department_id if case.lead_department_id in parties else case.lead_department_id


def voters(answers: Iterable[Task]) -> set[int]:
    """Everybody who gave an opinion, and for whom: they are parties (R3)."""
    return {pk for row in answers for pk in (row.closed_by_id, row.acting_for_id) if pk is not None}


# ---- in words ---------------------------------------------------------------------------


def about(item: CaseItem) -> str:
    """“department: reason” of everybody against it, for whoever brings them together or rules."""
    return _("; ").join(reservations.dissents(item))


def rulings(item: CaseItem) -> list[str]:
    """What the coordination office ruled on dissent that stands, for the decision to repeat."""
    answers = ballot.latest_answers(item).values()
    rounds = {row.round for row in answers if ballot.settled_as(row) in (OVERRULED, UPHELD)}
    tasks = Task.objects.filter(
        case_item=item, kind=TaskKind.DUTY, outcome="rule", data__has_key="conflict", round__in=rounds
    )
    said = item.opinions.filter(task_id__in=tasks.values("pk"), action="rule").order_by("pk") if rounds else ()
    return [ruling_words(one) for one in said]


def ruling_words(opinion: Opinion) -> str:
    words: dict[str, Any] = {"reason": opinion.text, "conditions": opinion.conditions}
    if opinion.conditions:
        return _("Ruling of the coordination office: %(reason)s Condition: %(conditions)s") % words
    return _("Ruling of the coordination office: %(reason)s") % words
