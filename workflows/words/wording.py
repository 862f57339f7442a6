"""What people are told, in one place: the same sentence on page, message and e-mail (ux.md 2.6)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.notices import Wording

RECEIVED = Wording(
    "case.received",
    _("“%(matter)s” received"),
    _("Case %(number)s has reached the window. You will hear by %(due)s whether it is accepted."),
)
FILED_FOR = Wording(
    "case.filed_for",
    _("“%(matter)s” was handed in for you"),
    _("%(clerk)s filed case %(number)s in your name. You will hear by %(due)s whether it is accepted."),
)
FILED_AT_ONCE = Wording(
    "case.filed_for",
    _("“%(matter)s” was handed in for you"),
    _("%(clerk)s filed case %(number)s in your name. If you know nothing of it, please call the hotline."),
)
INTAKE_WAITING = Wording(
    "intake.waiting",
    _("“%(matter)s” waits for acceptance"),
    _("%(applicant)s applied under %(number)s. Please accept it by %(due)s."),
)
ACCEPTED = Wording(
    "case.accepted",
    _("“%(matter)s” accepted"),
    _("%(count)s departments work on it at the same time, finished by %(due)s at the latest."),
)
NOT_ACCEPTED = Wording(
    "case.not_accepted",
    _("“%(matter)s” was not accepted"),
    _("Reason: %(reason)s Where to apply instead: %(where)s"),
)
CORRECTION = Wording(
    "case.correction",
    _("“%(matter)s” needs %(count)s corrections from you"),
    _("Please correct everything in one go by %(due)s. The list says how, point by point."),
)
CORRECTION_REMINDER = Wording(
    "case.correction_reminder",
    _("Three working days left to correct “%(matter)s”"),
    _("Without your correction by %(due)s the application lapses; what you filled in is kept."),
)
LAPSED = Wording(
    "case.lapsed",
    _("“%(matter)s” has lapsed"),
    _("The time for correction ended on %(due)s. What you filled in is kept for a new application."),
)
TASK_WAITING = Wording(
    "task.waiting",
    _("%(step)s: “%(matter)s”"),
    _("Case %(number)s of %(applicant)s waits for your department, due %(due)s."),
)
TASK_FOR_ANOTHER = Wording(
    "task.waiting",
    _("For %(principal)s: %(step)s, “%(matter)s”"),
    _("You act for %(principal)s: case %(number)s of %(applicant)s waits, due %(due)s."),
)
BACKUP = Wording(
    "task.backup",
    _("You stand in as B-role: %(step)s, “%(matter)s”"),
    _("%(principal)s has not taken case %(number)s of %(applicant)s. You can act for them, due %(due)s."),
)
PAPERS_WAITING = Wording(
    "task.papers",
    _("Papers for “%(matter)s” can be handed in"),
    _("When the event is over, please hand in the papers for “%(item)s” by %(due)s."),
)
NOBODY_ABLE = Wording(
    "task.nobody",
    _("Nobody may act on %(step)s, “%(matter)s”"),
    _("Everybody of %(department)s who could act on case %(number)s is kept from it. Please name somebody."),
)
ITEM_CANCELLED = Wording(
    "item.cancelled",
    _("“%(item)s” was cancelled"),
    _("%(reason)s The other items of case %(number)s go on."),
)
RESULT_LATER = Wording(
    "case.result",
    _("One more result of “%(matter)s”"),
    _("The result of “%(item)s” in case %(number)s can be downloaded."),
)
PAPERS_REMINDER = Wording(
    "task.papers_reminder",
    _("Three working days left for the papers of “%(item)s”"),
    _("Without the papers by %(due)s “%(item)s” of case %(number)s ends; the rest is not touched."),
)
PAPERS_LAPSED = Wording(
    "task.papers_lapsed",
    _("“%(item)s” has ended without papers"),
    _("No papers came for case %(number)s by %(due)s. Apply again when they are ready."),
)
YELLOW = Wording(
    "task.yellow",
    _("Due soon: %(step)s, “%(matter)s”"),
    _("Case %(number)s of %(applicant)s is due %(due)s."),
)
RED = Wording(
    "task.red",
    _("Overdue: %(step)s, “%(matter)s”"),
    _("Case %(number)s of %(applicant)s was due %(due)s and is with %(department)s."),
)
LATE_APPLICANT = Wording(
    "case.late",
    _("“%(matter)s” is late, we are sorry"),
    _("%(department)s is late with “%(item)s”. It has been reminded; you see every step on the progress page."),
)
LATE_EXPECTED = Wording(
    "case.late",
    _("“%(matter)s” is late, we are sorry"),
    _("%(department)s is late with “%(item)s” and has been reminded. All is now expected by %(due)s."),
)
TACIT = Wording(
    "countersign.tacit",
    _("Silence counted as consent: “%(matter)s”"),
    _("%(department)s gave no opinion on “%(item)s” by %(due)s. Please file it formally within one working day."),
)
FORMAL_LATE = Wording(
    "countersign.filing_late",
    _("Formal opinion overdue: “%(matter)s”"),
    _("%(department)s was to file its opinion on “%(item)s” by %(due)s. Please file it now; nothing waits for it."),
)
ESCALATED = Wording(
    "countersign.escalated",
    _("No opinion in time: “%(matter)s”"),
    _("%(department)s gave no opinion on “%(item)s” by %(due)s. The item waits; please see to it."),
)
COUNTERSIGN_REMOVED = Wording(
    "countersign.removed",
    _("Your opinion is no longer asked: “%(matter)s”"),
    _("%(item)s of case %(number)s: %(reason)s"),
)
SIGNATURE_VOID = Wording(
    "countersign.void",
    _("Your opinion will be asked again: “%(matter)s”"),
    _("%(actor)s sent case %(number)s back, and what you looked at changes: %(reason)s"),
)
QUESTION_TAKEN_BACK = Wording(
    "countersign.taken_back",
    _("No opinion needed for now: “%(matter)s”"),
    _("%(actor)s sent case %(number)s back: %(reason)s You will be asked again."),
)
ITEM_DENIED = Wording(
    "item.denied",
    _("“%(item)s” was not approved"),
    _("Reason: %(reason)s Basis: %(basis)s"),
)
RETURNED = Wording(
    "task.returned",
    _("Returned to you: %(step)s, “%(matter)s”"),
    _("%(actor)s sent case %(number)s back: %(reason)s"),
)
DELIVERED = Wording(
    "case.delivered",
    _("“%(matter)s” is done"),
    _("The results of case %(number)s can be downloaded."),
)
CLOSED = Wording(
    "case.closed",
    _("How was “%(matter)s”?"),
    _("Case %(number)s is closed. If you like, tell us how it went; the rating stays open for 30 days."),
)
WITHDRAWN = Wording(
    "case.withdrawn",
    _("“%(matter)s” was withdrawn"),
    _("%(applicant)s withdrew case %(number)s; your task on it is closed."),
)
WITHDRAWN_FOR_YOU = Wording(
    "case.withdrawn_for_you",
    _("“%(matter)s” was withdrawn for you"),
    _("%(actor)s withdrew case %(number)s on your behalf. What you filled in is kept; you can hand it in anew."),
)
RESUMED_CASE = Wording(
    "case.resumed",
    _("“%(matter)s” goes on"),
    _("%(applicant)s handed a denied item of case %(number)s in again. It is handed over when that is decided."),
)
ITEM_VOIDED = Wording(
    "item.voided",
    _("The result of “%(item)s” is void"),
    _(
        "“%(result)s” of case %(number)s can no longer be used. Reason: %(reason)s "
        "If you do not agree, write on the case page; the coordination office looks into it."
    ),
)
VOIDING_REFUSED = Wording(
    "voiding.refused",
    _("Not granted: %(step)s, “%(matter)s”"),
    _("%(actor)s did not agree that the result of case %(number)s is void: %(reason)s It stands."),
)
GROUND_GONE = Wording(
    "task.ground_gone",
    _("Your task on “%(item)s” is closed"),
    _("Case %(number)s of %(applicant)s: a result it needs was voided, so “%(item)s” was cancelled."),
)
GROUND_VOIDED = Wording(
    "item.ground_voided",
    _("Please look at “%(item)s” again"),
    _("In case %(number)s “%(voided)s” was voided, on which your decision rests. If it cannot stand, void it too."),
)
RECALLED = Wording(
    "task.recalled",
    _("Taken back: %(step)s, “%(matter)s”"),
    _("%(actor)s took back “%(outcome)s” on case %(number)s. What it brought to you no longer waits for you."),
)
ANSWER_RECALLED = Wording(
    "answer.recalled",
    _("Taken back: the answer to “%(step)s”, “%(matter)s”"),
    _("%(actor)s took back “%(outcome)s” on case %(number)s. Everything is as before; a new answer follows."),
)
SIGNATURE_STANDS = Wording(
    "countersign.stands",
    _("Your opinion counts again: “%(matter)s”"),
    _("%(actor)s took back what had set it aside in case %(number)s. You need not do anything."),
)
QUESTION_AGAIN = Wording(
    "countersign.again",
    _("Your opinion is asked after all: “%(matter)s”"),
    _("%(actor)s took back what had made it unnecessary in case %(number)s. Please answer by %(due)s."),
)
RECALLED_APPLICANT = Wording(
    "case.recalled",
    _("“%(matter)s”: please disregard our last message"),
    _("%(department)s took back “%(outcome)s” (%(what)s) on case %(number)s and looks at it again. Nothing is lost."),
)
URGED = Wording(
    "case.urged",
    _("%(applicant)s asks about “%(matter)s”"),
    _("Case %(number)s: %(step)s is with your department, due %(due)s."),
)
MESSAGE = Wording(
    "case.message",
    _("Message on “%(matter)s”"),
    _("%(actor)s wrote on case %(number)s: %(text)s"),
)
RULING_WAITING = Wording(
    "task.ruling",
    _("Ruling on duty: “%(matter)s”"),
    _("%(department)s says “%(item)s” is not its duty: %(reason)s Please rule by %(due)s."),
)
APPROVAL_CONTESTED = Wording(
    "approval.contested",
    _("A spoken approval is contested: “%(item)s”"),
    _("%(actor)s did not approve it that way: %(reason)s Case %(number)s stands as decided until it is settled."),
)
APPROVAL_UNFILED = Wording(
    "approval.unfiled",
    _("A spoken approval is not on file: “%(item)s”"),
    _("%(who)s approved “%(item)s” of case %(number)s by word of mouth and was to file it by %(due)s. See to it."),
)
TRANSFER_WAITING = Wording(
    "task.transfer",
    _("Is it yours? “%(item)s” of “%(matter)s”"),
    _("Case %(number)s. %(about)s Please take it on, or say why not, by %(due)s."),
)
TRANSFER_TAKEN = Wording(
    "transfer.taken",
    _("“%(item)s” was taken on"),
    _("%(target)s goes on with “%(item)s” of case %(number)s; it has left your inbox."),
)
TRANSFER_DISPUTED = Wording(
    "transfer.disputed",
    _("“%(item)s” goes to arbitration"),
    _("%(target)s did not take on “%(item)s” of case %(number)s. Please go on with it until the ruling."),
)
TRANSFERRED = Wording(
    "item.transferred",
    _("%(department)s goes on with “%(item)s”"),
    _("The finishing date stays %(due)s; you need not do anything. Reason: %(reason)s"),
)
ARBITRATION_WAITING = Wording(
    "task.arbitration",
    _("Whose duty is “%(item)s” of “%(matter)s”?"),
    _("Case %(number)s. %(about)s Please rule by %(due)s."),
)
DUTY_DISPUTED = Wording(
    "item.disputed",
    _("Two departments settle who does “%(item)s”"),
    _("It is settled by %(by)s, and worked on meanwhile. The finishing date stays %(due)s."),
)
DUTY_SETTLED = Wording(
    "item.settled",
    _("%(department)s stays with “%(item)s”"),
    _("The departments have settled it. The finishing date stays %(due)s; you need not do anything."),
)
DUTY_RULED = Wording(
    "arbitration.ruled",
    _("Ruled: “%(item)s” belongs to %(owner)s"),
    _("Case %(number)s. %(reason)s The ruling binds and is in the duty list."),
)
RULING_LATE = Wording(
    "arbitration.late",
    _("A ruling is overdue: “%(item)s”"),
    _("Whose duty “%(item)s” of case %(number)s is was to be ruled by %(due)s. It is worked on meanwhile."),
)
OPINION_WAITING = Wording(
    "task.opinion",
    _("Your opinion is asked: “%(item)s” of “%(matter)s”"),
    _("Case %(number)s. %(about)s Please answer by %(due)s."),
)
OPINION_ANSWERED = Wording(
    "opinion.answered",
    _("%(actor)s answered on “%(item)s”"),
    _("Case %(number)s: %(text)s"),
)
OPINION_WITHDRAWN = Wording(
    "opinion.withdrawn",
    _("No opinion is needed any more: “%(item)s”"),
    _("%(actor)s withdrew the question on case %(number)s; you need not do anything."),
)
OPINION_LATE = Wording(
    "opinion.late",
    _("Your opinion is overdue: “%(item)s”"),
    _("The answer on case %(number)s was asked for by %(due)s. Please give it now."),
)
OPINION_MISSING = Wording(
    "opinion.missing",
    _("No answer yet: “%(item)s”"),
    _("%(whom)s did not answer on case %(number)s by %(due)s. Go on without it, or withdraw the question."),
)
COPIED = Wording(
    "copy.given",
    _("A copy for you: “%(matter)s”"),
    _("%(actor)s lets you read case %(number)s of %(applicant)s. Why: %(reason)s You need not do anything."),
)
NEGATIVE_RATING = Wording(
    "rating.negative",
    _("A rating needs a call-back"),
    _("Case %(number)s was rated %(level)s. Please contact the applicant within one working day."),
)
REQUEST_WAITING = Wording(
    "task.request",
    _("%(step)s: “%(matter)s”"),
    _("“%(item)s” of case %(number)s. %(request)s Please answer by %(due)s."),
)
REQUEST_REFUSED = Wording(
    "request.refused",
    _("Not granted: %(step)s, “%(matter)s”"),
    _("%(actor)s did not grant your request on case %(number)s: %(reason)s The clock goes on as before."),
)
SUSPENDED = Wording(
    "item.suspended",
    _("The clock of “%(item)s” stands still: %(procedure)s"),
    _("Expected: %(days)s working days; it goes on by itself on %(latest)s at the latest. Reason: %(reason)s"),
)
RESUMED = Wording(
    "item.resumed",
    _("The clock of “%(item)s” goes on"),
    _("“%(procedure)s” is over. The new date is %(due)s."),
)
EXTENDED = Wording(
    "item.extended",
    _("The limit of “%(item)s” was extended by %(days)s"),
    _("It is now done by %(due)s at the latest. Reason: %(reason)s"),
)
PROMISE_REMINDER = Wording(
    "material.reminder",
    _("Promised for tomorrow: “%(paper)s”"),
    _("Please hand it in by %(due)s. Until it is in, “%(matter)s” cannot be decided."),
)
PROMISE_BROKEN = Wording(
    "material.defaulted",
    _("“%(paper)s” did not come as promised"),
    _(
        "What needs it stands still. Hand it in by %(due)s and it goes on; after that it is terminated, "
        "and for 180 days no papers can be promised for later."
    ),
)
ITEM_TERMINATED = Wording(
    "item.terminated",
    _("“%(item)s” was terminated"),
    _("%(reason)s The other items of case %(number)s are not touched by this."),
)
CASE_TERMINATED = Wording(
    "case.terminated",
    _("“%(matter)s” was terminated"),
    _("%(reason)s What you filled in is kept; you can apply again with the paper."),
)
CASE_CANCELLED = Wording(
    "case.cancelled",
    _("“%(matter)s” was cancelled"),
    _("Case %(number)s goes no further. %(reason)s What you filled in is kept; you can hand it in anew."),
)
TASK_CANCELLED = Wording(
    "task.cancelled",
    _("Your task on “%(matter)s” is closed"),
    _("Case %(number)s of %(applicant)s was cancelled. %(reason)s"),
)
TASK_TERMINATED = Wording(
    "task.terminated",
    _("Your task on “%(item)s” is closed"),
    _("Case %(number)s of %(applicant)s: a promised paper did not come, so “%(item)s” was terminated."),
)
SECOND_NOTICE = Wording(
    "item.second_notice",
    _("“%(item)s” needs %(count)s more corrections from you"),
    _("%(ground)s Please answer by %(due)s; until then its clock stands still, the other items go on."),
)
SECOND_NOTICE_REMINDER = Wording(
    "item.second_notice_reminder",
    _("Three working days left to answer on “%(item)s”"),
    _("Without your answer by %(due)s the department decides on what is in."),
)
SECOND_NOTICE_SILENT = Wording(
    "item.second_notice_silent",
    _("The time to answer on “%(item)s” is over"),
    _("The department now decides on what is in."),
)
DEFECTS_PROPOSED = Wording(
    "intake.defects",
    _("%(department)s wants something mended in “%(matter)s”"),
    _("%(count)s points for the one-time notice of %(number)s. They stand ready on the acceptance page."),
)
DEFECT_LEFT_OUT = Wording(
    "defect.left_out",
    _("“%(what)s” did not go into the notice"),
    _("The window has answered %(number)s of %(applicant)s without this point. It cannot be a ground later."),
)
CORRECTION_EXTENDED = Wording(
    "case.correction_extended",
    _("More time to correct “%(matter)s”"),
    _("Please answer by %(due)s now. The time can be extended once only; what you have filled in is kept."),
)
RESULT_TAKEN_BACK = Wording(
    "item.taken_back",
    _("The result of “%(item)s” was taken back"),
    _("%(reason)s Its paper is no longer valid. For 180 days no papers can be promised or declared."),
)
OBJECTION_WAITING = Wording(
    "data.objected",
    _("“%(label)s”: %(applicant)s says our value is wrong"),
    _("Please answer within three working days; case %(number)s goes on meanwhile."),
)
OBJECTION_OVERDUE = Wording(
    "data.objection_overdue",
    _("“%(label)s”: the answer to an objection is late"),
    _("%(department)s should have answered case %(number)s by %(due)s. Please answer now; the case goes on meanwhile."),
)
OBJECTION_LATE = Wording(
    "data.objection_late",
    _("“%(label)s” is still being looked into"),
    _("We are sorry: %(department)s has not answered your objection by %(due)s and was reminded. Your case goes on."),
)
OBJECTION_UPHELD = Wording(
    "data.objection_upheld",
    _("You were right about “%(label)s”"),
    _("%(department)s: %(answer)s"),
)
OBJECTION_REJECTED = Wording(
    "data.objection_rejected",
    _("“%(label)s” stays as it is"),
    _("%(department)s: %(answer)s"),
)
