"""Tasks, their acts, and what is to be looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from portal.api.presenters.cases import code_of
from services.cases.models import CaseItem, Meeting, Opinion
from services.catalog.snapshot import ConditionSnapshot
from services.dictionary.item_conditions import check_item_conditions
from workflows.asking import approvals, spoken, subjects
from workflows.casework import conflicts, handover
from workflows.casework.recall import offer_of
from workflows.models import APPLICANT_KINDS, Task, TaskKind
from workflows.operations.acts import Act
from workflows.operations.belonging.arbitration import FINDINGS
from workflows.operations.consulting import reconciling
from workflows.operations.offered import available
from workflows.people import likeness
from workflows.queries.consequences import places_before
from workflows.queries.inbox import light_of
from workflows.queries.people import principal_of

Json = dict[str, Any]


def task_shape(task: Task, user: Any, now: datetime) -> Json:
    case, item = task.case, task.case_item
    acts = available(task, user)
    principal = principal_of(task, user)
    return {
        "id": task.pk,
        "kind": task.kind,
        "step": task.step_title,
        "role": task.role,
        "decides": task.decides,
        "case": case.number,
        "item": item.code if item else None,
        "item_name": item.title if item else None,
        "matter": case.matter_code,
        "title": case.title,
        "department": code_of(task.department),
        "department_name": task.department.title if task.department else None,
        "applicant": case.applicant.username,
        "applicant_name": case.applicant.name,
        "applicant_department": code_of(case.applicant_department),
        "holder": task.owner.username if task.owner else None,
        "holder_name": task.owner.name if task.owner else None,
        "acting_for": principal.username if principal else None,
        "acting_for_name": principal.name if principal else None,
        "request": subjects.words(task) or None,
        "created_at": task.created,
        "due_at": task.due_at,
        "light": light_of(task, now),
        "claimable": bool(acts) and task.owner_id is None and task.kind not in APPLICANT_KINDS,
        "actions": [one.action for one in acts],
        "outcome": task.outcome or None,
        "finished_at": task.finished,
        "closed_by": task.closed_by.username if task.closed_by else None,
    }


def recall_shape(task: Task, user: Any) -> Json | None:
    """What its author may still take back, and until when."""
    offer = offer_of(task, user, timezone.now())
    return {"outcome": task.outcome, "until": offer.until} if offer else None


def act_shapes(task: Task, user: Any) -> list[Json]:
    return [act_shape(one, task) for one in available(task, user)]


def act_shape(act: Act, task: Task) -> Json:
    shape: Json = {"action": act.action, "label": str(act.label), "needs": act.needs}
    choices = choices_of(act.action, task)
    return {**shape, "choices": choices} if choices else shape


def choices_of(action: str, task: Task) -> dict[str, list[str]]:
    """What may be given where there are only some."""
    item = task.case_item
    if item is not None and action == "send_back":
        return {"to": [name for _place, _value, name in places_before(item, task)]}
    if item is not None and action == "suspend":
        return {"procedure": [one.code for one in approvals.procedures_of(item)]}
    if action == spoken.SPOKEN:
        return {"channel": list(spoken.CHANNELS)}
    if action == "withdraw_question":
        return {"which": [str(pk) for pk in task.data.get("questions", ())]}
    if action == "transfer":
        return {"reason_code": list(handover.REASONS)}
    if item is not None and task.kind == TaskKind.RECONCILE and action in ("reconcile", "ask_dissenters"):
        against = list(conflicts.dissenters(item))
        return {"confirming" if action == "reconcile" else "departments": against}
    if action == "call_meeting":
        return {"what": list(Meeting.Kind.values)}
    if action == "rule" and subjects.subject_of(task) == subjects.CONFLICT:
        return {"finding": list(reconciling.FINDINGS)}
    if item is not None and action == "rule" and subjects.subject_of(task) == subjects.ARBITRATION:
        alike = [one.key for one in likeness.likenesses(item, task.case)]
        return {"like": alike, "finding": list(FINDINGS)}
    return {}


# ---- what is to be looked at --------------------------------------------------------


def review_points(task: Task, opinions: Sequence[Opinion]) -> list[Json]:
    """The item's conditions: what the system checked, what somebody looked at before, what is open."""
    item: CaseItem | None = task.case_item
    if item is None or task.kind not in (TaskKind.STEP, TaskKind.COUNTERSIGN, TaskKind.OPINION):
        return []
    values = task.case.values()
    unmet = {one.condition_id for one in check_item_conditions([item.snapshot], values)}
    before = earlier_answers(one for one in opinions if one.item_id == item.pk)
    return [point_shape(one, values, unmet, before) for one in item.snapshot.conditions]


def point_shape(
    condition: ConditionSnapshot, values: Json, unmet: set[str], before: dict[str, tuple[bool, str, str]]
) -> Json:
    by_system = bool(condition.check) and all(values.get(name) is not None for name in condition.types)
    holds, note, who = before.get(condition.id, (None, "", None))
    if by_system:
        holds, note, who = condition.id not in unmet, _("Checked against the form by the system."), None
    return {
        "id": condition.id,
        "text": condition.label,
        "checked_by_system": by_system,
        "holds": holds,
        "note": note,
        "looked_at_by": who,
    }


def earlier_answers(opinions: Iterable[Opinion]) -> dict[str, tuple[bool, str, str]]:
    """{point id: (holds, note, who looked)} from the latest step that answered."""
    found: dict[str, tuple[bool, str, str]] = {}
    for opinion in opinions:
        who = opinion.author.username if opinion.author else ""
        for point in opinion.review_points:
            found[str(point["id"])] = (bool(point.get("holds")), str(point.get("note", "")), who)
    return found
