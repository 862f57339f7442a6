"""Who of the departments looks at a case before it is accepted (R36)."""

from __future__ import annotations

from typing import Any

from departments.org.duties import duties_of
from workflows.models import Task

# Who of a department may look: whoever will work on its item.
EARLY_DUTIES = ("handle", "review", "approve", "deputise")


def early_departments(user: Any) -> frozenset[int]:
    """Departments for which this person may look at cases before they are accepted."""
    duties = duties_of(user)
    return frozenset().union(*(duties.departments(duty) for duty in EARLY_DUTIES))


def involved(task: Task, user: Any) -> frozenset[int]:
    """The person's departments that have an item of the case; asks once, lists bring it along."""
    reach = early_departments(user)
    if not reach:
        return reach
    found = vars(task).get("item_departments")
    if found is None:
        found = task.case.items.filter(phase="main").values_list("department_id", flat=True)
    return reach.intersection(found)
