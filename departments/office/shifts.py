"""OF-OFFICE-004: a shift taken over in a swap, filed at once unless it breaks the rest rule (R93)."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from departments.office.models import DutyShift, ShiftKind
from departments.org.contract import ItemFacts, Outcome, Problem, say_day


def check_swap(item: ItemFacts) -> list[Problem]:
    """The day is still to come, and no two full-day shifts follow each other."""
    day, shift = item.day("duty_date"), item.text("duty_shift")
    if day is None or shift not in ShiftKind.values:
        return []
    if day < localdate(item.submitted_at):
        return [_past(day)]
    if shift != ShiftKind.FULL:
        return []
    neighbours = (day - timedelta(days=1), day + timedelta(days=1))
    other = DutyShift.objects.filter(
        username=item.applicant_username, shift=ShiftKind.FULL, duty_date__in=neighbours
    ).first()
    return [_two_in_a_row(other.duty_date)] if other else []


def file_swap(item: ItemFacts) -> Outcome:
    """Put the shift on the applicant's roster. The same case files once."""
    problems = check_swap(item)
    day, shift = item.day("duty_date"), item.text("duty_shift")
    if problems or day is None or shift not in ShiftKind.values:
        return Outcome.refused(problems[0] if problems else _incomplete())
    filed, _created = DutyShift.objects.update_or_create(
        username=item.applicant_username,
        duty_date=day,
        defaults={"shift": shift, "case_number": item.case_number},
    )
    text = _("The swap is filed: you are on duty on %(day)s, %(shift)s.") % {
        "day": say_day(day),
        "shift": filed.get_shift_display(),
    }
    return Outcome(approved=True, text=text, data={"duty_date": day.isoformat(), "duty_shift": shift})


def _past(day: date) -> Problem:
    return Problem(
        "duty_date",
        _("%(day)s has passed; a swap is filed before the shift.") % {"day": say_day(day)},
        _("Please choose a shift that is still to come."),
        code="shift_over",
    )


def _two_in_a_row(other: date) -> Problem:
    return Problem(
        "duty_date",
        _("You already have a full-day shift on %(day)s; two in a row are not allowed.") % {"day": say_day(other)},
        _("Please choose a day shift or a night shift, or swap with somebody else."),
        code="two_full_shifts",
    )


def _incomplete() -> Problem:
    return Problem(
        "duty_date",
        _("The day or the shift is missing."),
        _("Please apply again with both."),
        code="incomplete",
    )
