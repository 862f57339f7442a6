"""The coordination office rules whose duty an item is; the ruling binds and enters the duty list (R57)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from departments.org.models import Department
from portal.errors import Invalid
from services.cases.models import Case, CaseItem, Document, SupervisionEvent, Transfer
from workflows.acting import Acting, acting, required_text
from workflows.casework import handover
from workflows.models import Task
from workflows.operations import papers
from workflows.people import likeness
from workflows.words import telling, wording

from . import duty_list
from .transfers import read_owner, row_of

GOOD_FAITH, BUCK_PASSING = "good_faith", "buck_passing"
FINDINGS = (GOOD_FAITH, BUCK_PASSING)


def rule(
    task: Task,
    *,
    actor: Any,
    to: str = "",
    reason: str = "",
    basis: str = "",
    like: str = "",
    finding: str = "",
    key: str = "",
) -> Case:
    """Name the owner. `like`: which cases the entry of the duty list covers; `finding`: good_faith where the list
    left both sides in doubt, else whoever was wrong is counted (R57)."""
    payload = {"to": to, "reason": reason, "basis": basis, "like": like, "finding": finding}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        item, row = act.item, row_of(act)
        assert item is not None
        texts = required_text(payload, "reason")
        owner = item.department if to.strip() in (item.department.code, item.department.name) else read_owner(item, to)
        alike = likeness.chosen(item, act.case, like)
        require_finding(finding)
        basis = basis.strip() or row.basis
        keep(act, row, owner, texts["reason"])
        entry = duty_list.enter(item, owner, basis, alike=alike, source=row)
        row.document = issue(act, row, owner, texts["reason"], basis)
        row.save(update_fields=["document"])
        act.opinion("rule", text=texts["reason"], basis=basis, suggest=owner.code)
        act.note(
            "arbitration.ruled", text=texts["reason"], data={"transfer": row.pk, "to": owner.code, "entry": entry.pk}
        )
        settle(act, item, row, owner, texts["reason"])
        if finding != GOOD_FAITH:
            count(act, row, owner)
        act.conclude("rule")
        return act.case


def require_finding(finding: str) -> None:
    if finding and finding not in FINDINGS:
        problem = _("Choose one of: %(known)s.") % {"known": ", ".join(FINDINGS)}
        raise Invalid(problem, fields={"finding": [problem]})


def keep(act: Acting, row: Transfer, owner: Department, reason: str) -> None:
    row.state, row.owner, row.ruling = Transfer.State.RULED, owner, reason
    row.ruled_by, row.ruled_at = act.actor, act.change.at
    row.save(update_fields=["state", "owner", "ruling", "ruled_by", "ruled_at"])


def issue(act: Acting, row: Transfer, owner: Department, reason: str, basis: str) -> Document:
    """The numbered ruling (R85: CD). It names the owner and why, nobody's fault."""
    item = act.item
    assert item is not None
    data = {"owner": owner.code, "owner_name": owner.name, "reason": reason, "basis": basis}
    paper = papers.issue(act, item, Document.Kind.ARBITRATION, "职责裁定书", {**data, "name_en": "Ruling on duty"})
    if act.task.department_id is not None:
        paper.issued_by_id = act.task.department_id
        paper.save(update_fields=["issued_by"])
    return paper


def settle(act: Acting, item: CaseItem, row: Transfer, owner: Department, reason: str) -> None:
    """The item goes to its owner, or stays; either way nobody hands it on again."""
    case = act.case
    if owner.pk == item.department_id:
        telling.tell_applicant(
            case,
            wording.DUTY_SETTLED,
            key=f"{item.code}:{row.pk}",
            item=item.name,
            department=owner.name,
            due=telling.moment_words(item.due_at),
        )
    else:
        handover.move(item, case, row, owner, reason)
    handover.bind_holder(item)
    people = {one.pk: one for one in (row.asked_by, row.answered_by) if one is not None}
    telling.tell_task(act.task, wording.DUTY_RULED, people.values(), item=item.name, owner=owner.name, reason=reason)


def count(act: Acting, row: Transfer, owner: Department) -> None:
    """An unfounded transfer, or an unfounded refusal of one, is counted (R57, R62)."""
    at_fault: Department | None = None
    person: Any = None
    if owner.pk == row.source_id:
        at_fault, person = row.source, row.asked_by
    elif owner.pk == row.target_id and row.answered_at is not None:
        at_fault, person = row.target, row.answered_by
    if at_fault is None:
        return
    event = SupervisionEvent.objects.create(
        kind=SupervisionEvent.Kind.BUCK_PASSING,
        case=act.case,
        item=row.item,
        department=at_fault,
        person=person,
        text=row.ruling,
        transfer=row,
        happened_at=act.change.at,
    )
    act.note("supervision.buck_passing", department=at_fault.code, data={"event": event.pk, "transfer": row.pk})


def escalate(act: Acting, people: list[Any]) -> None:
    """No ruling by its limit: the leader is told, the item stays where it is (R57, R58)."""
    item = act.item
    assert item is not None
    act.note("arbitration.late", data={"expired_at": act.task.due_at.isoformat() if act.task.due_at else ""})
    told = {person.pk: person for person in [*people, *telling.able_people(act.task)]}
    telling.tell_task(act.task, wording.RULING_LATE, told.values(), item=item.name)
