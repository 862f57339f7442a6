"""Checks of health, safety and environment at submission."""

from __future__ import annotations

from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from departments.hse.models import ContractorLicence
from departments.org.contract import ItemFacts, Problem, say_day


def licence_in_force(item: ItemFacts) -> list[Problem]:
    """OF-HSE-002: the contractor's safety licence has not run out (R95)."""
    return _licence_covers(item, localdate(item.now), "uscc")


def licence_covers_work(item: ItemFacts) -> list[Problem]:
    """OF-HSE-003: the contractor's safety licence lasts until the work ends (R95)."""
    return _licence_covers(item, item.day("work_end"), "work_end")


def _licence_covers(item: ItemFacts, until: date | None, field: str) -> list[Problem]:
    licence = ContractorLicence.objects.filter(username=item.applicant_username).first()
    if licence is None or until is None or licence.valid_until >= until:
        return []
    return [
        Problem(
            field,
            _("The safety licence %(number)s is valid until %(until)s only.")
            % {"number": licence.licence_no, "until": say_day(licence.valid_until)},
            _("Please renew the licence, or let the work end before that day."),
            code="licence_expires",
        )
    ]
