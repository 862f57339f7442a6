"""A department's own steps: pass on, approve or deny, send back (R9, R10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Conflict, Invalid
from services.cases.models import Case, CaseItem, CaseMaterial
from services.cases.states import Decision, ItemState

from .. import countersigning, effects, handover, telling, wording
from ..models import Task, TaskKind
from . import declaring, supplying
from .acting import Acting, acting, required_text, wake_later
from .grounds import require_ground
from .pausing import ClockStands


class DeferredOpen(Conflict):
    """R40: no result before the promised paper is in."""

    code = "deferred_open"


class CountersignNotMet(Conflict):
    """R45: the policy needs consents that are missing."""

    code = "countersign_not_met"


class NotTheDecidingStep(Conflict):
    code = "not_the_deciding_step"


def pass_step(
    task: Task,
    *,
    actor: Any,
    opinion: str = "",
    review_points: Sequence[Mapping[str, Any]] = (),
    key: str = "",
) -> Case:
    """Finish the step; at the deciding step this approves the item."""
    payload = {"opinion": opinion, "review_points": list(review_points)}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        item = sign_in(act)
        points = read_points(item, review_points)
        act.opinion("pass", text=opinion.strip(), review_points=points)
        if not act.task.decides:
            act.note("step.passed", text=opinion.strip())
            act.conclude("pass")
            return act.case
        committed = approve(act, item, opinion.strip())
        act.conclude("pass")
        declaring.open_checks(item, act.case, committed)
        wake_later(act.case.pk)
        return act.case


def sign_in(act: Acting) -> CaseItem:
    """The first act of the department puts the item into review (R9)."""
    item = act.item
    assert item is not None
    if item.state == ItemState.SUSPENDED:
        raise ClockStands(_("The clock of this item stands still. Let it go on first, then decide."))
    if item.state == ItemState.ACCEPTED:
        effects.move_item(item, act.case, ItemState.IN_REVIEW)
    return item


def read_points(item: CaseItem, points: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Review points the person looked at: [{"id", "holds", "note"}] of the item's conditions."""
    texts = {one.id: one.text for one in item.snapshot.conditions}
    unknown = [str(one.get("id")) for one in points if str(one.get("id")) not in texts]
    if unknown:
        raise Invalid(
            _("There is no review point “%(id)s” in this item.") % {"id": unknown[0]},
            fields={"review_points": [_("Unknown review point.")]},
        )
    return [
        {
            "id": str(one["id"]),
            "text": texts[str(one["id"])],
            "holds": bool(one.get("holds")),
            "note": str(one.get("note", "")),
        }
        for one in points
    ]


def approve(act: Acting, item: CaseItem, text: str) -> list[CaseMaterial]:
    """Approve the item. Returns the papers it rests on without having seen them (R43)."""
    supplying.require_supplied(act, item)
    committed = effects.committed_papers(act.case, item)
    deferred = [row for row in committed if row.status == CaseMaterial.Status.DEFERRED]
    declaring.refuse_false(committed)
    if deferred:
        raise DeferredOpen(
            _("“%(paper)s” was promised for later and is not in yet. The decision waits for it.")
            % {"paper": deferred[0].title}
        )
    words = "\n".join(part for part in (text, *settle_countersigns(item)) if part)
    finish_open_questions(item)
    effects.decide_item(item, act.case, Decision.APPROVED, by=act.actor, text=words, reason_code="", basis="")
    return committed


def settle_countersigns(item: CaseItem) -> list[str]:
    """Conditions others agreed with, and dissent that stands: both become part of the decision (R46, R50).

    Raises CountersignNotMet.
    """
    if not item.snapshot.countersigns:
        return []
    if any(not tally.met for tally in countersigning.tallies(item)):
        raise CountersignNotMet(
            _("The countersigning departments have not agreed. Send the item back to reconcile, or do not approve it.")
        )
    agreed = item.opinions.filter(action="agree_with_conditions").order_by("pk")
    return [*agreed.values_list("conditions", flat=True), *countersigning.dissents(item)]


def finish_open_questions(item: CaseItem) -> None:
    """Opinions, disputes and requests still open are no longer needed once the item is decided (R45)."""
    countersigning.cancel_open(item, kinds=(TaskKind.COUNTERSIGN, TaskKind.DUTY))
    handover.drop(item)


def deny(
    task: Task,
    *,
    actor: Any,
    reason_code: str = "",
    reason: str = "",
    basis: str = "",
    material: str = "",
    key: str = "",
) -> Case:
    """Do not approve, at the deciding step, with reason and basis (R7); a paper only if it was named (R37)."""
    payload = {"reason_code": reason_code, "reason": reason, "basis": basis, "material": material}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        if not act.task.decides:
            raise NotTheDecidingStep(_("Only the last step decides. Pass it on with your opinion, or send it back."))
        texts = required_text(payload, "reason_code", "reason", "basis")
        item = sign_in(act)
        require_ground(act.case, item, texts["reason_code"], material.strip())
        act.opinion("deny", text=texts["reason"], reason_code=texts["reason_code"], basis=texts["basis"])
        finish_open_questions(item)
        effects.decide_item(
            item,
            act.case,
            Decision.DENIED,
            by=act.actor,
            text=texts["reason"],
            reason_code=texts["reason_code"],
            basis=texts["basis"],
        )
        act.conclude("deny")
        telling.tell_applicant(
            act.case,
            wording.ITEM_DENIED,
            key=item.code,
            item=item.name,
            reason=texts["reason"],
            basis=texts["basis"],
        )
        wake_later(act.case.pk)
        return act.case


def send_back(task: Task, *, actor: Any, to: str = "", reason: str = "", key: str = "") -> Case:
    """Return to an earlier step of the item; the clock goes on (R26, R55)."""
    payload = {"to": to, "reason": reason}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        texts = required_text(payload, "to", "reason")
        item = sign_in(act)
        target = earlier_step(item, act.task, texts["to"])
        act.task.data = {**act.task.data, "to": target}
        act.opinion("send_back", text=texts["reason"])
        act.note("step.sent_back", text=texts["reason"], data={"to": item.snapshot.steps[target].name})
        act.conclude("send_back")
        tell_returned(act, item, texts["reason"])
        return act.case


def earlier_steps(item: CaseItem, task: Task) -> list[tuple[int, str]]:
    """[(number, name)] of the steps this task may return to."""
    return [(number, step.label) for number, step in enumerate(item.snapshot.steps[: task.step_no or 0])]


def earlier_step(item: CaseItem, task: Task, to: str) -> int:
    """Number of the earlier step meant by its name or number."""
    for number, step in enumerate(item.snapshot.steps[: task.step_no or 0]):
        if to in (step.name, step.name_en, str(number)):
            return number
    raise Invalid(
        _("“%(step)s” is not an earlier step of this item.") % {"step": to},
        fields={"to": [_("Please choose one of the earlier steps.")]},
    )


def tell_returned(act: Acting, item: CaseItem, reason: str) -> None:
    fresh = Task.objects.filter(process_id=act.task.process_id, kind=TaskKind.STEP, finished=None).first()
    if fresh is not None:
        fresh.case = act.case
        telling.tell_task(fresh, wording.RETURNED, telling.able_people(fresh), actor=act.actor.name, reason=reason)
