"""What silent registers owe, said to the applicant: nothing to do, and who does it (R44)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.hall.presenters.words import listed
from services.cases.states import CASE_BEFORE_DECISION
from workflows.casework import debts
from workflows.queries.casefile import CaseView


def owed_words(view: CaseView) -> str:
    """One sentence while something is owed; "" otherwise, without a statement while the form is complete."""
    if view.case.state not in CASE_BEFORE_DECISION:
        return ""
    if not any(debts.missing_keys(view.case, one.item) for one in view.main_items):
        return ""
    owed = debts.owed_in(view.case)
    if not owed:
        return ""
    departments = dict.fromkeys(one.department.title for one in owed)
    labels = dict.fromkeys(one.label for one in owed)
    return _(
        "When you applied, the register of %(departments)s did not answer. %(departments)s supplies %(values)s itself: "
        "you need not do anything, and the other departments are not kept waiting."
    ) % {"departments": listed(list(departments)), "values": listed(list(labels), most=6)}
