"""The staff register as the source of personal data."""

from __future__ import annotations

from collections.abc import Collection

from departments.hr.models import EmployeeRecord
from departments.org.contract import DataProvider, FetchedByPerson, fetched

ATTRIBUTES = {
    key: key
    for key in (
        "employee_no",
        "full_name",
        "id_number",
        "mobile",
        "post_name",
        "post_grade",
        "hire_date",
        "gender",
        "emp_status",
        "marital",
        "service_years",
        "education",
        "family_size",
        "contract_term",
        "retire_date",
    )
} | {"dept_code": "department_code"}


def fetch(usernames: Collection[str]) -> FetchedByPerson:
    return fetched(EmployeeRecord.objects.filter(username__in=usernames), ATTRIBUTES)


STAFF_REGISTER = DataProvider(
    source="OF-HR",
    system="人力资源系统",
    system_en="Human resources system",
    elements=frozenset(ATTRIBUTES),
    fetch=fetch,
)
