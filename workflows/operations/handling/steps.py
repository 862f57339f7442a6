"""A department's own steps: pass on, approve or deny (R9, R10)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Conflict, Invalid
from services.cases.models import Case, CaseItem, CaseMaterial
from services.cases.states import Decision
from workflows.acting import Acting, acting, required_text
from workflows.casework import ballot, conflicts, countersigning, effects, handover, reservations
from workflows.models import Task, TaskKind
from workflows.operations.owed import declaring, supplying
from workflows.stages.waking import wake_later
from workflows.words import telling, wording

from .grounds import require_ground
from .signing import sign_in


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


def approve(act: Acting, item: CaseItem, text: str, *, by: Any = None) -> list[CaseMaterial]:
    """Approve the item; `by`: who decided, None the actor.

    Returns the papers it rests on without having seen them (R43).
    """
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
    effects.decide_item(item, act.case, Decision.APPROVED, by=by or act.actor, text=words, reason_code="", basis="")
    return committed


def settle_countersigns(item: CaseItem) -> list[str]:
    """Conditions others agreed with, and dissent that stands: both become part of the decision (R46, R50).

    Raises CountersignNotMet.
    """
    if not item.snapshot.countersigns:
        return []
    rows = ballot.questions(item)
    if any(not tally.met for tally in ballot.tallies(item, ballot.answers_of(rows))):
        raise CountersignNotMet(
            _("The countersigning departments have not agreed. Send the item back to reconcile, or do not approve it.")
        )
    against = reservations.dissents(item, rows)
    return [*reservations.conditions(item, rows), *against, *(conflicts.rulings(item) if against else ())]


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
