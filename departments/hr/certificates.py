"""OF-HR-005: an employment certificate from the register, without anybody's step."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from departments.hr.models import Certificate, EmployeeRecord
from departments.org.contract import ItemFacts, Outcome, Problem, say_day

VALID_DAYS = 30


def issue_certificate(item: ItemFacts) -> Outcome:
    """Certify what the register says on the day of issue. The same case gets the same certificate."""
    employee = EmployeeRecord.objects.filter(username=item.applicant_username).first()
    if employee is None:
        return Outcome.refused(_not_in_register())
    if employee.emp_status != "active":
        return Outcome.refused(_not_active())
    issued_on = localdate(item.now)
    certificate, _created = Certificate.objects.get_or_create(
        case_number=item.case_number,
        defaults={
            "employee": employee,
            "issued_on": issued_on,
            "valid_until": issued_on + timedelta(days=VALID_DAYS),
        },
    )
    text = _("The certificate is ready and sealed. It can be verified until %(day)s.") % {
        "day": say_day(certificate.valid_until)
    }
    return Outcome(approved=True, text=text, data=_contents(certificate, employee))


def _not_in_register() -> Problem:
    return Problem(
        None,
        _("The staff register has no record of you."),
        _("Please ask Human Resources to add your record, then apply again."),
        code="not_in_register",
    )


def _not_active() -> Problem:
    return Problem(
        "emp_status",
        _("Employment certificates are issued to active employees; the register shows another status."),
        _("If the register is wrong, object to the field “employment status” on the form."),
        code="not_active",
    )


def _contents(certificate: Certificate, employee: EmployeeRecord) -> dict[str, str]:
    return {
        "full_name": employee.full_name,
        "employee_no": employee.employee_no,
        "post_name": employee.post_name,
        "hire_date": employee.hire_date.isoformat(),
        "issued_on": certificate.issued_on.isoformat(),
        "valid_until": certificate.valid_until.isoformat(),
    }
