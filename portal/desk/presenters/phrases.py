"""Canned replies in the dock: offered for the chosen act, inserted into the text box, edited by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from services.cases.models import CannedReply
from services.regulations.citing import cited_by
from workflows.models import Task
from workflows.operations.conversation import replies
from workflows.words.outcomes import outcome_label

# A button that cites a clause sends this and the key of the citation.
CITE = "cite:"


@dataclass(frozen=True)
class Phrase:
    """One ready-made text. `n`: the number of the choice it belongs to, 0 for all of them."""

    pk: int
    title: str
    text: str
    n: int = 0


def action_options() -> list[tuple[str, str]]:
    """For which act a reply can be meant."""
    names = {"": _("every act"), "ask_opinion": _("Ask for an opinion"), "answer": _("Answer")}
    names |= {
        "pass": _("Pass"),
        "deny": _("Do not approve"),
        "send_back": _("Send back"),
        "agree": _("Agree"),
        "agree_with_conditions": _("Agree with conditions"),
        "disagree": _("Disagree"),
    }
    return [(code, names.get(code, outcome_label(code))) for code in replies.ACTIONS]


def phrases_for(task: Task, actions: Sequence[str]) -> tuple[Phrase, ...]:
    """The department's replies for the choices there are."""
    if task.department_id is None:
        return ()
    numbers = {action: number for number, action in enumerate(actions, start=1)}
    return tuple(
        Phrase(one.pk, one.title, one.text, numbers.get(one.action, 0))
        for one in replies.replies_of(task.department_id)
        if not one.action or one.action in numbers
    )


def inserted(task: Task, wanted: str, typed: str) -> str:
    """What stands in the text box after choosing a reply or a clause; what was typed stays in front."""
    if wanted.startswith(CITE):
        return " ".join(part for part in (typed.strip(), quotation(task, wanted.removeprefix(CITE))) if part)
    rows: list[CannedReply] = replies.replies_of(task.department_id) if task.department_id else []
    found = next((one.text for one in rows if str(one.pk) == wanted), "")
    return "\n".join(part for part in (typed.strip(), found) if part)


def quotation(task: Task, key: str) -> str:
    """A clause the task's item stands on, as one quotes it; "" for one it does not, or that no longer holds."""
    if task.case_item is None:
        return ""
    code = task.case_item.code
    found = [one.words for one in cited_by([code]).get(code, []) if one.holds and str(one.key) == key]
    return found[0] if found else ""
