"""The record in sentences: what each audit entry of a case says to staff."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.org.duties import duties_of
from portal.audit.models import Entry
from services.cases.states import CaseState, ItemState

SENTENCES: Mapping[str, Any] = {
    "case.submitted": gettext_lazy("Application handed in"),
    "case.in_progress": gettext_lazy("Accepted; all departments were told at once"),
    "case.deemed_accepted": gettext_lazy("Accepted by silence after five working days"),
    "case.correcting": gettext_lazy("Waiting for the applicant's correction"),
    "case.decided": gettext_lazy("Every item is decided"),
    "case.partly_approved": gettext_lazy("Every item is decided, some were not approved"),
    "case.delivered": gettext_lazy("Results handed over"),
    "case.closed": gettext_lazy("Case closed"),
    "case.withdrawn": gettext_lazy("Withdrawn by the applicant"),
    "case.lapsed": gettext_lazy("The correction was not answered in time; the case has lapsed"),
    "case.not_accepted": gettext_lazy("Not accepted"),
    "case.terminated": gettext_lazy("Terminated"),
    "case.cancelled": gettext_lazy("Cancelled"),
    "case.cancel_reason": gettext_lazy("Why the case was cancelled"),
    "case.urged": gettext_lazy("The applicant asked for speed"),
    "case.rated": gettext_lazy("The applicant rated the case"),
    "correction.sent": gettext_lazy("One-time correction notice sent"),
    "correction.extended": gettext_lazy("Ten more working days to answer the notice, on request"),
    "defect.proposed": gettext_lazy("A point for the one-time notice"),
    "defect.withdrawn": gettext_lazy("Took back a point for the one-time notice"),
    "defect.left_out": gettext_lazy("The window did not take these points into the notice"),
    "correction.answered": gettext_lazy("Correction handed in"),
    "papers.handed_in": gettext_lazy("Papers after the event handed in"),
    "material.promised": gettext_lazy("A paper was promised for later"),
    "data.owed": gettext_lazy("A register was silent; its department supplies the value"),
    "data.supplied": gettext_lazy("Supplied what a silent register owed"),
    "material.declared": gettext_lazy("A paper was replaced by a statement"),
    "declaration.to_check": gettext_lazy("A statement is to be checked"),
    "declaration.true": gettext_lazy("Checked: the statement is true"),
    "declaration.reported": gettext_lazy("Checked: the statement is not true; the head judges"),
    "declaration.not_false": gettext_lazy("Not judged false"),
    "declaration.false": gettext_lazy("Judged: the statement is false"),
    "material.deferred": gettext_lazy("A date was agreed for a missing paper"),
    "material.supplied": gettext_lazy("A promised paper came in"),
    "data.objected": gettext_lazy("The applicant objects to a value of a register"),
    "data.objection_upheld": gettext_lazy("The register was wrong; its department has said so"),
    "data.objection_rejected": gettext_lazy("The value of the register stays; its department has said why"),
    "data.objection_overdue": gettext_lazy("The department has not answered the objection in time; it was reminded"),
    "message.written": gettext_lazy("Message written"),
    "task.claimed": gettext_lazy("Claimed"),
    "task.released": gettext_lazy("Put back into the queue"),
    "task.backup": gettext_lazy("The B-role has it too"),
    "task.left_behind": gettext_lazy("Put back into the queue, because its holder is away"),
    "task.put_back": gettext_lazy("Put back into the queue, because its holder no longer acts for another"),
    "step.passed": gettext_lazy("Passed"),
    "step.sent_back": gettext_lazy("Sent back"),
    "item.started": gettext_lazy("The item's clock started"),
    "item.in_review": gettext_lazy("Review begun"),
    "item.approved": gettext_lazy("Approved"),
    "item.denied": gettext_lazy("Not approved"),
    "item.countersigning": gettext_lazy("Opinions of other departments asked for"),
    "item.voided": gettext_lazy("The result was taken back"),
    "item.cancelled": gettext_lazy("Cancelled"),
    "item.withdrawn": gettext_lazy("Stopped, because the applicant withdrew"),
    "item.lapsed": gettext_lazy("Lapsed"),
    "item.suspended": gettext_lazy("Clock stopped"),
    "request.second_notice": gettext_lazy("Asked the head for a second notice"),
    "request.second_notice_approved": gettext_lazy("Agreed to a second notice"),
    "request.second_notice_refused": gettext_lazy("Did not agree to a second notice"),
    "clock.recomputed": gettext_lazy("Due moments were computed anew after a change of the calendar"),
    "material.reminded": gettext_lazy("The applicant was reminded of a promised paper"),
    "material.defaulted": gettext_lazy("A promised paper did not come"),
    "applicant.barred": gettext_lazy("No papers can be promised for 180 days"),
    "item.terminated": gettext_lazy("Terminated"),
    "request.void": gettext_lazy("Asked legal to void the result"),
    "request.void_approved": gettext_lazy("Agreed that the result is void"),
    "request.void_refused": gettext_lazy("Did not agree that the result is void"),
    "item.resubmitted": gettext_lazy("Handed in again by the applicant"),
    "item.revived": gettext_lazy("Waits again for an item that was handed in again"),
    "case.resumed": gettext_lazy("The case goes on with an item that was handed in again"),
    "task.recalled": gettext_lazy("Took their own act back"),
    "item.recalled": gettext_lazy("Back to where it was"),
    "case.recalled": gettext_lazy("The case is back to where it was"),
    "form.mended": gettext_lazy("Mended on the spot with the applicant"),
    "answer.recalled": gettext_lazy("Took their own answer back"),
    "item.pause_recalled": gettext_lazy("The stop of the clock was taken back and does not count"),
    "item.extension_recalled": gettext_lazy("The extension was taken back and does not count"),
    "item.brought_back": gettext_lazy("Back with the department that had it"),
    "duty_list.ended": gettext_lazy("The entry in the duty list was taken back"),
    "item.provisional_again": gettext_lazy("The result is provisional again"),
    "correction.second": gettext_lazy("Second notice sent, with the head's consent"),
    "item.resumed": gettext_lazy("The clock goes on"),
    "item.extended": gettext_lazy("The limit was extended"),
    "request.suspend": gettext_lazy("Asked for the clock to stop"),
    "request.suspend_approved": gettext_lazy("Agreed that the clock stops"),
    "request.suspend_refused": gettext_lazy("Did not agree that the clock stops"),
    "request.extend": gettext_lazy("Asked for an extension"),
    "request.extend_approved": gettext_lazy("Agreed to the extension"),
    "request.extend_refused": gettext_lazy("Did not agree to the extension"),
    "clock.followed": gettext_lazy("The case's date follows its items"),
    "item.result_released": gettext_lazy("The provisional result became final"),
    "item.provisional_withdrawn": gettext_lazy("The provisional result was withdrawn"),
    "countersign.asked": gettext_lazy("Departments asked at the same time"),
    "countersign.met": gettext_lazy("Enough departments have agreed"),
    "countersign.not_met": gettext_lazy("The departments have not agreed"),
    "countersign.agree": gettext_lazy("Agreed"),
    "countersign.agree_with_conditions": gettext_lazy("Agreed with conditions"),
    "countersign.disagree": gettext_lazy("Disagreed"),
    "countersign.not_my_duty": gettext_lazy("Said it is not their duty"),
    "countersign.tacit": gettext_lazy("No opinion by the limit: counted as consent"),
    "countersign.conflict": gettext_lazy("The departments disagree; the lead department is asked to reconcile them"),
    "reconcile.agreed": gettext_lazy("Recorded what the departments agreed"),
    "reconcile.asked_again": gettext_lazy("Asked once more those who disagree"),
    "reconcile.escalated": gettext_lazy("Took it to the coordination office"),
    "reconcile.overdue": gettext_lazy("Not brought together in time; the coordination office rules"),
    "conflict.ruled": gettext_lazy("Ruled on the differing opinions"),
    "conflict.late": gettext_lazy("The ruling on the differing opinions is overdue; the leader was told"),
    "meeting.called": gettext_lazy("Called the departments together"),
    "meeting.held": gettext_lazy("Recorded who came"),
    "meeting.off": gettext_lazy("Called the appointment off"),
    "meeting.unrecorded": gettext_lazy("Who came is not recorded in time; the head was told"),
    "countersign.absence_consent": gettext_lazy("Absent without a reason: counted as consent"),
    "countersign.absent_escalated": gettext_lazy("Absent without a reason: the coordination office was told"),
    "countersign.filed": gettext_lazy("Filed its formal opinion after silence"),
    "countersign.filing_overdue": gettext_lazy("The formal opinion after silence is overdue; the head was told"),
    "countersign.escalated": gettext_lazy("No opinion by the limit: the coordination office was told"),
    "countersign.recalled": gettext_lazy("The questions to the departments were taken back"),
    "countersign.added": gettext_lazy("Further departments asked"),
    "countersign.removed": gettext_lazy("A department is no longer asked"),
    "request.remove_countersigner": gettext_lazy("Asked the head to leave a department out that had disagreed"),
    "request.remove_countersigner_approved": gettext_lazy("Agreed to leave the department out"),
    "request.remove_countersigner_refused": gettext_lazy("Did not agree to leave the department out"),
    "duty.ruled": gettext_lazy("Ruled whose duty it is"),
    "approval.spoken": gettext_lazy("A spoken approval was written down"),
    "approval.filed": gettext_lazy("Put the spoken approval on file"),
    "approval.contested": gettext_lazy("Contested the spoken approval"),
    "approval.unfiled": gettext_lazy("The spoken approval is not on file in time; the leader was told"),
    "transfer.asked": gettext_lazy("Asked to hand it to the right department"),
    "transfer.taken_on": gettext_lazy("Taken on"),
    "transfer.refused": gettext_lazy("Not taken on"),
    "transfer.unanswered": gettext_lazy("Not answered in time; the coordination office rules"),
    "item.transferred": gettext_lazy("Handed to the right department; the clock goes on"),
    "arbitration.opened": gettext_lazy("The coordination office rules whose duty it is"),
    "arbitration.ruled": gettext_lazy("Ruled whose duty the item is"),
    "arbitration.late": gettext_lazy("The ruling is overdue; the leader was told"),
    "duty_list.entered": gettext_lazy("Entered in the duty list"),
    "supervision.buck_passing": gettext_lazy("Counted as passing the buck"),
    "opinion.asked": gettext_lazy("Asked for an opinion"),
    "opinion.answered": gettext_lazy("Gave an opinion"),
    "opinion.withdrawn": gettext_lazy("Withdrew the question"),
    "opinion.closed": gettext_lazy("The question needs no answer any more"),
    "opinion.overdue": gettext_lazy("The answer is overdue; both sides were told"),
    "note.written": gettext_lazy("Internal note written"),
    "note.pinned": gettext_lazy("Internal note pinned"),
    "note.unpinned": gettext_lazy("Internal note unpinned"),
    "copy.given": gettext_lazy("Copy given"),
    "copy.revoked": gettext_lazy("Copy taken back"),
    "automatic.failed": gettext_lazy("The system could not decide; people take over"),
    "alarm.yellow": gettext_lazy("Reminded: due soon"),
    "alarm.red": gettext_lazy("Reminded: overdue"),
    "alarm.reminded": gettext_lazy("The applicant was reminded"),
}


@dataclass(frozen=True)
class RecordLine:
    """One line of components/timeline.html."""

    at: datetime
    text: str
    who: str


def record_lines(
    entries: Iterable[Entry], items: Mapping[str, str], departments: Mapping[str, str], papers: Mapping[str, str]
) -> list[RecordLine]:
    """Entries in sentences. `items`, `departments`, `papers`: names by code."""
    return [line(entry, items, departments, papers) for entry in entries]


def line(
    entry: Entry, items: Mapping[str, str], departments: Mapping[str, str], papers: Mapping[str, str]
) -> RecordLine:
    sentence = sentence_of(entry.event)
    subject = items.get(str(entry.data.get("item", "")), "")
    paper = papers.get(str(entry.data.get("material", "")), "")
    step = str(entry.data.get("step") or "")
    what = " · ".join(part for part in (subject, step, paper) if part)
    text = _("%(what)s: %(sentence)s") % {"what": what, "sentence": sentence} if what else sentence
    if entry.text:
        text = _("%(sentence)s. %(words)s") % {"sentence": text, "words": entry.text}
    return RecordLine(entry.at, text, who(entry, departments))


def sentence_of(event: str) -> str:
    """The event in words; a change of state without a sentence of its own is named by the state."""
    told = SENTENCES.get(event)
    if told is not None:
        return str(told)
    subject, _dot, state = event.partition(".")
    labels = dict(ItemState.choices) if subject == "item" else dict(CaseState.choices)
    return str(labels.get(state, event))


def who(entry: Entry, departments: Mapping[str, str]) -> str:
    """The person and department, "张建国（李卫东代）" for a stand-in, or the system."""
    if not entry.actor_name:
        return _("the system")
    person = entry.actor_name
    if entry.acting_for_name:
        person = _("%(principal)s (by %(actor)s)") % {"principal": entry.acting_for_name, "actor": entry.actor_name}
    department = departments.get(entry.department, "")
    return f"{person} · {department}" if department else person


RATED = "case.rated"
# Inside the house: holding tasks, plug-ins that failed, disputes about duty.
INTERNAL = frozenset(
    {
        "task.claimed", "task.released", "task.backup", "task.left_behind", "task.put_back",
        "automatic.failed", "countersign.not_my_duty", "countersign.escalated", "countersign.filing_overdue",
        "reconcile.agreed", "reconcile.asked_again", "reconcile.escalated", "reconcile.overdue",
        "conflict.ruled", "conflict.late",
        "meeting.held", "meeting.off", "meeting.unrecorded", "countersign.absent_escalated",
        "declaration.to_check", "declaration.reported", "declaration.not_false",
        "defect.proposed", "defect.withdrawn", "defect.left_out",
        "countersign.met", "countersign.not_met", "duty.ruled", "alarm.reminded",
        "countersign.added", "countersign.removed", "countersign.recalled", "request.remove_countersigner",
        "request.remove_countersigner_approved", "request.remove_countersigner_refused",
        "request.suspend", "request.suspend_approved", "request.suspend_refused",
        "request.extend", "request.extend_approved", "request.extend_refused",
        "transfer.asked", "transfer.taken_on", "transfer.refused", "transfer.unanswered", "arbitration.ruled",
        "opinion.asked", "opinion.answered", "opinion.withdrawn", "opinion.closed", "opinion.overdue",
        "note.written", "note.pinned", "note.unpinned", "copy.given", "copy.revoked",
        "arbitration.late", "duty_list.entered", "supervision.buck_passing",
        "answer.recalled", "item.pause_recalled", "item.extension_recalled", "item.brought_back", "duty_list.ended",
        "item.recalled", "item.provisional_again", "request.void", "request.void_approved", "request.void_refused",
    }
)  # fmt: skip


def hidden_events(*, own: bool, user: Any) -> frozenset[str]:
    """Events this reader is not told. `own`: the applicant's side."""
    duties = duties_of(user)
    if own:
        return INTERNAL
    verifies = duties.departments("verify_rating") or duties.departments("audit")
    return frozenset() if verifies else frozenset({RATED})
