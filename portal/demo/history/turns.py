"""What people do on a task besides working on it: ask the head, ask another department, hand on, take back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from portal.accounts.models import User
from portal.demo.history.deeds import deed_by, deed_on
from portal.demo.history.filing import key_of
from portal.demo.history.hours import DAY_MINUTES
from portal.demo.history.plans import Turn
from portal.demo.history.story import Deed, Story
from workflows.models import Task, TaskKind
from workflows.operations.second_thoughts.recalling import recall_act


def deeds_beside(story: Story, task: Task) -> Iterator[Deed]:
    """Everything planned on this task besides the ordinary act."""
    for deed in (*_requests(story, task), *_turns(story, task)):
        if deed is not None:
            yield deed


def fits(turn: Turn, task: Task) -> bool:
    item = task.case_item.code if task.case_item is not None else ""
    return (turn.item, turn.kind) == (item, task.kind) and turn.step in (None, task.step_no)


def later(story: Story, task: Task, moment: datetime, days: float) -> datetime:
    """`days` of office time after the moment; an emergency knows no office hours (R25)."""
    if task.case.limit_unit == "ch":
        return moment + timedelta(minutes=days * DAY_MINUTES)
    return story.hours.days_after(moment, days)


def waits(story: Story, task: Task) -> float:
    """Days by which the ordinary act comes later."""
    return sum(one.waits for one in story.course.turns if fits(one, task))


def _turns(story: Story, task: Task) -> Iterator[Deed | None]:
    for number, turn in enumerate(story.course.turns):
        if number in story.turned or not fits(turn, task):
            continue
        story.turned.add(number)
        at = later(story, task, task.created, turn.after)
        if turn.action == "recall":
            yield Deed(at, partial(_recall, task))
        else:
            key = f"{key_of(story.plan)}-{number}"
            yield deed_by(turn.by, story, task, at, turn.action, _dated(story, turn, task), key)


def _dated(story: Story, turn: Turn, task: Task) -> dict[str, Any]:
    """A question's answer is wanted `by` so many days after it came up."""
    words = dict(turn.words)
    if turn.action == "ask_opinion":
        words["by"] = story.hours.days_after(task.created, words["by"]).isoformat()
    return words


def _recall(task: Task) -> None:
    """Whoever brought this task takes that act back, if nobody has touched what followed."""
    source = task.previous.exclude(closed_by=None).latest("finished")
    person = User.objects.get(pk=source.closed_by_id)
    if Task.objects.filter(pk=task.pk, finished=None).exists():
        recall_act(source, actor=person)


def _requests(story: Story, task: Task) -> Iterator[Deed | None]:
    """What a handler asks of the head besides working on the first step."""
    item = task.case_item
    if task.kind != TaskKind.STEP or item is None or task.step_no != 0 or task.data.get("asked"):
        return
    begun = story.hours.days_after(task.created, 0.2)
    stop, extension = story.course.stops.get(item.code), story.course.extensions.get(item.code)
    if stop is not None:
        words = {"procedure": stop.procedure, "reason": stop.reason, "expected_days": stop.days}
        yield deed_on(story, task, begun, "suspend", **words)
        if stop.resumed:
            yield deed_on(story, task, story.hours.days_after(begun, stop.days), "resume")
    if extension is not None:
        yield deed_on(story, task, begun, "extend", days=extension.days, reason=extension.reason)
