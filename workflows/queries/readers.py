"""Who reads how much of a case file, and what the applicant may do with the whole case (R1, R4, R8)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from departments.org.duties import duties_of
from services.cases.managers import READING_DUTIES
from services.cases.models import (
    CarbonCopy,
    Case,
    CaseItem,
    CaseMaterial,
)
from services.cases.states import CASE_BEFORE_DECISION, CaseState
from workflows.models import Task, TaskKind

from .people import scope


def is_applicant_side(case: Case, user: Any) -> bool:
    """The applicant, or the clerk who filed the case, while the window is theirs (R1)."""
    if user.pk == case.applicant_id:
        return True
    return user.pk == case.registered_by_id and duties_of(user).holds("accept", case.window_id)


def may_read_file(case: Case, user: Any, items: Sequence[CaseItem]) -> bool:
    """Form and papers: the applicant, the window, and departments that work on the case (R4, R8).

    Those who oversee see progress, not papers.
    """
    if is_applicant_side(case, user):
        return True
    duties = duties_of(user)
    working = set().union(*(duties.departments(one) for one in ("handle", "review", "approve", "deputise")))
    if case.window_id in duties.departments("accept") or duties.departments("audit"):
        return True
    if any(item.department_id in working for item in items):
        return True
    countersigning = duties.departments("countersign")
    asked = Task.objects.filter(
        Q(kind=TaskKind.COUNTERSIGN, department_id__in=countersigning)
        | Q(kind=TaskKind.OPINION, department_id__in=working),
        case=case,
    )
    own = Task.objects.filter(case=case, stand_in=user)
    of_applicant = Task.objects.filter(case=case, kind__in=(TaskKind.STEP, TaskKind.DUTY), department_id__in=working)
    leading = Task.objects.filter(case=case, duty="lead", department_id__in=duties.departments("lead"))
    ruling = Task.objects.filter(case=case, duty="arbitrate", department_id__in=duties.departments("arbitrate"))
    reading = set().union(*(duties.departments(one) for one in READING_DUTIES))
    copies = CarbonCopy.objects.filter(Q(person=user) | Q(department_id__in=reading), case=case, revoked_at=None)
    delegated = [Task.objects.filter(scope(one), case=case) for one in duties.delegated]
    others = [own, of_applicant, leading, ruling, *delegated, copies if reading else copies.none()]
    return asked.values("pk").union(*(one.values("pk") for one in others)).exists()


def applicant_actions(
    case: Case,
    user: Any,
    todo: Sequence[Task],
    *,
    promised: bool | None = None,
    extendable: bool = False,
    again: bool = False,
) -> tuple[str, ...]:
    """What the applicant may do with the whole case now; empty for everybody else.

    `promised` says whether papers are still promised for later, where that is known already;
    `extendable` whether more time for a correction can be asked for (R38), `again` whether a denied item
    can be handed in again (R12).
    """
    if not is_applicant_side(case, user):
        return ()
    actions = []
    if case.state in CASE_BEFORE_DECISION:
        actions.append("withdraw")
    if case.closed_at is None and case.state != CaseState.CORRECTING:
        actions.append("urge")
    if any(one.kind == TaskKind.RESUPPLY for one in todo) or (has_promised(case) if promised is None else promised):
        actions.append("resupply")
    if again:
        actions.append("resubmit")
    if extendable:
        actions.append("extend-correction")
    if any(one.kind == TaskKind.CONFIRM for one in todo):
        actions.append("confirm")
    actions.append("messages")
    if case.state == CaseState.CLOSED and user.pk == case.applicant_id:
        actions.append("rating")
    if case.state in CASE_BEFORE_DECISION:
        actions.append("objections")
    return tuple(actions)


def has_promised(case: Case) -> bool:
    return case.materials.filter(status=CaseMaterial.Status.DEFERRED).exists()
