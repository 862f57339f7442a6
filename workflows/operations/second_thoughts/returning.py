"""Send an item back to any earlier place, from a step or from inside a running countersigning (R9, R26, R47)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Conflict
from services.cases.models import Case, CaseItem, Opinion
from services.cases.states import ItemState
from workflows import flows, formal_flow
from workflows.acting import Acting, acting, required_text
from workflows.asking import approvals
from workflows.casework import ballot, conflicts, countersigning, dependence, effects, meetings
from workflows.engine import joining
from workflows.models import Task, TaskKind, Void
from workflows.operations.consulting import steering
from workflows.operations.handling.signing import sign_in
from workflows.people.permission import may_act, require_may_act
from workflows.queries.consequences import Consequences, consequences
from workflows.words import telling, wording


class ConsequencesChanged(Conflict):
    """What the person was shown is no longer what would happen."""

    code = "consequences_changed"


def send_back(
    task: Task,
    *,
    actor: Any,
    to: str = "",
    reason: str = "",
    changes: Mapping[str, Any] | None = None,
    seen: str = "",
    key: str = "",
) -> Case:
    """Return to an earlier step or to the countersigners; the clock goes on (R26, R47, R55).

    `changes` {"papers", "fields", "opinion", "departments"} says what is to be changed: only what rested
    on it counts no more. `seen` is the digest of the consequences the person was shown; when they have
    become others nothing is done.
    """
    payload = {"to": to, "reason": reason, "changes": changes or {}}
    with acting(
        task, actor, key=key, payload=payload, permit=require_may_return, still=steering.require_steerable
    ) as act:
        if act.repeated:
            return act.case
        texts = required_text(payload, "to", "reason")
        if not runs(act):
            sign_in(act)
        found = consequences(act.task, to=texts["to"], changes=changes)
        if seen and seen != found.digest:
            raise ConsequencesChanged(_("The consequences are no longer what you saw. Please look at them once more."))
        carry_out(act, found, texts["reason"])
        return act.case


def preview(task: Task, user: Any, *, to: str, changes: Any = None) -> Consequences:
    """What sending back would do, for whoever might do it now. Reads only; raises what the act would raise."""
    steering.require_steerable(task)
    require_may_return(task, user)
    return consequences(task, to=to, changes=changes)


def runs(act: Acting) -> bool:
    return act.item is not None and countersigning.round_is_running(act.item)


def require_may_return(task: Task, user: Any) -> None:
    """Who holds the step; while the round runs, who is asked and who asks."""
    if steering.is_question(task) and steering.running(task) and may_act(task, user):
        require_may_act(task, user)
    else:
        steering.require_leads(task, user)


def carry_out(act: Acting, found: Consequences, reason: str) -> None:
    """Void what falls, then let the item begin again at its place."""
    item = act.item
    assert item is not None
    concludes = act.task.finished is None and may_conclude(act)
    steering.say(act, "send_back" if concludes else "recall_round", text=reason)
    void(act, [one.task for one in found.falls], reason)
    act.note(
        "step.sent_back",
        text=reason,
        data={
            "to": found.begins,
            "void": [one.task for one in found.falls],
            "papers": sorted(found.changes.papers),
            "fields": sorted(found.changes.fields),
        },
    )
    approvals.drop(item)
    if runs(act):
        leave_round(act, item, found, reason, concludes=concludes)
    else:
        act.task.data = {**act.task.data, "to": target_of(found)}
        act.conclude("send_back")
    tell_returned(act, item, reason)


def may_conclude(act: Acting) -> bool:
    """Whether the act closes the actor's own task; who leads a running round acts through somebody else's."""
    return act.task.kind == TaskKind.STEP or may_act(act.task, act.actor)


def target_of(found: Consequences) -> int | str:
    return countersigning.COUNTERSIGN if dependence.is_round(found.place) else found.place // 2


# ---- what counts no more --------------------------------------------------------------------


def void(act: Acting, task_ids: Sequence[int], reason: str) -> None:
    """These decisions stay on record and count no more; their authors are told."""
    assert act.item is not None
    formal_flow.forget(act.item, task_ids)
    act.task.data = {**act.task.data, "voided": [*act.task.data.get("voided", []), *task_ids]}
    rows = list(Task.objects.filter(pk__in=task_ids).select_related("closed_by", "department"))
    Task.objects.filter(pk__in=task_ids).update(void=Void.RETURNED)
    deciding = ballot.CONSENT | {"pass", "disagree", "not_my_duty"}
    Opinion.objects.filter(task_id__in=task_ids, action__in=deciding, voided_at=None).update(
        voided_at=act.change.at, voided_because=reason
    )
    for row in rows:
        row.case = act.case
        people = [row.closed_by] if row.closed_by and row.closed_by_id != act.actor.pk else []
        if row.kind == TaskKind.COUNTERSIGN:
            telling.tell_task(row, wording.SIGNATURE_VOID, people, actor=act.actor.name, reason=reason)


def leave_round(act: Acting, item: CaseItem, found: Consequences, reason: str, *, concludes: bool) -> None:
    """Close the running round: open questions are taken back, disputes need no ruling, the join ends."""
    join = joining.open_join(act.task)
    assert join is not None
    drop_disputes(act, item, reason)
    conflicts.close(item, "returned")
    meetings.drop(item, reason)
    for row in ballot.questions(item):
        if row.finished is None and not (concludes and row.pk == act.task.pk):
            take_back(act, row, reason)
    join.cancel()
    effects.move_item(item, act.case, ItemState.IN_REVIEW, event="countersign.recalled")
    data = {"step_no": target_of(found), "returned": True}
    if concludes:
        act.task.data = {**act.task.data, "to": data["step_no"]}
        act.conclude("send_back")
    else:
        flows.ItemFlow.step._create(join, act.task.token, data=data)


def drop_disputes(act: Acting, item: CaseItem, reason: str) -> None:
    """A dispute about duty that nobody has ruled on ends with the round; the department is asked again."""
    open_ones = Task.objects.filter(case_item=item, kind=TaskKind.DUTY, duty="arbitrate", finished=None)
    rows = list(open_ones.exclude(data__has_key="transfer"))
    disputed = [row.data["answer"] for row in rows if "answer" in row.data]
    for row in rows:
        countersigning.close_unanswered(row, "cancelled")
    if disputed:
        void(act, disputed, reason)


def take_back(act: Acting, row: Task, reason: str) -> None:
    """Nobody has to answer this question now; whoever was working on it is told."""
    row.case, row.case_item = act.case, act.item
    people = [row.owner] if row.owner_id and row.owner is not None else []
    row.data = {**row.data, "taken_back_by": act.actor.name}
    countersigning.close_unanswered(row, "returned")
    telling.tell_task(row, wording.QUESTION_TAKEN_BACK, people, actor=act.actor.name, reason=reason)


def tell_returned(act: Acting, item: CaseItem, reason: str) -> None:
    fresh = Task.objects.filter(process_id=act.task.process_id, kind=TaskKind.STEP, finished=None).first()
    if fresh is not None:
        fresh.case = act.case
        telling.tell_task(fresh, wording.RETURNED, telling.able_people(fresh), actor=act.actor.name, reason=reason)
