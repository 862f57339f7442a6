"""The applicant mends one denied item and hands it in again under the same number, as -R2 (R12, R85)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from departments.org import registry
from portal.errors import Conflict, Invalid
from portal.files.models import Upload
from services.cases.models import Case, CaseItem, ItemAttempt, Opinion
from services.cases.states import CaseState, ItemState
from workflows.acting import on_case
from workflows.applying.given_papers import find_uploads
from workflows.applying.numbers import fingerprint
from workflows.casework import holds
from workflows.engine.change import Change
from workflows.models import Task, TaskKind
from workflows.operations.owed.resupply import refuse_twin, refuse_uninvited, store, take_fields
from workflows.operations.undoing import restoring, stopping
from workflows.people.permission import require_applicant
from workflows.queries.resubmission import Resubmission, resubmission_of
from workflows.stages.waking import follow_later, wake_later
from workflows.words import wording

from .voiding import find_item


class NotAgain(Conflict):
    """The item was not denied, the time has passed, or it was tried often enough."""

    code = "not_again"


def resubmit(
    case: Case,
    item_code: str,
    *,
    actor: Any,
    fields: Mapping[str, Any] | None = None,
    materials: Mapping[str, str] | None = None,
    explanation: str = "",
) -> Case:
    """Hand the item in anew; its siblings are not touched, what fell with it waits again.

    Only fields and papers that no other item rests on may change. Its clock starts anew with its
    acceptance, which is at once: the window has taken the case in (docs/decisions/0010).
    """
    require_applicant(case, actor)
    fields, materials = dict(fields or {}), dict(materials or {})
    with on_case(case, actor) as (fresh, opened):
        stopping.lock_items(fresh)
        item = find_item(fresh, item_code)
        offer = resubmission_of(item, fresh, opened.at)
        if offer.problem:
            raise NotAgain(offer.problem)
        words = explanation.strip()
        before = dict(fresh.form)
        uploads = read(fresh, offer, fields, materials, words, actor)
        check_rules(fresh, item)
        replaced = replaced_by(fresh, before, fields, uploads)
        fresh.fingerprint = fingerprint(fresh.matter_code, fresh.answers, fresh.values())
        refuse_twin(fresh)
        store(fresh, uploads, opened, fields_changed=bool(fields))
        begin_again(fresh, offer, replaced, actor)
        say(fresh, item, words, actor, opened)
        wake_later(fresh.pk)
        follow_later(fresh.pk)
        return fresh


def read(
    case: Case, offer: Resubmission, fields: dict[str, Any], materials: dict[str, str], words: str, actor: Any
) -> dict[str, Upload]:
    """What was changed, checked like any application. Raises Invalid naming every problem."""
    refuse_uninvited(fields, set(offer.fields))
    refuse_uninvited(materials, {row.code for row in offer.papers})
    problems: dict[str, list[str]] = {}
    take_fields(case, fields, problems, [offer.item])
    uploads = find_uploads(materials, {case.applicant_id, actor.pk}, problems)
    if not fields and not uploads and not words:
        problems["explanation"] = [_("Please change something, or say why it should be looked at again.")]
    if problems:
        raise Invalid(_("Please check the marked fields; nothing you typed is lost."), fields=problems)
    return uploads


def check_rules(case: Case, item: CaseItem) -> None:
    """The department's own rules about this item (R91–R99)."""
    fields: dict[str, list[str]] = {}
    for rule in registry.rules(item.code):
        for problem in rule.check(holds.facts_of(item, case)):
            fields.setdefault(problem.field or "__all__", []).append(problem.sentence)
    if fields:
        raise Invalid(next(iter(fields.values()))[0], fields=fields)


def replaced_by(
    case: Case, before: Mapping[str, Any], fields: Mapping[str, Any], uploads: Mapping[str, Upload]
) -> dict[str, Any]:
    """What stood there before: nothing that was decided on is lost."""
    papers = case.materials.filter(code__in=uploads).values_list("code", "upload_id")
    return {
        "fields": {key: before[key] for key in fields if key in before},
        "materials": {code: str(pk) for code, pk in papers},
    }


def begin_again(case: Case, offer: Resubmission, replaced: dict[str, Any], actor: Any) -> None:
    """The case goes on, the item waits for its start, what fell with it waits for it (R9, R11)."""
    if case.state in (CaseState.DECIDED, CaseState.PARTLY_APPROVED):
        held = Task.objects.filter(case=case, kind=TaskKind.DELIVER, finished=None, owner__isnull=False)
        people = set(held.values_list("owner_id", flat=True))
        restoring.reopen_case(case, actor, event="case.resumed", outcome="cancelled")
        stopping.tell_stopped(case, wording.RESUMED_CASE, people, key=f"case.resumed:{case.pk}:{offer.attempt}")
    again(offer.item, case, replaced, event="item.resubmitted")
    for one in offer.revived:
        if one.decision:
            again(one, case, {}, event="item.revived")
        else:
            restoring.back_to_waiting(one, case, event="item.revived")
    holds.take([offer.item, *offer.revived], case)


def again(item: CaseItem, case: Case, replaced: dict[str, Any], *, event: str) -> None:
    """A new attempt at the item: the old one is kept as it ended."""
    assert item.decided_at is not None
    kept = ("started_at", "due_at", "decision", "decision_text", "reason_code", "basis", "decided_at", "decided_by_id")
    ItemAttempt.objects.create(
        item=item,
        number=item.attempt,
        replaced=replaced,
        ended_at=item.decided_at,
        **{name: getattr(item, name) for name in kept},
    )
    restoring.put_item(
        item,
        case,
        ItemState.WAITING,
        event=event,
        attempt=item.attempt + 1,
        first_round=item.round,
        extended_days=0,
        extension_reason="",
        **restoring.UNSTARTED,
        **restoring.UNDECIDED,
    )


def say(case: Case, item: CaseItem, words: str, actor: Any, opened: Change) -> None:
    """What the applicant says about it, for the departments to read."""
    if words:
        Opinion.objects.create(
            case=case,
            item=item,
            task_id=0,
            kind=TaskKind.STEP,
            action="resubmit",
            department_id=None,
            author=actor,
            step=_("Handed in again"),
            round=item.round,
            text=words,
            created_at=opened.at,
        )
