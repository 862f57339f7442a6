"""What every page of one case needs: the case, if this person may see it, and how it reads now."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from portal.accounts.models import User
from services.cases.models import Case
from workflows.queries.casefile import CaseView, case_view, find_case
from workflows.queries.readers import is_applicant_side


def person(request: HttpRequest) -> User:
    """The signed-in person; only for views behind login_required."""
    return cast(User, request.user)


def case_of(request: HttpRequest, number: str) -> Case:
    """Raises NotFound for a case this person may not see."""
    return find_case(number, person(request))


def view_of(request: HttpRequest, number: str, *parts: str) -> CaseView:
    """The case with the named parts of its file. Raises NotFound for a case this person may not see."""
    return case_view(case_of(request, number), person(request), parts=parts)


def is_applicant(request: HttpRequest, case: Case) -> bool:
    """The applicant, or the clerk who filed the case for them."""
    return bool(is_applicant_side(case, person(request)))
