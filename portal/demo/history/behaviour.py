"""When somebody takes up an open task of a story, and what they do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from portal.demo.history import turns
from portal.demo.history.deeds import deed_on, lazily
from portal.demo.history.filing import upload, uploads
from portal.demo.history.plans import Answer
from portal.demo.history.story import Deed, Story
from portal.demo.history.words.opinions import RECONCILED, RECONCILED_WITH, RULED, countersign_opinion, step_opinion
from portal.demo.history.words.reasons import DENIALS, HANDOVERS, SEND_BACKS
from services.cases.models import CaseItem, Correction
from workflows.asking import approvals
from workflows.asking.subjects import subject_of
from workflows.casework.conflicts import dissenters
from workflows.models import Task, TaskKind
from workflows.operations.acts import act
from workflows.operations.heads import second_notice
from workflows.operations.owed import resupply

SHORTEST_MINUTES = 12


def deed_for(story: Story, task: Task) -> Deed | None:
    """What becomes of the task; None when nobody takes it up."""
    behaviour = BEHAVIOURS.get(task.kind)
    return behaviour(story, task) if behaviour is not None else None


# ---- the window -----------------------------------------------------------------


def intake(story: Story, task: Task) -> Deed | None:
    course = story.course
    if course.intake == "wait":
        return None
    received = max(task.created, task.case.received_at)
    at = course.intake_at or story.hours.days_after(
        received, course.intake_days * story.chance("intake").uniform(0.6, 1.4)
    )
    at = turns.later(story, task, at, turns.waits(story, task))
    if course.intake == "refuse":
        code, reason, elsewhere = course.refusal
        return deed_on(story, task, at, "refuse", reason_code=code, reason=reason, apply_where=elsewhere)
    if course.intake == "correct" and not task.case.corrections.exists():
        defects = [
            {"field" if one.is_field else "material": one.name, "problem": one.problem, "remedy": one.remedy}
            for one in course.flaws
        ]
        return deed_on(story, task, at, "notify_correction", defects=defects)
    return deed_on(story, task, at, "accept")


def deliver(story: Story, task: Task) -> Deed | None:
    if not story.course.delivered:
        return None
    method = story.chance("handover").choice(HANDOVERS)
    return deed_on(story, task, lazily(story, task, 0.3, "deliver"), "deliver", method=method)


# ---- the departments --------------------------------------------------------------


def step(story: Story, task: Task) -> Deed | None:
    item, course = task.case_item, story.course
    assert item is not None and task.step_no is not None
    if task.step_no >= course.stalled.get(item.code, 99):
        return None
    at = _step_moment(story, task, item)
    stop = course.stops.get(item.code) if task.step_no == 0 else None
    if stop is not None:
        if not stop.resumed:
            return None
        at = story.hours.days_after(at, stop.days)
    at = turns.later(story, task, at, turns.waits(story, task))
    if task.decides and item.code == course.denied and _first_attempt(item):
        return deed_on(story, task, at, "deny", **DENIALS[item.code])
    if task.step_no and item.code == course.returned and not item.opinions.filter(action="send_back").exists():
        reason = story.chance("return").choice(SEND_BACKS)
        return deed_on(story, task, at, "send_back", to="0", reason=reason)
    payload: dict[str, Any] = {"opinion": step_opinion(item.code, task.decides, story.chance(item.code, task.step_no))}
    if task.step_no == 0:
        payload["review_points"] = [{"id": one.id, "holds": True} for one in item.snapshot.conditions]
    return deed_on(story, task, at, "pass", **payload)


def _first_attempt(item: CaseItem) -> bool:
    return CaseItem.objects.filter(pk=item.pk, attempt=1).exists()


def _step_moment(story: Story, task: Task, item: CaseItem) -> datetime:
    hours, steps = story.hours, item.snapshot.steps
    assert task.step_no is not None
    ahead = len(steps) - task.step_no
    if item.code in story.course.decided_at:
        return hours.part_of(task.created, story.course.decided_at[item.code], ahead)
    share = story.course.pace * story.chance("pace", item.code, task.step_no).uniform(0.7, 1.3)
    if item.snapshot.unit == "ch":
        minutes = float(item.snapshot.promised.amount) * 60 / len(steps) * min(share, 0.95)
        return task.created + timedelta(minutes=minutes)
    return hours.after(task.created, max(float(steps[task.step_no].days) * 480 * share, SHORTEST_MINUTES))


def countersign(story: Story, task: Task) -> Deed | None:
    item, department = task.case_item, task.department
    assert item is not None and department is not None and task.group_no is not None
    answer = story.course.answers.get(department.code, Answer())
    if answer.action not in ("", "agree") and item.opinions.filter(department=department).exists():
        answer = Answer()
    if not answer.action:
        return None
    rng = story.chance("countersign", department.code, task.round)
    days = float(item.snapshot.countersigns[task.group_no].days)
    at = story.hours.days_after(task.created, days * min(story.course.pace, 0.9) * rng.uniform(0.6, 1.0))
    words = dict(answer.words) or {"opinion": countersign_opinion(department.code, rng)}
    return deed_on(story, task, at, answer.action, **words)


def reconcile(story: Story, task: Task) -> Deed | None:
    """The lead department speaks with those who disagree; they confirm what was agreed."""
    against = list(dissenters(task.case_item)) if task.case_item is not None else []
    words = {"with_whom": RECONCILED_WITH, "minutes": RECONCILED, "confirming": against}
    return _reply(story, task, "reconcile", 0.3, Answer("reconcile", words))


def formal(story: Story, task: Task) -> Deed | None:
    """After silence the opinion comes the next morning at the latest, where it is not left owing."""
    assert task.department is not None
    opinion = countersign_opinion(task.department.code, story.chance("formal", task.department.code, task.round))
    return _reply(story, task, "formal", 0.4, Answer("file_opinion", {"opinion": opinion}))


def ruling(story: Story, task: Task) -> Deed | None:
    """A dispute about duty, a transfer and the ruling on it, a spoken approval, or a request to the head."""
    if not story.course.ruled:
        return None
    subject = subject_of(task)
    if subject in approvals.NOUNS:
        return _reply(story, task, subject, 0.25, Answer(f"approve_{approvals.NOUNS[subject]}"))
    if subject:
        return _reply(story, task, subject, 0.25)
    asked = story.company.department(task.data["department"])
    return _reply(story, task, "rule", 0.5, Answer("rule", {"to": asked.code, "reason": RULED}))


def question(story: Story, task: Task) -> Deed | None:
    """What another department asked."""
    assert task.department is not None
    return _reply(story, task, f"question.{task.department.code}", 0.4)


def check(story: Story, task: Task) -> Deed | None:
    """Whether a statement was true."""
    return _reply(story, task, "check", 2)


def _reply(story: Story, task: Task, key: str, days: float, usual: Answer | None = None) -> Deed | None:
    """The planned answer, else the usual one, about so many days later; none is no answer."""
    answer = story.course.replies.get(key, usual)
    if answer is None or not answer.action:
        return None
    return deed_on(story, task, lazily(story, task, days, key), answer.action, **answer.words)


# ---- the applicant ----------------------------------------------------------------


def confirm(story: Story, task: Task) -> Deed | None:
    """Who does not confirm lets the case close by itself."""
    story.handed_over = True
    if not story.course.confirmed:
        return None
    return Deed(lazily(story, task, 0.3, "confirm"), partial(act, task, actor=story.applicant, action="confirm"))


def hand_in_later(story: Story, task: Task) -> Deed | None:
    """The answer to a correction, or the papers after the event."""
    notice = task.case_item is None or second_notice.is_supplement(task)
    days = story.course.answered_days if notice else story.course.settled_days
    if days is None:
        return None
    hand_in = _answer_notice if notice else _settle
    return Deed(lazily(story, task, days, "papers"), partial(hand_in, story, task))


def _answer_notice(story: Story, task: Task) -> None:
    """Everything the newest notice names, mended."""
    notice = Correction.objects.filter(case=task.case).latest("round")
    mended = {one.name: one.mended for one in story.course.flaws if one.is_field}
    points = list(notice.defects.all())
    resupply.resupply(
        task.case,
        actor=story.applicant,
        fields={one.field: mended[one.field] for one in points if one.field},
        materials={
            one.material: upload(one.material, one.label, story.plan, story.applicant) for one in points if one.material
        },
        task=task,
    )


def _settle(story: Story, task: Task) -> None:
    item = task.case_item
    assert item is not None
    keys = resupply.missing_fields(task.case, item)
    resupply.resupply(
        task.case,
        actor=story.applicant,
        fields={key: story.plan.content.settled[key] for key in keys},
        materials=uploads(resupply.missing_papers(task.case, item), story.plan, story.applicant),
        task=task,
    )


BEHAVIOURS: dict[str, Callable[[Story, Task], Deed | None]] = {
    TaskKind.INTAKE: intake,
    TaskKind.STEP: step,
    TaskKind.COUNTERSIGN: countersign,
    TaskKind.FORMAL: formal,
    TaskKind.OPINION: question,
    TaskKind.CHECK: check,
    TaskKind.RECONCILE: reconcile,
    TaskKind.DUTY: ruling,
    TaskKind.DELIVER: deliver,
    TaskKind.RESUPPLY: hand_in_later,
    TaskKind.CONFIRM: confirm,
}
