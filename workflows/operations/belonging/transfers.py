"""Hand an item to the department it belongs to: ask, take on, refuse (R53–R56)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from departments.org.models import Department
from portal.errors import Conflict, Invalid
from services.cases.models import Case, CaseItem, Transfer
from services.cases.states import ItemState
from workflows import flows
from workflows.acting import Acting, acting, required_text
from workflows.casework import handover
from workflows.models import Task, TaskKind
from workflows.operations.consulting.opinions import suggested
from workflows.operations.heads.pausing import ClockStands
from workflows.words import telling, wording


class TransferTooLate(Conflict):
    """R54: within half a working day of dispatch."""

    code = "transfer_too_late"


class ReviewBegun(Conflict):
    """R54: before any review action."""

    code = "review_begun"


class TransferOpen(Conflict):
    """R56: one transfer at a time."""

    code = "transfer_open"


class RulingStands(Conflict):
    """R57: a ruling binds."""

    code = "ruling_binds"


def transfer(
    task: Task,
    *,
    actor: Any,
    to: str = "",
    reason: str = "",
    basis: str = "",
    reason_code: str = "",
    key: str = "",
) -> Case:
    """Ask that the item goes to its rightful owner. The step stays with its holder, the clock goes on (R54, R55)."""
    payload = {"to": to, "reason": reason, "basis": basis, "reason_code": reason_code}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        item = act.item
        assert item is not None
        texts = read_texts(payload)
        target = read_owner(item, to)
        require_in_time(act, item)
        row = Transfer.objects.create(
            case=act.case,
            item=item,
            state=Transfer.State.DISPUTED if moved_before(item) else Transfer.State.OFFERED,
            source_id=item.department_id,
            target=target,
            asked_by=act.actor,
            asked_at=act.change.at,
            step=act.task.pk,
            **texts,
        )
        act.opinion("transfer", text=row.reason, reason_code=row.reason_code, basis=row.basis, suggest=target.code)
        act.note("transfer.asked", text=row.reason, data={"to": target.code, "transfer": row.pk})
        ask_owner(act, row)
        return act.case


def read_texts(payload: dict[str, str]) -> dict[str, str]:
    """Reason, basis and kind of reason (R7, R54). Raises Invalid naming every missing one."""
    texts = required_text(payload, "reason", "basis")
    code = payload["reason_code"].strip() or "not_our_duty"
    if code not in handover.REASONS:
        problem = _("Choose one of: %(known)s.") % {"known": ", ".join(handover.REASONS)}
        raise Invalid(problem, fields={"reason_code": [problem]})
    return {**texts, "reason_code": code}


def read_owner(item: CaseItem, to: str) -> Department:
    """The suggested owner. Raises Invalid for the holder itself and for those who cannot own an item."""
    if not to.strip():
        problem = _("Please name the department the item should go to.")
        raise Invalid(problem, fields={"to": [problem]})
    try:
        target = suggested(to.strip())
    except Invalid as error:
        raise Invalid(error.detail, fields={"to": [error.detail]}) from error
    if target.pk == item.department_id:
        problem = _("“%(item)s” is with this department already. Name another one, or go on with it.") % {
            "item": item.title
        }
        raise Invalid(problem, fields={"to": [problem]})
    if target.kind not in handover.OWNER_KINDS or target.organisation_id != item.department.organisation_id:
        problem = _("%(department)s does not decide items of this organisation. Name another department.") % {
            "department": target.title
        }
        raise Invalid(problem, fields={"to": [problem]})
    return target


def require_in_time(act: Acting, item: CaseItem) -> None:
    """No ruling yet, nothing under way, nothing reviewed, within half a working day (R54, R56, R57)."""
    states = set(item.transfers.values_list("state", flat=True))
    if Transfer.State.RULED in states:
        raise RulingStands(_("A ruling gave the item to your department; it binds. Please go on with it."))
    if states.intersection(Transfer.OPEN):
        raise TransferOpen(_("A transfer was asked for already and waits for its answer. Go on with it meanwhile."))
    if item.state == ItemState.SUSPENDED:
        raise ClockStands(_("The clock of this item stands still. Let it go on first, then hand it over."))
    reviewed = item.opinions.filter(kind=TaskKind.STEP).exclude(action="transfer")
    if (
        act.task.department_id != item.department_id
        or act.task.step_no
        or act.task.data.get("returned")
        or reviewed.exists()
    ):
        raise ReviewBegun(
            _("Your department has begun to review this item, so it stays here. Ask the other one for its opinion.")
        )
    last = handover.latest(act.task)
    if act.change.at > last:
        raise TransferTooLate(
            _("A transfer was possible until %(moment)s. Go on with the item, or ask the other one for its opinion.")
            % {"moment": telling.moment_words(last)}
        )


def moved_before(item: CaseItem) -> bool:
    """Whether the item has gone to another department once: the next request goes to arbitration (R56)."""
    return item.transfers.filter(state=Transfer.State.TAKEN).exists()


def ask_owner(act: Acting, row: Transfer) -> None:
    """The suggested owner is asked; for a second transfer the coordination office rules at once (R56)."""
    act.task.data = {**act.task.data, "transfer": row.pk}
    act.task.save(update_fields=["data"])
    step = act.task.flow_task.activation_class(act.task)
    if row.state == Transfer.State.DISPUTED:
        flows.ItemFlow.arbitration._create(step, act.task.token, data={"transfer": row})
        announce_dispute(act, row)
        return
    offer = flows.ItemFlow.transfer._create(step, act.task.token, data={"transfer": row})
    Transfer.objects.filter(pk=row.pk).update(offer=offer.task.pk)


def announce_dispute(act: Acting, row: Transfer) -> None:
    """The applicant hears calmly that two departments settle who does it (R53)."""
    item = act.item
    assert item is not None
    act.note("arbitration.opened", data={"transfer": row.pk})
    ruling = Task.objects.filter(case_item=item, kind=TaskKind.DUTY, duty="arbitrate", finished=None).latest("pk")
    telling.tell_applicant(
        act.case,
        wording.DUTY_DISPUTED,
        key=f"{item.code}:{row.pk}",
        item=item.name,
        by=telling.moment_words(ruling.due_at),
        due=telling.moment_words(item.due_at),
    )


def row_of(act: Acting) -> Transfer:
    """The transfer this task answers; only the open one can be answered."""
    row = Transfer.objects.select_related("source", "target", "asked_by").get(pk=act.task.data["transfer"])
    if row.state not in Transfer.OPEN:
        raise Conflict(_("This transfer was settled meanwhile. The case page shows how."), code="task_closed")
    return row


def take_on(task: Task, *, actor: Any, reason: str = "", key: str = "") -> Case:
    """The suggested owner takes the item on: it moves, with the time that is left (R53, R55)."""
    with acting(task, actor, key=key, payload={"reason": reason}) as act:
        if act.repeated:
            return act.case
        item, row = act.item, row_of(act)
        assert item is not None
        row.state, row.answered_by, row.answered_at = Transfer.State.TAKEN, act.actor, act.change.at
        row.save(update_fields=["state", "answered_by", "answered_at"])
        act.opinion("take_on", text=reason.strip())
        act.note("transfer.taken_on", text=reason.strip(), data={"transfer": row.pk})
        handover.move(item, act.case, row, row.target, row.reason)
        tell_asker(act, row, wording.TRANSFER_TAKEN)
        act.conclude("take_on")
        return act.case


def refuse_transfer(task: Task, *, actor: Any, reason: str = "", basis: str = "", key: str = "") -> Case:
    """The suggested owner says it is not its duty either: the coordination office rules (R56)."""
    with acting(task, actor, key=key, payload={"reason": reason, "basis": basis}) as act:
        if act.repeated:
            return act.case
        row = row_of(act)
        texts = required_text({"reason": reason, "basis": basis}, "reason", "basis")
        row.refusal, row.refusal_basis = texts["reason"], texts["basis"]
        row.answered_by = act.actor
        dispute(act, row)
        act.opinion("refuse_transfer", text=texts["reason"], basis=texts["basis"])
        act.note("transfer.refused", text=texts["reason"], data={"transfer": row.pk})
        act.conclude("refuse_transfer")
        announce_dispute(act, row)
        tell_asker(act, row, wording.TRANSFER_DISPUTED)
        return act.case


def unanswered(act: Acting) -> None:
    """No answer by the limit: the coordination office rules, so that the item does not lie between two desks."""
    row = row_of(act)
    dispute(act, row)
    act.note("transfer.unanswered", data={"transfer": row.pk})
    act.conclude("unanswered")
    announce_dispute(act, row)
    tell_asker(act, row, wording.TRANSFER_DISPUTED)


def dispute(act: Acting, row: Transfer) -> None:
    row.state, row.answered_at = Transfer.State.DISPUTED, act.change.at
    row.save(update_fields=["state", "answered_at", "answered_by", "refusal", "refusal_basis"])


def tell_asker(act: Acting, row: Transfer, words: Any) -> None:
    telling.tell_task(act.task, words, [row.asked_by], item=act.item.name if act.item else "", target=row.target.name)
