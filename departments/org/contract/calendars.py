"""The working calendar that counts for a department."""

from __future__ import annotations

from typing import TYPE_CHECKING

from portal.errors import NotFound

if TYPE_CHECKING:
    from portal.worktime import WorkTable


def work_table(department_code: str) -> WorkTable:
    """The working-time table of the department's organisation. Raises NotFound, CalendarMissing."""
    # Imported late: department models import the contract before the app registry is ready.
    from departments.org.models import Organisation
    from portal.worktime import table_for

    found = Organisation.objects.filter(departments__code=department_code).values_list("calendar__code", flat=True)
    code = found.first()
    if code is None:
        raise NotFound(f"There is no department {department_code}.")
    return table_for(code)
