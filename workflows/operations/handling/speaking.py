"""In an emergency an approval may be spoken; it counts at once and is filed within one working day (R60, R61)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from departments.org.duties import holders, leader_of
from portal.accounts.models import User
from portal.errors import Conflict, Invalid
from services.cases.models import Case, CaseItem
from workflows.acting import Acting, acting, required_text
from workflows.asking import approvals, spoken
from workflows.models import Task, TaskKind
from workflows.operations.heads.requests import require_request
from workflows.operations.owed import declaring
from workflows.people.permission import AlreadyClaimed, SelfDealing, holder_is_gone, require_duty
from workflows.spoken_flow import SpokenFlow
from workflows.stages.waking import wake_later
from workflows.words import telling, wording

from . import steps
from .signing import sign_in

LONGEST = 2000


class NotAnEmergency(Conflict):
    """R60: what counts working days is approved in writing."""

    code = "not_an_emergency"


class SafetyStep(Conflict):
    """R61: urgency never shortens a safety step."""

    code = "safety_step"


def approve_verbally(
    task: Task, *, actor: Any, who: str = "", channel: str = "", said_at: Any = "", text: str = "", key: str = ""
) -> Case:
    """Write down that `who` approved by word of mouth: the item is approved at once, decided by them.

    `said_at` a moment, "" for now. For whoever could work on the step, and whoever did the one before it.
    Opens the speaker's task to file it. Raises NotAnEmergency, SafetyStep, SelfDealing, Invalid.
    """
    payload = {"who": who, "channel": channel, "said_at": str(said_at or ""), "text": text}
    with acting(task, actor, key=key, payload=payload, permit=require_may_record) as act:
        if act.repeated:
            return act.case
        # What is written down is another's decision; whoever writes it acts for nobody.
        act.change.acting_for = None
        require_speakable(act.task)
        speaker = read_speaker(act, who)
        require_free(act, speaker)
        content = read_content(act, speaker, payload)
        item = sign_in(act)
        said = spoken.words(content)
        act.opinion(spoken.SPOKEN, text=said)
        details = {name: content[name] for name in ("channel", "said_at")}
        act.note("approval.spoken", text=said, data={**details, "who": speaker.username})
        committed = steps.approve(act, item, said, by=speaker)
        activation = act.task.flow_task.activation_class(act.task)
        activation.conclude(spoken.SPOKEN, speaker)
        declaring.open_checks(item, act.case, committed)
        open_filing(act, item, speaker, content)
        wake_later(act.case.pk)
        return act.case


# ---- who, and when ------------------------------------------------------------------------


def require_may_record(task: Task, user: Any) -> None:
    """Raise Forbidden unless the step waits for this person, or they did the step before it (R3)."""
    if not did_step_before(task, user):
        require_duty(task, user)


def may_record(task: Task, user: Any) -> bool:
    """Whether somebody who may not decide this step may still write down what its decider said."""
    return task.finished is None and spoken.is_possible(task) and did_step_before(task, user)


def did_step_before(task: Task, user: Any) -> bool:
    if not task.step_no or task.case_item_id is None or user.pk == task.case.applicant_id:
        return False
    rows = Task.objects.filter(case_item_id=task.case_item_id, kind=TaskKind.STEP, step_no=task.step_no - 1)
    return rows.filter(outcome="pass", void="", closed_by=user).exists()


def require_speakable(task: Task) -> None:
    item = task.case_item
    assert item is not None
    if not spoken.is_emergency(item):
        raise NotAnEmergency(
            _("Only an emergency is approved by word of mouth. Please let whoever decides this do so in writing, here.")
        )
    if not task.decides:
        raise steps.NotTheDecidingStep(_("Only the last step decides. Pass this one on first."))
    if spoken.is_safety(task):
        raise SafetyStep(
            _("Safety is never approved by word of mouth, however urgent. Please have it checked and decided on site.")
        )


def read_speaker(act: Acting, username: str) -> User:
    """The person with the deciding duty who said it; never the one who writes it down (R3)."""
    if str(username).strip() == act.actor.username:
        raise SelfDealing(_("Nobody approves by their own word. Name the other person who said it, or decide it here."))
    people = {one.username: one for one in spoken.speakers(act.task, but=act.actor)}
    found = people.get(str(username).strip())
    if found is None:
        if not people:
            problem = _("Nobody is left who could approve this by word. Ask the coordination office to name somebody.")
        else:
            known = ", ".join(f"{one.username} ({one.name})" for one in people.values())
            problem = _("Please name who said it: %(known)s.") % {"known": known}
        raise Invalid(problem, fields={"who": [problem]})
    return found


def require_free(act: Acting, speaker: User) -> None:
    """Nobody else is at work on the step; the one who spoke may hold it."""
    task = act.task
    if task.owner_id in (None, act.actor.pk, speaker.pk) or holder_is_gone(task):
        return
    raise AlreadyClaimed(
        _("%(holder)s is already working on this. Ask %(holder)s to decide it or to release it.")
        % {"holder": task.owner.name}
    )


def read_content(act: Acting, speaker: User, payload: dict[str, str]) -> dict[str, Any]:
    """What was said, as it is kept (see `spoken`). Raises Invalid naming what is missing."""
    if payload["channel"] not in spoken.CHANNELS:
        problem = _("Choose one of: %(known)s.") % {"known": ", ".join(spoken.CHANNELS)}
        raise Invalid(problem, fields={"channel": [problem]})
    said = str(payload["text"]).strip()
    if not said or len(said) > LONGEST:
        problem = _("Please write what was said, at most %(count)s characters.") % {"count": LONGEST}
        raise Invalid(problem, fields={"text": [problem]})
    at = read_moment(act, payload["said_at"])
    return {
        "who": speaker.pk, "name": speaker.name, "channel": payload["channel"], "said_at": at.isoformat(), "text": said,
    }  # fmt: skip


def read_moment(act: Acting, given: str) -> datetime:
    """When it was said: while the item was open, not in the future; "" is now."""
    if not given.strip():
        return act.change.at
    try:
        found = parse_datetime(given.strip())
    except ValueError:
        found = None
    if found is not None and timezone.is_naive(found):
        found = timezone.make_aware(found)
    begun = act.item.started_at if act.item is not None else None
    # Screens know minutes only.
    if found is None or found > act.change.at or (begun is not None and found < begun.replace(second=0, microsecond=0)):
        problem = _("Please say when it was said: after the item began, and not in the future.")
        raise Invalid(problem, fields={"said_at": [problem]})
    return found


# ---- put on file ---------------------------------------------------------------------------


def open_filing(act: Acting, item: CaseItem, speaker: User, content: dict[str, Any]) -> None:
    """The speaker files it within one working day, as what they hold: the step's duty, or the head's."""
    own = any(one.pk == speaker.pk for one in holders(act.task.duty, act.task.department_id or 0))
    SpokenFlow.start.run(
        item=item,
        case=act.case,
        asker=act.actor.pk,
        speaker=speaker.pk,
        department=act.task.department_id if own else item.department_id,
        duty=act.task.duty if own else "approve",
        content=content,
    )


def file_approval(task: Task, *, actor: Any, text: str = "", key: str = "") -> Case:
    """Who spoke puts the approval on file as it was written down."""
    with acting(task, actor, key=key, payload={"text": text}) as act:
        if act.repeated:
            return act.case
        require_request(act.task, spoken.FILING)
        act.opinion("file_approval", text=text.strip())
        act.note("approval.filed", text=text.strip())
        act.conclude("file_approval")
        return act.case


def contest(task: Task, *, actor: Any, reason: str = "", key: str = "") -> Case:
    """Who is said to have spoken says otherwise: recorded and told on; the decision stands until somebody undoes it."""
    with acting(task, actor, key=key, payload={"reason": reason}) as act:
        if act.repeated:
            return act.case
        require_request(act.task, spoken.FILING)
        item = act.item
        assert item is not None
        said = required_text({"reason": reason}, "reason")["reason"]
        act.opinion("contest", text=said)
        act.note("approval.contested", text=said)
        act.conclude("contest")
        people = {one.pk: one for one in coordinators(act.case)}
        if act.case.applicant_department_id is not None:
            people |= {one.pk: one for one in holders("approve", act.case.applicant_department_id)}
        people |= {one.pk: one for one in User.objects.filter(pk=act.task.data["asker"])}
        key = f"{wording.APPROVAL_CONTESTED.event}:{act.task.pk}"
        params = {"item": item.name, "actor": act.actor.name, "reason": said}
        telling.tell_people(act.case, wording.APPROVAL_CONTESTED, people.values(), key=key, **params)
        return act.case


def overdue(act: Acting) -> None:
    """Not filed within its day: the leader, the coordination office and the speaker are told (R60)."""
    item, content = act.item, act.task.data["content"]
    assert item is not None
    act.note("approval.unfiled", data={"expired_at": act.task.due_at.isoformat() if act.task.due_at else ""})
    leader = leader_of(act.case.organisation)
    people = [*coordinators(act.case), *telling.able_people(act.task), *([leader] if leader else [])]
    told = {one.pk: one for one in people}
    telling.tell_task(act.task, wording.APPROVAL_UNFILED, told.values(), item=item.name, who=content["name"])


def coordinators(case: Case) -> list[User]:
    office = telling.coordination_office(case.organisation_id)
    return holders("coordinate", office.pk) if office else []


def is_filing(task: Task) -> bool:
    return approvals.request_of(task) == spoken.FILING
