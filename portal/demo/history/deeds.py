"""How an act on a task is planned: by whom, and about when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any

from portal.demo.history.story import Deed, Story
from workflows.models import Task
from workflows.operations.acts import act


def deed_on(story: Story, task: Task, at: datetime, action: str, **payload: Any) -> Deed | None:
    """The act by somebody who may and is there then; None when nobody is."""
    return deed_by("", story, task, at, action, payload)


def deed_by(
    name: str, story: Story, task: Task, at: datetime, action: str, payload: Mapping[str, Any], key: str = ""
) -> Deed | None:
    """The act by the person of that user name, "" by somebody who may; the same `key` again changes nothing."""
    rng = story.chance("actor", task.kind, task.case_item_id, task.step_no)
    actor = story.company.person(name) if name else story.company.somebody(task, rng, at)
    if actor is None:
        return None
    return Deed(at, partial(act, task, actor=actor, action=action, payload=payload, key=key), actor)


def lazily(story: Story, task: Task, days: float, key: str) -> datetime:
    """About `days` after the task came up."""
    return story.hours.days_after(task.created, days * story.chance(key, task.step_no).uniform(0.6, 1.4))
