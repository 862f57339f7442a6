"""What stands around a task: who asks, what was said before, what is risky, how the others stand, what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.casefile import lanes
from portal.casefile.papers import Paper
from portal.desk.presenters.checks import NO, Check
from portal.desk.reads import TaskFile
from portal.ui import moments
from services.cases.models import Case, CaseItem, Opinion
from services.cases.states import ITEM_ENDED
from workflows.asking import subjects
from workflows.casework import countersigning
from workflows.models import Task, TaskKind
from workflows.queries.casefile import ItemView
from workflows.queries.people import closer_name, name_of
from workflows.words.outcomes import outcome_label


@dataclass(frozen=True)
class Said:
    """One opinion given on the item before."""

    step: str
    who: str
    words: str
    text: str
    at: datetime
    good: bool


# Countersigners stand in a table of their own.
SPOKEN_BEFORE = (TaskKind.STEP, TaskKind.DUTY, TaskKind.RECONCILE, TaskKind.MEETING)


def asker(case: Case) -> str:
    """采油一厂 · 员工甲 · 综合窗口 窗口一代办."""
    unit = case.applicant_department.title if case.applicant_department else ""
    parts = [unit, case.applicant.name]
    if case.registered_by is not None:
        parts.append(_("filed by %(clerk)s at the window") % {"clerk": case.registered_by.name})
    return " · ".join(part for part in parts if part)


def said_before(file: TaskFile) -> list[Said]:
    """Earlier steps and opinions on the same item, oldest first; countersigners stand in the vote table."""
    own = [one for one in file.item_opinions if one.task_id != file.task.pk]
    return [said(one) for one in own if one.kind in SPOKEN_BEFORE]


def own_words(file: TaskFile) -> Said | None:
    """What was said on this very task, once it is closed."""
    found = [one for one in file.opinions if one.task_id == file.task.pk]
    return said(found[-1]) if found and file.task.finished is not None else None


def said(opinion: Opinion) -> Said:
    who = " · ".join(
        part
        for part in (
            name_of(opinion.author, opinion.acting_for) or _("the system"),
            opinion.department.title if opinion.department else "",
        )
        if part
    )
    good = opinion.action not in ("deny", "send_back", "disagree", "refuse_transfer", "contest")
    return Said(opinion.step, who, outcome_label(opinion.action), opinion.text, opinion.created_at, good)


def risks(file: TaskFile, checks: Sequence[Check], papers: Sequence[Paper]) -> list[str]:
    """What somebody deciding must not overlook, one sentence each; empty when nothing stands out."""
    task, item = file.task, file.item
    found = [_("Not met: %(point)s") % {"point": one.title} for one in checks if one.value == NO]
    for one in papers:
        if one.state in ("later", "problem") and not one.afterwards:
            found.append(_("%(paper)s: %(note)s") % {"paper": one.name, "note": one.note})
    for owed in file.owed if task.kind == TaskKind.STEP else ():
        words = _("%(department)s still owes “%(label)s”: its register was silent when the applicant asked")
        found.append(words % {"department": owed.department.title, "label": owed.label})
    if task.red_at is not None and file.now > task.red_at:
        found.append(_("The item's promised limit passed %(when)s") % {"when": moments.moment_words(task.red_at)})
    returned = [one for one in file.item_opinions if one.action == "send_back"]
    if returned:
        times = ngettext("Sent back %(n)d time: %(reason)s", "Sent back %(n)d times, last: %(reason)s", len(returned))
        found.append(times % {"n": len(returned), "reason": returned[-1].text})
    if item is not None and item.soft and soft_open(file, item):
        names = _(", ").join(soft_open(file, item))
        found.append(_("The result stays provisional until %(items)s is approved") % {"items": names})
    return found


def soft_open(file: TaskFile, item: CaseItem) -> list[str]:
    return [one.title for one in file.rows if one.code in item.soft and one.decision != "approved"]


def peers(file: TaskFile) -> list[tuple[str, str]]:
    """(light, "保卫部 门禁 剩 7 小时") of the other items."""
    return [peer(one) for one in file.item_views if one.item.pk != file.task.case_item_id]


def peer(view: ItemView) -> tuple[str, str]:
    state = lanes.item_state(view)
    words = lanes.item_words(view, state)
    return state, _("%(department)s, %(item)s: %(words)s") % {
        "department": view.item.department.title, "item": view.item.title, "words": words,
    }  # fmt: skip


def following(file: TaskFile, action: str) -> str:
    """What happens after `action`, in one sentence (heuristic: who reads it, what happens next)."""
    task, item = file.task, file.item
    if item is None or task.kind in (TaskKind.CHECK, TaskKind.FORMAL):
        return consequence(action)
    steps = item.snapshot.steps
    if action == "pass" and not task.decides:
        number = (task.step_no or 0) + 1
        if countersigning.asked_before(item, number):
            return _("Next the countersigning departments are asked, all at once.")
        return _("Next: %(step)s.") % {"step": steps[number].label}
    if action == "pass":
        waiting = [one.title for one in file.rows if item.code in one.needs and one.state not in ITEM_ENDED]
        result = item.snapshot.result.label
        if not waiting:
            return _("This decides the item and issues “%(result)s”.") % {"result": result}
        return _("This decides the item, issues “%(result)s” and lets %(items)s begin.") % {
            "result": result,
            "items": _(", ").join(waiting),
        }
    if action == "rule" and subjects.subject_of(task) == subjects.ARBITRATION:
        return _("Binding; the item goes there at once, and like cases open there from now on. The date stays.")
    if action == "rule" and subjects.subject_of(task) == subjects.CONFLICT:
        return _("Binding; the item goes on at once, and the decision names who disagreed.")
    return consequence(action)


def consequence(action: str) -> str:
    return {
        "deny": _("The item ends here; items that need it are cancelled. The applicant gets reason and basis at once."),
        "send_back": _("You see what stands and what falls before anything is done; the clock goes on."),
        "agree": _("Counted at once; when enough departments have agreed the item goes back to its owner."),
        "agree_with_conditions": _("Counts as consent; your conditions become part of the decision."),
        "disagree": _("The deciding department reads reason, basis and cure; without all three it is no objection."),
        "not_my_duty": _("The coordination office rules within one working day; until then it stays with you."),
        "suspend": _("The head of the department answers first; until then the clock runs on."),
        "extend": _("The head of the department answers first; the limit is extended once at most."),
        "resume": _("The clock goes on at once, and the applicant is told."),
        "approve_suspension": _("The clock stops at once; the applicant is told why and until when."),
        "supply": _("Goes into the form with your register as its source; whoever waits for it can decide."),
        "ask_again": _("When the register answers by now, its values go into the form."),
        "confirm_true": _("The check is closed; the result stands."),
        "report_false": _("The head of the department judges first; until then the result stands."),
        "approve_false": _("The result is taken back at once, and the applicant can promise nothing for 180 days."),
        "refuse_false": _("The result stands, and the check goes on with your reason."),
        "second_notice": _(
            "The head of the department answers first; then only this item's clock stops, and it counts in the rate."
        ),
        "approve_notice": _("The applicant is asked at once; only this item's clock stands still until the answer."),
        "refuse_notice": _("Nothing goes out; whoever asked reads your answer."),
        "add_defect": _("The window collects what every department names and sends one notice; later nothing more."),
        "approve_extension": _("The limit is longer at once; the applicant reads the reason."),
        "refuse_suspension": _("The clock runs on; whoever asked reads your answer."),
        "refuse_extension": _("The limit stays; whoever asked reads your answer."),
        "ask_opinion": _("Asked at once; you can go on, and your clock runs. The answer appears here."),
        "withdraw_question": _("Nobody has to answer it any more; whoever was asked is told."),
        "approve_verbally": _("The item is approved at once; whoever said it files it within one working day."),
        "file_approval": _("The approval is on file in your name."),
        "contest": _("The coordination office and the applicant's department are told; the decision stands meanwhile."),
        "file_opinion": _("Put on file beside the silence, which stays consent; the decision does not change."),
        "answer": _("Whoever asked reads it at once; it decides nothing by itself."),
        "approve_voiding": _("The result is revoked at once, what rests on it follows, and the applicant is told why."),
        "refuse_voiding": _("The result stands; whoever asked reads your answer."),
        "transfer": _("It is asked at once; until it takes the item on you go on with it. The date stays."),
        "take_on": _("The item is yours at once, with the time that is left. The applicant is told."),
        "refuse_transfer": _("The coordination office rules within one working day; a refusal without ground counts."),
        "rule": _("Binding; the department you name is asked at once."),
        "reconcile": _(
            "Who confirms is asked at once, and nobody signs for another. A dissent that stays is named in the"
            " decision; where its consent is needed the item cannot be approved."
        ),
        "ask_dissenters": _("Their vote is open again until your time is over; the clock of the item runs on."),
        "call_meeting": _("They are told at once and see it in their inbox; no clock stops for it."),
        "record_attendance": _(
            "Absence without a reason counts as silence would: as consent where that is allowed, else the"
            " coordination office is told."
        ),
        "cancel_meeting": _("Everybody who was to come is told; they still owe their opinion."),
        "escalate": _("The coordination office rules within one working day; it reads every position."),
        "add_countersigners": _("Asked at once with the same papers; its answer counts like those of the others."),
        "remove_countersigner": _(
            "What it said stays on record and counts no more; a dissent needs the head's consent."
        ),
        "approve_removal": _("Its opinion counts no more; the decision names its dissent all the same."),
        "refuse_removal": _("The dissent stands; whoever asked reads your answer."),
    }.get(action, "")


def ended(task: Task) -> str:
    """How a closed task ended: 鲍平安 11月20日 周五 10:24 已同意."""
    who = closer_name(task) or _("the system")
    at = moments.moment_words(task.finished) if task.finished else ""
    return _("%(who)s, %(when)s: %(outcome)s") % {"who": who, "when": at, "outcome": outcome_label(task.outcome)}
