"""What people are told while departments countersign: disagreement, questions asked anew, joint appointments (R50)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portal.notices import Wording

CONFLICT = Wording(
    "countersign.conflict",
    _("Departments disagree: “%(item)s”"),
    _("Please bring them together by %(due)s; after that the coordination office rules. %(about)s"),
)
ASKED_AGAIN = Wording(
    "countersign.again",
    _("Your opinion once more: “%(item)s”"),
    _("Case %(number)s. %(about)s Please answer by %(due)s; until then your disagreement stands."),
)
MEETING_CALLED = Wording(
    "meeting.called",
    _("%(what)s on %(when)s: “%(item)s”"),
    _("Case %(number)s. Place: %(place)s. %(purpose)s %(absence)s"),
)
MEETING_OFF = Wording(
    "meeting.off",
    _("Called off: %(what)s on %(when)s, “%(item)s”"),
    _("Case %(number)s: %(reason)s You need not come."),
)
MEETING_UNRECORDED = Wording(
    "meeting.unrecorded",
    _("Who came is not recorded: %(what)s, “%(item)s”"),
    _("The appointment of case %(number)s was on %(when)s. Please record who came, or call it off."),
)
ABSENT = Wording(
    "countersign.absent",
    _("Absence counted as consent: “%(matter)s”"),
    _("%(department)s did not come to %(what)s on %(when)s and gave no reason. Please file its opinion on “%(item)s”."),
)
ABSENT_ESCALATED = Wording(
    "countersign.absent_escalated",
    _("Absent without a reason: “%(matter)s”"),
    _("%(department)s did not come to %(what)s on %(when)s; “%(item)s” waits for its opinion. Please see to it."),
)
CONFLICT_RULING = Wording(
    "conflict.waiting",
    _("Departments disagree and wait for a ruling: “%(item)s”"),
    _("Case %(number)s. %(about)s Please rule by %(due)s."),
)
CONFLICT_ESCALATED = Wording(
    "conflict.escalated",
    _("The coordination office now rules on “%(item)s”"),
    _("Case %(number)s: the departments were not brought together in time. %(about)s"),
)
CONFLICT_RULED = Wording(
    "conflict.ruled",
    _("Ruled on the differing opinions: “%(item)s”"),
    _("Case %(number)s. %(finding)s %(reason)s"),
)
CONFLICT_LATE = Wording(
    "conflict.late",
    _("A ruling is overdue: “%(item)s”"),
    _("Case %(number)s: differing opinions on “%(item)s” were to be ruled on by %(due)s; the item waits for it."),
)
