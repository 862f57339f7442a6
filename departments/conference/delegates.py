"""OF-CONF-002: delegates are registered at once and get the code they sign in with."""

from __future__ import annotations

from hashlib import sha256

from django.utils.translation import gettext as _

from departments.conference.models import Delegate
from departments.org.contract import ItemFacts, Outcome


def register_delegate(item: ItemFacts) -> Outcome:
    """Register the applicant; who is registered already keeps their code."""
    title = item.text("meeting_title")
    code = sha256(f"{item.case_number}/{item.applicant_username}/{title}".encode()).hexdigest()[:8].upper()
    delegate, created = Delegate.objects.get_or_create(
        username=item.applicant_username,
        meeting_title=title,
        defaults={"case_number": item.case_number, "code": code},
    )
    message = (
        _("You are registered for “%(meeting)s”. Sign in with code %(code)s.")
        if created or delegate.case_number == item.case_number
        else _("You were already registered for “%(meeting)s”. Your code stays %(code)s.")
    )
    return Outcome(
        approved=True,
        text=message % {"meeting": title, "code": delegate.code},
        data={"delegate_code": delegate.code, "meeting_title": title},
    )
