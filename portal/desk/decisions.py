"""A decision as it was typed into the dock, read into what the operation takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.desk.presenters.checks import NO, YES, Check, answered
from portal.desk.presenters.defectrows import read_rows
from portal.desk.presenters.dockfields import SEVERAL, asked_by, field_name, has_form, said_as
from portal.desk.presenters.returning import read_changes
from portal.errors import Invalid
from workflows.models import Task, TaskKind
from workflows.operations.acts import Act, known_to

# Acceptance is the window's, at its own pages; here departments name what they want mended before it (R36).
DECIDED_HERE = (
    TaskKind.STEP, TaskKind.COUNTERSIGN, TaskKind.DUTY, TaskKind.OPINION, TaskKind.CHECK, TaskKind.OWED,
    TaskKind.FORMAL, TaskKind.INTAKE, TaskKind.RECONCILE, TaskKind.MEETING,
)  # fmt: skip
EARLY = ("add_defect",)
# Acts that have a button of their own instead of a place in the dock: {act: what the button sends}.
BUTTONS = {"withdraw_defect": "defect"}


@dataclass(frozen=True)
class Decision:
    """`payload` as the act takes it; `key` makes the same form act once; `stay` keeps the task open on screen."""

    action: str
    payload: dict[str, Any]
    key: str
    stay: bool


def read_decision(task: Task, given: QueryDict) -> Decision:
    """The chosen act and its texts. Raises Invalid when nothing that this task knows was chosen."""
    known = {one.action: one for one in known_to(task) if is_decided_here(task.kind, one)}
    act = known.get(given.get("decision", ""))
    if act is None:
        sentence = _("Please choose what you decide.")
        raise Invalid(sentence, code="unknown_action", fields={"decision": [sentence]})
    names = [BUTTONS[act.action]] if act.action in BUTTONS else asked_by(act)
    payload: dict[str, Any] = {name: read_field(given, act.action, name) for name in names}
    if "defects" in act.needs:
        payload["defects"] = read_rows(act.action, {name: str(text) for name, text in given.items()})
    for name in {"values", "attendance"}.intersection(act.needs):
        payload[name] = read_parts(given, field_name(act.action, f"{name}-"))
    if said_as(act):
        payload[said_as(act)] = given.get("say", "")
    if "changes" in act.needs:
        # What was shown counts only when it is confirmed: looking again changes nothing yet.
        confirmed = given.get(field_name(act.action, "confirmed"))
        payload["seen"] = given.get(field_name(act.action, "seen"), "") if confirmed else ""
        payload["changes"] = read_changes(given.getlist(field_name(act.action, "changes")))
    return Decision(act.action, payload, given.get("key", ""), bool(given.get("stay")))


def read_parts(given: QueryDict, prefix: str) -> dict[str, str]:
    """{rest of the name: text} of every field that begins so."""
    return {name.removeprefix(prefix): str(text) for name, text in given.items() if name.startswith(prefix)}


def read_field(given: QueryDict, action: str, name: str) -> Any:
    """What was typed or chosen; a list where several may be chosen."""
    full = field_name(action, name)
    return given.getlist(full) if name in SEVERAL else given.get(full, "")


def is_decided_here(kind: str, act: Act) -> bool:
    """Whether the desk takes this act; acceptance itself belongs to the window's pages."""
    if kind not in DECIDED_HERE:
        return False
    if kind == TaskKind.INTAKE:
        return act.action in EARLY or act.action in BUTTONS
    return has_form(act)


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
