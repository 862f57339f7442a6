"""Checks of human resources at submission."""

from __future__ import annotations

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from departments.hr.models import EmployeeRecord
from departments.hr.retirement import add_months
from departments.org.contract import ItemFacts, Problem, say_day

EARLIEST_MONTHS = 6


def not_too_early_for_retirement(item: ItemFacts) -> list[Problem]:
    """OF-HR-003: the review opens six months before the date the rule table gives (R97)."""
    record = EmployeeRecord.objects.filter(username=item.applicant_username).first()
    if record is None or record.retire_date is None or item.text("retire_type") in ("early", "ill"):
        return []
    opens = add_months(record.retire_date, -EARLIEST_MONTHS)
    if localdate(item.now) >= opens:
        return []
    return [
        Problem(
            "retire_date",
            _("You retire on %(retires)s; the review opens %(months)d months before.")
            % {"retires": say_day(record.retire_date), "months": EARLIEST_MONTHS},
            _("Please apply from %(opens)s on.") % {"opens": say_day(opens)},
            code="too_early",
        )
    ]
