"""All that a department app needs of the portal; such an app imports nothing else of `departments.org`."""

from departments.org.contract.calendars import work_table
from departments.org.contract.registers import PersonRecord, fetched
from departments.org.contract.shapes import (
    AutoHandler,
    DataProvider,
    DepartmentApp,
    Fetched,
    FetchedByPerson,
    Hold,
    ItemFacts,
    Outcome,
    Page,
    Person,
    Problem,
    Rule,
)
from departments.org.contract.wording import say_day

__all__ = [
    "AutoHandler",
    "DataProvider",
    "DepartmentApp",
    "Fetched",
    "FetchedByPerson",
    "Hold",
    "ItemFacts",
    "Outcome",
    "Page",
    "Person",
    "PersonRecord",
    "Problem",
    "Rule",
    "fetched",
    "say_day",
    "work_table",
]
