"""Countersigning in words: the rule, the tally, every department's vote (R45–R50)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.casefile.clocks import light_words
from services.cases.models import CaseItem, Opinion
from workflows.casework import ballot, conflicts
from workflows.casework.ballot import Tally
from workflows.models import Task, TaskKind
from workflows.queries.people import name_of
from workflows.timing.clocks import time_left

VOTES = {
    "agree": "agree", "tacit": "agree", "absence_consent": "agree",
    "agree_with_conditions": "conditions", "disagree": "disagree",
}  # fmt: skip


@dataclass(frozen=True)
class Vote:
    """One row of components/votes.html."""

    department: str
    vote: str
    words: str
    conditions: str
    person: str
    at: datetime | None
    remaining_words: str


@dataclass(frozen=True)
class VoteGroup:
    """One group of countersigners: `tally` and `rule` as sentences."""

    tally: str
    rule: str
    votes: tuple[Vote, ...]


def vote_groups(item: CaseItem, tasks: Sequence[Task], opinions: Sequence[Opinion], now: datetime) -> list[VoteGroup]:
    """Every group that has been asked. No statements: tasks and opinions were read before."""
    own = [one for one in tasks if one.case_item_id == item.pk and one.kind == TaskKind.COUNTERSIGN]
    shown = ballot.newest(one for one in own if one.outcome not in ballot.UNANSWERED)
    if not shown:
        return []
    said = {one.task_id: one for one in opinions if one.kind == TaskKind.COUNTERSIGN}
    filed = filed_after(item, tasks, opinions)
    standing = ballot.answers_of(own)
    groups = []
    for number, tally in enumerate(ballot.tallies(item, standing)):
        rows = [task for (group_no, _department), task in shown.items() if group_no == number]
        counted = [one for one in rows if standing.get(ballot.key_of(one)) is one]
        votes = tuple(
            vote_of(task, said, item, now, counts=task in counted, afterwards=filed.get(task.pk, "")) for task in rows
        )
        if votes:
            groups.append(VoteGroup(tally_words(tally, votes), rule_words(tally), votes))
    return groups


def filed_after(item: CaseItem, tasks: Sequence[Task], opinions: Sequence[Opinion]) -> dict[int, str]:
    """{silent question: what its department filed afterwards, or that it still owes it} (R48)."""
    texts = {one.task_id: one.text for one in opinions if one.kind == TaskKind.FORMAL}
    found = {}
    for task in tasks:
        if task.kind != TaskKind.FORMAL or task.case_item_id != item.pk:
            continue
        if task.pk in texts:
            found[task.data["silent"]] = _("Filed afterwards: %(opinion)s") % {"opinion": texts[task.pk]}
        elif task.finished is None:
            found[task.data["silent"]] = _("Its formal opinion is still to be filed")
    return found


def vote_of(
    task: Task,
    said: Mapping[int, Opinion],
    item: CaseItem,
    now: datetime,
    *,
    counts: bool = True,
    afterwards: str = "",
) -> Vote:
    """`counts`: the answer stands; what was voided or left out is shown and counts no more.
    `afterwards`: what followed its silence."""
    opinion = said.get(task.pk)
    left = None
    if task.finished is None and task.due_at is not None:
        left = time_left(now, task.due_at, item.case)
    return Vote(
        department=department_words(task),
        vote=VOTES.get(task.outcome, "silent" if task.finished is None else "other") if counts else "other",
        words=vote_words(task) if counts else gone_words(task),
        conditions="\n".join(
            part for part in (reason_words(opinion) if opinion else "", afterwards, left_out_words(task)) if part
        ),
        person=name_of(task.closed_by or task.owner, task.acting_for),
        at=task.finished,
        remaining_words=light_words("red" if left.overdue else "green", left) if left else "",
    )


def department_words(task: Task) -> str:
    """保卫部（计 2 票）: the weight only where it is not one."""
    name = task.department.title if task.department else ""
    weight = ballot.weight_of(task)
    if weight == 1:
        return name
    return _("%(department)s (counts for %(n)d)") % {"department": name, "n": weight}


def gone_words(task: Task) -> str:
    """An answer that counts no more: 不再会签；曾表态：不同意."""
    gone = _("No longer asked") if ballot.is_removed(task) else _("To be asked again")
    if task.outcome == ballot.REMOVED:
        return gone
    return _("%(gone)s; had said: %(vote)s") % {"gone": gone, "vote": vote_words(task)}


def left_out_words(task: Task) -> str:
    because = str(task.data.get("removed_because", ""))
    return _("Left out because: %(reason)s") % {"reason": because} if because else ""


def vote_words(task: Task) -> str:
    if conflicts.is_asked_again(task):
        return _("Disagreed, asked once more")
    settled = {
        conflicts.KEPT: _("Disagrees, stays named"),
        conflicts.OVERRULED: _("Disagrees, set aside by ruling"),
        conflicts.UPHELD: _("Disagrees, upheld by ruling"),
    }.get(ballot.settled_as(task))
    if settled:
        return settled
    return {
        "agree": _("Agrees"),
        "agree_with_conditions": _("Agrees with conditions"),
        "disagree": _("Disagrees"),
        "not_my_duty": _("Not their duty"),
        "tacit": _("Consent by silence"),
        "absence_consent": _("Consent by absence"),
    }.get(task.outcome, _("No opinion yet"))


def reason_words(opinion: Opinion) -> str:
    """Conditions, or reason, basis and cure of a disagreement, in one paragraph."""
    parts = [opinion.conditions, opinion.text]
    if opinion.basis:
        parts.append(_("Basis: %(basis)s") % {"basis": opinion.basis})
    if opinion.cure:
        parts.append(_("Would agree if: %(cure)s") % {"cure": opinion.cure})
    return "\n".join(part for part in parts if part)


def tally_words(tally: Tally, votes: Sequence[Vote]) -> str:
    """3 个部门会签，需全部同意：已同意 1，未表态 2."""
    counts = {
        _("agree"): sum(one.vote == "agree" for one in votes),
        _("with conditions"): sum(one.vote == "conditions" for one in votes),
        _("disagree"): len(tally.dissents),
        _("no opinion yet"): len(tally.waiting),
    }
    tallied = _("; ").join(f"{words} {n}" for words, n in counts.items() if n)
    asked = ngettext("%(n)d department asked", "%(n)d departments asked", tally.asked) % {"n": tally.asked}
    return _("%(asked)s, %(needed)s: %(tally)s") % {"asked": asked, "needed": needed_words(tally), "tally": tallied}


def needed_words(tally: Tally) -> str:
    policy = tally.group.policy
    if policy == "all":
        return _("all must agree")
    if policy == "any":
        return _("one has to agree")
    if policy == "quorum" and any(weight != 1 for weight in tally.weights.values()):
        return _("%(n)d of %(total)d votes have to agree, %(agreed)d do") % {
            "n": tally.needed,
            "total": tally.weight((*tally.consents, *tally.dissents, *tally.waiting)),
            "agreed": tally.agreed,
        }
    if policy == "quorum":
        return _("%(n)d have to agree") % {"n": tally.needed}
    return _("for advice only")


def rule_words(tally: Tally) -> str:
    if tally.group.policy == "advisory":
        return _("The decision answers the advice, whatever it says.")
    if tally.group.on_timeout == "tacit":
        return _("Silence past the limit counts as consent.")
    return _("Silence is no consent: past the limit the coordination office steps in.")
