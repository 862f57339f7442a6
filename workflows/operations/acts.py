"""The acts a task allows, by kind: what each needs, and the one function that does it.

What a person is offered is in `offered`; screens and interface both call `act`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import Invalid
from services.cases.models import Case
from workflows.applying.given_papers import uploads_by_code
from workflows.asking import approvals, spoken, subjects
from workflows.models import Task, TaskKind

from .belonging import arbitration, transfers
from .consulting import asking, countersigners, formal, meetings, opinions, reconciling
from .handling import speaking, steps
from .heads import extending, pausing, requests, second_notice
from .owed import declaring, mending, resupply, supplying
from .second_thoughts import returning, voiding
from .window import delivery, intake, proposing

Needs = dict[str, str]


@dataclass(frozen=True)
class Act:
    """One act: its name, its label, and what it needs {name: "required" | "optional"}."""

    action: str
    label: str | Promise
    needs: Needs
    do: Callable[..., Case]
    # Of a task of kind DUTY: which matter it answers (subjects.subject_of).
    subject: str = ""


REQUIRED, OPTIONAL = "required", "optional"


def _answer(action: str) -> Callable[..., Case]:
    def do(task: Task, *, actor: Any, key: str = "", **payload: Any) -> Case:
        return opinions.answer(task, actor=actor, action=action, key=key, **payload)

    return do


def _resupply(task: Task, *, actor: Any, key: str = "", fields: Any = None, materials: Any = None) -> Case:
    return resupply.resupply(
        task.case, actor=actor, fields=fields, materials=uploads_by_code(materials), task=task, key=key
    )


def _mend(task: Task, *, actor: Any, key: str = "", materials: Any = None, **payload: Any) -> Case:
    return mending.mend_on_the_spot(task, actor=actor, key=key, materials=uploads_by_code(materials), **payload)


# Whoever leads the item sees to its countersigners: at its open step, and while they are being asked.
COUNTERSIGNERS = (
    Act(
        "add_countersigners",
        gettext_lazy("Ask further departments"),
        {"departments": REQUIRED, "reason": REQUIRED},
        countersigners.add_countersigners,
    ),
    Act(
        "remove_countersigner",
        gettext_lazy("Ask a department no longer"),
        {"departments": REQUIRED, "reason": REQUIRED},
        countersigners.remove_countersigner,
    ),
    Act(
        "call_meeting",
        gettext_lazy("Call a joint inspection or meeting"),
        {"what": REQUIRED, "starts_at": REQUIRED, "place": REQUIRED, "departments": REQUIRED, "reason": REQUIRED},
        meetings.call_meeting,
    ),
)
SEND_BACK = Act(
    "send_back",
    gettext_lazy("Send back"),
    {"to": REQUIRED, "reason": REQUIRED, "changes": OPTIONAL, "seen": OPTIONAL},
    returning.send_back,
)
LEADING = frozenset(one.action for one in COUNTERSIGNERS)

ACTS: dict[str, tuple[Act, ...]] = {
    TaskKind.INTAKE: (
        Act("accept", gettext_lazy("Accept"), {"deferrals": OPTIONAL}, intake.accept),
        Act("notify_correction", gettext_lazy("Ask for correction"), {"defects": REQUIRED}, intake.notify_correction),
        Act(
            "refuse",
            gettext_lazy("Do not accept"),
            {"reason_code": REQUIRED, "reason": REQUIRED, "apply_where": OPTIONAL},
            intake.refuse,
        ),
        Act(
            "mend_on_the_spot",
            gettext_lazy("Mend on the spot"),
            {"fields": OPTIONAL, "materials": OPTIONAL, "reason": REQUIRED, "confirmation": REQUIRED},
            _mend,
        ),
        # For the departments of the case, beside the window (R36).
        Act("add_defect", gettext_lazy("Name defects"), {"defects": REQUIRED}, proposing.add_defect),
        Act("withdraw_defect", gettext_lazy("Take back"), {"defect": REQUIRED}, proposing.withdraw_defect),
    ),
    TaskKind.STEP: (
        Act("pass", gettext_lazy("Pass"), {"opinion": OPTIONAL, "review_points": OPTIONAL}, steps.pass_step),
        Act(
            "deny",
            gettext_lazy("Do not approve"),
            {"reason_code": REQUIRED, "material": OPTIONAL, "reason": REQUIRED, "basis": REQUIRED},
            steps.deny,
        ),
        SEND_BACK,
        Act(
            "suspend",
            gettext_lazy("Stop the clock"),
            {"procedure": REQUIRED, "reason": REQUIRED, "expected_days": REQUIRED, "evidence": OPTIONAL},
            pausing.suspend,
        ),
        Act("resume", gettext_lazy("Let the clock go on"), {}, pausing.resume),
        Act(
            "second_notice",
            gettext_lazy("Second notice"),
            {"defects": REQUIRED, "ground": REQUIRED},
            second_notice.second_notice,
        ),
        Act("extend", gettext_lazy("Extend the limit"), {"days": REQUIRED, "reason": REQUIRED}, extending.extend),
        Act(
            "transfer",
            gettext_lazy("Hand to the right department"),
            {"to": REQUIRED, "reason_code": OPTIONAL, "reason": REQUIRED, "basis": REQUIRED},
            transfers.transfer,
        ),
        Act(
            "ask_opinion",
            gettext_lazy("Ask for an opinion"),
            {"department": OPTIONAL, "user": OPTIONAL, "question": REQUIRED, "by": REQUIRED},
            asking.ask_opinion,
        ),
        Act("withdraw_question", gettext_lazy("Withdraw a question"), {"which": OPTIONAL}, asking.withdraw_question),
        Act(
            spoken.SPOKEN,
            gettext_lazy("Write down a spoken approval"),
            {"who": REQUIRED, "channel": REQUIRED, "said_at": OPTIONAL, "text": REQUIRED},
            speaking.approve_verbally,
        ),
        *COUNTERSIGNERS,
    ),
    TaskKind.COUNTERSIGN: (
        Act("agree", gettext_lazy("Agree"), {"opinion": OPTIONAL}, _answer("agree")),
        Act(
            "agree_with_conditions",
            gettext_lazy("Agree with conditions"),
            {"conditions": REQUIRED, "opinion": OPTIONAL},
            _answer("agree_with_conditions"),
        ),
        Act(
            "disagree",
            gettext_lazy("Disagree"),
            {"reason": REQUIRED, "basis": REQUIRED, "cure": REQUIRED},
            _answer("disagree"),
        ),
        Act(
            "not_my_duty",
            gettext_lazy("Not our duty"),
            {"reason": REQUIRED, "suggest": REQUIRED, "basis": REQUIRED},
            _answer("not_my_duty"),
        ),
        SEND_BACK,
        *COUNTERSIGNERS,
    ),
    TaskKind.DUTY: (
        Act("rule", gettext_lazy("Rule"), {"to": OPTIONAL, "reason": REQUIRED}, opinions.rule),
        Act(
            "file_approval",
            gettext_lazy("Put it on file"),
            {"text": OPTIONAL},
            speaking.file_approval,
            spoken.FILING,
        ),
        Act("contest", gettext_lazy("I did not say that"), {"reason": REQUIRED}, speaking.contest, spoken.FILING),
        Act("take_on", gettext_lazy("Take it on"), {"reason": OPTIONAL}, transfers.take_on, subjects.TRANSFER),
        Act(
            "refuse_transfer",
            gettext_lazy("Not our duty"),
            {"reason": REQUIRED, "basis": REQUIRED},
            transfers.refuse_transfer,
            subjects.TRANSFER,
        ),
        Act(
            "rule",
            gettext_lazy("Rule"),
            {"to": REQUIRED, "reason": REQUIRED, "basis": OPTIONAL, "like": OPTIONAL, "finding": OPTIONAL},
            arbitration.rule,
            subjects.ARBITRATION,
        ),
        Act(
            "rule",
            gettext_lazy("Rule"),
            {"finding": REQUIRED, "reason": REQUIRED, "conditions": OPTIONAL},
            reconciling.rule,
            subjects.CONFLICT,
        ),
        Act(
            "approve_suspension",
            gettext_lazy("Agree: the clock stops"),
            {"reason": OPTIONAL},
            requests.approve(approvals.SUSPEND, pausing.grant),
        ),
        Act(
            "refuse_suspension",
            gettext_lazy("Do not agree"),
            {"reason": REQUIRED},
            requests.refuse(approvals.SUSPEND),
        ),
        Act(
            "approve_extension",
            gettext_lazy("Agree to the extension"),
            {"reason": OPTIONAL},
            requests.approve(approvals.EXTEND, extending.grant),
        ),
        Act(
            "refuse_extension",
            gettext_lazy("Do not agree"),
            {"reason": REQUIRED},
            requests.refuse(approvals.EXTEND),
        ),
        Act(
            "approve_notice",
            gettext_lazy("Agree to the second notice"),
            {"reason": OPTIONAL},
            requests.approve(approvals.SECOND_NOTICE, second_notice.grant),
        ),
        Act(
            "refuse_notice",
            gettext_lazy("Do not agree"),
            {"reason": REQUIRED},
            requests.refuse(approvals.SECOND_NOTICE),
        ),
        Act("approve_voiding", gettext_lazy("Agree: the result is void"), {"reason": OPTIONAL}, voiding.confirm),
        Act("refuse_voiding", gettext_lazy("Do not agree"), {"reason": REQUIRED}, requests.refuse(approvals.VOID)),
        Act(
            "approve_removal",
            gettext_lazy("Agree: the department is asked no longer"),
            {"reason": OPTIONAL},
            requests.approve(approvals.REMOVE, countersigners.grant),
        ),
        Act(
            "refuse_removal",
            gettext_lazy("Do not agree"),
            {"reason": REQUIRED},
            requests.refuse(approvals.REMOVE),
        ),
    ),
    TaskKind.OPINION: (Act("answer", gettext_lazy("Answer"), {"text": REQUIRED}, asking.answer),),
    TaskKind.RECONCILE: (
        Act(
            "reconcile",
            gettext_lazy("Record what was agreed"),
            {"with_whom": REQUIRED, "held_at": OPTIONAL, "minutes": REQUIRED, "confirming": OPTIONAL},
            reconciling.reconcile,
        ),
        Act(
            "ask_dissenters",
            gettext_lazy("Ask once more"),
            {"departments": OPTIONAL, "reason": REQUIRED},
            reconciling.ask_dissenters,
        ),
        Act("escalate", gettext_lazy("Take it to the coordination office"), {"reason": REQUIRED}, reconciling.escalate),
    ),
    TaskKind.MEETING: (
        Act(
            "record_attendance",
            gettext_lazy("Record who came"),
            {"attendance": REQUIRED, "reason": OPTIONAL},
            meetings.record_attendance,
        ),
        Act("cancel_meeting", gettext_lazy("Call it off"), {"reason": REQUIRED}, meetings.cancel_meeting),
    ),
    TaskKind.FORMAL: (
        Act("file_opinion", gettext_lazy("File the opinion"), {"opinion": REQUIRED}, formal.file_opinion),
    ),
    TaskKind.OWED: (
        Act("supply", gettext_lazy("Supply the values"), {"values": REQUIRED}, supplying.supply),
        Act("ask_again", gettext_lazy("Ask the register again"), {}, supplying.ask_again),
    ),
    TaskKind.CHECK: (
        Act("confirm_true", gettext_lazy("It is true"), {"opinion": REQUIRED}, declaring.confirm_true),
        Act(
            "report_false",
            gettext_lazy("It is not true"),
            {"reason": REQUIRED, "basis": REQUIRED},
            declaring.report_false,
        ),
        Act("approve_false", gettext_lazy("Agree: it is false"), {"reason": OPTIONAL}, declaring.approve_false),
        Act("refuse_false", gettext_lazy("Do not agree"), {"reason": REQUIRED}, declaring.refuse_finding),
    ),
    TaskKind.DELIVER: (Act("deliver", gettext_lazy("Hand over"), {"method": REQUIRED}, delivery.deliver),),
    TaskKind.RESUPPLY: (
        Act("resupply", gettext_lazy("Hand in"), {"fields": OPTIONAL, "materials": OPTIONAL}, _resupply),
    ),
    TaskKind.CONFIRM: (Act("confirm", gettext_lazy("Confirm receipt"), {}, delivery.confirm),),
}


def known_to(task: Task) -> list[Act]:
    """The acts tasks like this one know."""
    return [one for one in ACTS.get(task.kind, ()) if answers(one, task)]


def answers(one: Act, task: Task) -> bool:
    """A ruling answers a dispute about duty, a head's consent the one request it was asked for."""
    subject = one.subject or approvals.ANSWERS.get(one.action, "")
    return task.kind != TaskKind.DUTY or subject == subjects.subject_of(task)


def act(task: Task, *, actor: Any, action: str, payload: Mapping[str, Any] | None = None, key: str = "") -> Case:
    """Do `action` on the task. Raises Invalid for an unknown action or a payload it does not take."""
    known = {one.action: one for one in known_to(task)}
    chosen = known.get(action)
    if chosen is None:
        raise Invalid(
            _("This task does not know “%(action)s”. Possible: %(known)s.")
            % {"action": action, "known": ", ".join(known)},
            code="unknown_action",
            fields={"action": [_("Choose one of: %(known)s.") % {"known": ", ".join(known)}]},
        )
    # A null of another system is a value that was not given.
    given = {name: value for name, value in (payload or {}).items() if value is not None}
    strange = [name for name in given if name not in chosen.needs]
    if strange:
        raise Invalid(
            _("“%(action)s” does not take %(names)s.") % {"action": action, "names": ", ".join(strange)},
            fields={name: [_("Leave this out.")] for name in strange},
        )
    return chosen.do(task, actor=actor, key=key, **given)
