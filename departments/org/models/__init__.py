"""Organisations, departments, posts, duties, and who acts while somebody is away.

Models hold fields, constraints and small derived properties; every write is an operation
of `departments.org.operations`.
"""

from departments.org.models.absence import (
    DELEGABLE,
    LONGEST_DELEGATION,
    Absence,
    Delegation,
    DelegationQuerySet,
)
from departments.org.models.organisation import (
    DUTIES,
    Department,
    DepartmentGroupPermission,
    DepartmentKind,
    DutyGroup,
    Membership,
    MembershipQuerySet,
    Named,
    Organisation,
    Role,
    WindowGrade,
)

__all__ = [
    "DELEGABLE",
    "DUTIES",
    "LONGEST_DELEGATION",
    "Absence",
    "Delegation",
    "DelegationQuerySet",
    "Department",
    "DepartmentGroupPermission",
    "DepartmentKind",
    "DutyGroup",
    "Membership",
    "MembershipQuerySet",
    "Named",
    "Organisation",
    "Role",
    "WindowGrade",
]
