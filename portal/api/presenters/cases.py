"""One case with its items, corrections and documents, named as in the contract."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from portal.api.reading import CaseReading
from services.cases.models import Correction, Defect, Document, Message, ProposedDefect
from services.catalog.snapshot import LimitSnapshot
from services.ratings.models import Rating
from workflows.models import Task
from workflows.queries.casefile import ItemView, StepView

Json = dict[str, Any]
# Turns a verification code into an absolute address.
Address = Callable[[str], str]

MOMENTS = (
    "submitted_at", "received_at", "intake_due_at", "accepted_at", "due_at", "decided_at", "delivered_at", "closed_at",
)  # fmt: skip


def case_shape(reading: CaseReading, verify_url: Address) -> Json:
    case = reading.case
    codes = {one.item.pk: one.item.code for one in reading.items}
    return {
        "number": case.number,
        "matter": case.matter_code,
        "matter_name": case.matter_name,
        "matter_name_en": case.matter_name_en,
        "matter_version": case.version.number,
        "state": case.state,
        "state_name": case.get_state_display(),
        "state_reason": case.state_reason,
        "light": reading.light,
        "applicant": case.applicant.username,
        "applicant_name": case.applicant.name,
        "applicant_department": code_of(case.applicant_department),
        "registered_by": case.registered_by.username if case.registered_by else None,
        "lead_department": case.lead_department.code,
        "window": case.window.code,
        "channel": case.channel,
        "check_code": case.check_code if reading.is_applicant_side else None,
        "promised": LimitSnapshot(case.limit_amount, case.limit_unit),
        **{name: getattr(case, name) for name in MOMENTS},
        "due_provisional": case.due_provisional,
        "items": [item_shape(one, reading) for one in reading.items],
        "corrections": [correction_shape(one, codes) for one in reading.corrections],
        "documents": [document_shape(one, verify_url) for one in reading.documents],
        "actions": list(reading.actions),
        "promised_because": [{"line": str(line)} for line in case.promised_because],
    }


def code_of(department: Any) -> str | None:
    return department.code if department is not None else None


def item_shape(view: ItemView, reading: CaseReading) -> Json:
    item = view.item
    return {
        "id": item.pk,
        "number": f"{reading.case.number}/{item.position:02d}{item.suffix}",
        "code": item.code,
        "name": item.name,
        "name_en": item.name_en,
        "department": item.department.code,
        "department_name": item.department.title,
        "phase": item.phase,
        "state": item.state,
        "light": view.light,
        "needs": item.needs,
        "soft": item.soft,
        "waits_on": list(view.waits_on),
        "started_at": item.started_at,
        "due_at": item.due_at,
        "due_provisional": item.due_provisional,
        "decided_at": item.decided_at,
        "decision": item.decision or None,
        "decision_text": item.decision_text,
        "reason_code": item.reason_code or None,
        "basis": item.basis or None,
        "provisional": item.provisional,
        "step": step_shape(view.step, reading.tasks) if view.step else None,
        "countersigns": [step_shape(one, reading.tasks) for one in view.countersigns],
        "pauses": list(item.pauses.all()),
    }


def step_shape(step: StepView, tasks: Mapping[int, Task]) -> Json:
    owner, principal = tasks[step.task].owner, tasks[step.task].acting_for
    return {
        "task": step.task,
        "kind": step.kind,
        "name": step.name,
        "department": step.department_code or None,
        "department_name": step.department,
        "holder": owner.username if owner else None,
        "holder_name": owner.name if owner else None,
        "acting_for": principal.username if owner and principal else None,
        "since": step.since,
        "due_at": step.due_at,
    }


def correction_shape(one: Correction, items: Mapping[int, str]) -> Json:
    """`items`: codes by id; a second notice names its item and why it was possible (R37)."""
    return {
        "number": one.number,
        "round": one.round,
        "item": items.get(one.item_id) if one.item_id else None,
        "ground": one.ground or None,
        "sent_at": one.sent_at,
        "due_at": one.due_at,
        "extended_at": one.extended_at,
        "answered_at": one.answered_at,
        "lapsed_at": one.lapsed_at,
        "defects": [defect_shape(defect) for defect in one.defects.all()],
    }


def defect_shape(one: Defect) -> Json:
    return {
        "material": one.material or None,
        "field": one.field or None,
        "label": one.label,
        "problem": one.problem,
        "remedy": one.remedy,
        "mended": one.mended,
    }


def proposal_shape(one: ProposedDefect) -> Json:
    return {
        "id": one.pk,
        "department": one.department.code,
        "department_name": one.department.title,
        "author": one.author.username,
        "author_name": one.author.name,
        "at": one.created_at,
        "material": one.material or None,
        "field": one.field or None,
        "label": one.label,
        "problem": one.problem,
        "remedy": one.remedy,
        "state": proposal_state(one),
    }


def proposal_state(one: ProposedDefect) -> str:
    if one.defect_id is not None:
        return "taken"
    return "left_out" if one.left_out_at is not None else "open"


def document_shape(one: Document, verify_url: Address) -> Json:
    return {
        "code": one.code,
        "number": one.number,
        "kind": one.kind,
        "name": one.name,
        "item": one.item.code if one.item else None,
        "issued_by": one.issued_by.code,
        "issued_at": one.issued_at,
        "valid_until": one.valid_until,
        "provisional": one.provisional,
        "released_at": one.released_at,
        "revoked_at": one.revoked_at,
        "verify_url": verify_url(one.code),
    }


def message_shape(one: Message) -> Json:
    return {
        "id": one.pk,
        "at": one.created_at,
        "author": one.author.username,
        "author_name": one.author.name,
        "department": code_of(one.department),
        "to": code_of(one.to_department),
        "text": one.text,
    }


def rating_shape(one: Rating) -> Json:
    scores = one.scores.select_related("department")
    return {
        "number": one.number,
        "level": one.level,
        "reasons": one.reasons,
        "text": one.text,
        "departments": {score.department.code: score.level for score in scores},
        "created_at": one.created_at,
        "changed_at": one.changed_at,
    }
