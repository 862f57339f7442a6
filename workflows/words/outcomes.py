"""How the outcome of a task reads: what somebody did, in the past tense."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

OUTCOMES: Mapping[str, str | Promise] = {
    "accept": gettext_lazy("accepted"),
    "refuse": gettext_lazy("not accepted"),
    "notify_correction": gettext_lazy("correction asked for"),
    "pass": gettext_lazy("passed"),
    "deny": gettext_lazy("not approved"),
    "send_back": gettext_lazy("sent back"),
    "agree": gettext_lazy("agreed"),
    "agree_with_conditions": gettext_lazy("agreed with conditions"),
    "disagree": gettext_lazy("disagreed"),
    "not_my_duty": gettext_lazy("not their duty"),
    "tacit": gettext_lazy("consent by silence"),
    "deliver": gettext_lazy("handed over"),
    "confirm": gettext_lazy("confirmed"),
    "resupply": gettext_lazy("handed in"),
    "lapse": gettext_lazy("lapsed"),
    "cancelled": gettext_lazy("no longer needed"),
    "recalled": gettext_lazy("taken back"),
    "file_opinion": gettext_lazy("filed"),
    "reconcile": gettext_lazy("recorded what was agreed"),
    "ask_dissenters": gettext_lazy("asked once more"),
    "escalate": gettext_lazy("taken to the coordination office"),
    "settled": gettext_lazy("the departments have agreed"),
    "absence_consent": gettext_lazy("consent by absence"),
    "call_meeting": gettext_lazy("called a joint appointment"),
    "record_attendance": gettext_lazy("recorded who came"),
    "cancel_meeting": gettext_lazy("called the appointment off"),
    "resubmit": gettext_lazy("handed in again"),
    "ask_voiding": gettext_lazy("asked to void the result"),
    "approve_verbally": gettext_lazy("approved by word of mouth"),
    "file_approval": gettext_lazy("put the spoken approval on file"),
    "contest": gettext_lazy("contested the spoken approval"),
    "approve_voiding": gettext_lazy("agreed that the result is void"),
    "refuse_voiding": gettext_lazy("did not agree that the result is void"),
    "recall_round": gettext_lazy("sent back while the departments were asked"),
    "returned": gettext_lazy("taken back, because the item was sent back"),
    "removed": gettext_lazy("no longer asked"),
    "add_countersigners": gettext_lazy("asked further departments"),
    "remove_countersigner": gettext_lazy("asked a department no longer"),
    "approve_removal": gettext_lazy("agreed to ask the department no longer"),
    "refuse_removal": gettext_lazy("did not agree to leave the department out"),
    "withdrawn": gettext_lazy("withdrawn"),
    "terminated": gettext_lazy("terminated"),
    "suspend": gettext_lazy("asked for the clock to stop"),
    "resume": gettext_lazy("let the clock go on"),
    "extend": gettext_lazy("asked for an extension"),
    "second_notice": gettext_lazy("asked for a second notice"),
    "approve_notice": gettext_lazy("agreed to the second notice"),
    "supply": gettext_lazy("supplied"),
    "confirm_true": gettext_lazy("found it true"),
    "report_false": gettext_lazy("found it false"),
    "approve_false": gettext_lazy("judged it false"),
    "refuse_false": gettext_lazy("did not judge it false"),
    "refuse_notice": gettext_lazy("did not agree to the second notice"),
    "approve_suspension": gettext_lazy("agreed to stop the clock"),
    "refuse_suspension": gettext_lazy("did not agree to stop the clock"),
    "approve_extension": gettext_lazy("agreed to the extension"),
    "refuse_extension": gettext_lazy("did not agree to the extension"),
    "transfer": gettext_lazy("asked to hand it to the right department"),
    "transferred": gettext_lazy("handed to the right department"),
    "take_on": gettext_lazy("taken on"),
    "refuse_transfer": gettext_lazy("not taken on"),
    "unanswered": gettext_lazy("not answered in time"),
    "rule": gettext_lazy("ruled"),
    "ask_opinion": gettext_lazy("asked for an opinion"),
    "answer": gettext_lazy("answered"),
    "withdraw_question": gettext_lazy("withdrew a question"),
}


def outcome_label(outcome: str) -> str:
    """The outcome in words; one without words as it is stored."""
    return str(OUTCOMES.get(outcome, outcome)) or _("closed")
