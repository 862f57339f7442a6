"""Who edits and who reviews what (R5): duties held for departments, nothing else.

A matter belongs to the department that leads it, an item to the department that decides it. The
system administrator may mend a draft, but proposes and reviews nothing (R4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.errors import Forbidden

if TYPE_CHECKING:
    from departments.org.models import Department
    from portal.accounts.models import User

EDIT, REVIEW = "edit_catalogue", "review_catalogue"


def may_edit(user: User, department_id: int | None) -> bool:
    """Whether the person edits drafts of that department."""
    return user.is_superuser or may_propose(user, department_id)


def may_edit_anything(user: User) -> bool:
    return user.is_superuser or bool(duties_of(user).departments(EDIT))


def may_propose(user: User, department_id: int | None) -> bool:
    """Whether the person edits the catalogue for that department by duty."""
    return duties_of(user).holds(EDIT, department_id)


def may_review(user: User, department_id: int | None) -> bool:
    return duties_of(user).holds(REVIEW, department_id)


def require_editor(user: User, department: Department) -> None:
    """Raises Forbidden, naming the department."""
    if not may_edit(user, department.pk):
        raise Forbidden(
            _("%(person)s does not edit the catalogue of %(department)s. Ask an editor of that department.")
            % {"person": user.name, "department": department.title},
            code="no_duty",
        )


def require_proposer(user: User, department: Department) -> None:
    """Raises Forbidden, naming the department."""
    if not may_propose(user, department.pk):
        raise Forbidden(
            _("%(person)s does not propose matters of %(department)s. Ask an editor of that department.")
            % {"person": user.name, "department": department.title},
            code="no_duty",
        )


def require_reviewer(user: User, department: Department) -> None:
    """Raises Forbidden, naming the department."""
    if not may_review(user, department.pk):
        raise Forbidden(
            _("%(person)s does not review matters of %(department)s.")
            % {"person": user.name, "department": department.title},
            code="no_duty",
        )
