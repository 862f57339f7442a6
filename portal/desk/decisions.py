"""A decision as it was typed into the dock, read into what the operation takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.desk.presenters.checks import NO, YES, Check, answered
from portal.desk.presenters.dockfields import asked_by, field_name, has_form, said_as
from portal.errors import Invalid
from workflows.models import Task, TaskKind
from workflows.operations.acts import known_to

DECIDED_HERE = (TaskKind.STEP, TaskKind.COUNTERSIGN, TaskKind.DUTY, TaskKind.OPINION)


@dataclass(frozen=True)
class Decision:
    """`payload` as the act takes it; `key` makes the same form act once; `stay` keeps the task open on screen."""

    action: str
    payload: dict[str, Any]
    key: str
    stay: bool


def read_decision(task: Task, given: QueryDict) -> Decision:
    """The chosen act and its texts. Raises Invalid when nothing that this task knows was chosen."""
    known = {one.action: one for one in known_to(task) if task.kind in DECIDED_HERE}
    act = known.get(given.get("decision", ""))
    if act is None or not has_form(act):
        sentence = _("Please choose what you decide.")
        raise Invalid(sentence, code="unknown_action", fields={"decision": [sentence]})
    payload: dict[str, Any] = {name: given.get(field_name(act.action, name), "") for name in asked_by(act)}
    if said_as(act):
        payload[said_as(act)] = given.get("say", "")
    return Decision(act.action, payload, given.get("key", ""), bool(given.get("stay")))


def review_points(checks: Sequence[Check], given: Mapping[str, str], opinion: str) -> list[dict[str, Any]]:
    """The points as they go to the operation, for passing.

    Raises Invalid naming every point nobody has looked at; a point that is not met needs words
    in the opinion, because somebody after this step will ask why it passed.
    """
    found = answered(checks, given)
    left = {one.name: _("Please look at “%(point)s” first.") % {"point": one.title} for one in found if one.is_open}
    if left:
        first = next(iter(left.values()))
        if len(left) > 1:
            first = _("%(n)d points have not been looked at yet.") % {"n": len(left)}
        raise Invalid(first, code="points_open", fields={name: [text] for name, text in left.items()})
    failed = [one for one in found if one.value == NO]
    if failed and not opinion.strip():
        sentence = _("“%(point)s” is not met. Say in the opinion why it passes all the same, or choose otherwise.")
        raise Invalid(
            sentence % {"point": failed[0].title}, fields={"opinion": [sentence % {"point": failed[0].title}]}
        )
    return [{"id": one.id, "holds": one.value == YES, "note": ""} for one in found]
