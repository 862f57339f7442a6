"""Why somebody is not let in. Neither sentence says whether the user name exists."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.errors import DomainError, Invalid

# From this many attempts left we say how many: before that it would only worry people.
WARN_WHEN_LEFT = 3


class SignInRefused(Invalid):
    """User name and password do not belong together. `attempts_left` counts for any user name typed."""

    code = "sign_in_refused"

    def __init__(self, attempts_left: int):
        sentence = _("The user name or the password is not right. Please check both.")
        if 0 < attempts_left <= WARN_WHEN_LEFT:
            sentence += " " + ngettext(
                "You can try %(count)d more time before sign-in closes for a while.",
                "You can try %(count)d more times before sign-in closes for a while.",
                attempts_left,
            ) % {"count": attempts_left}
        super().__init__(sentence)


class LockedOut(DomainError):
    """Too many wrong passwords for one user name from one address; `minutes` until the next try."""

    code = "locked_out"
    status = 429

    def __init__(self, minutes: int):
        sentence = ngettext(
            "Too many wrong passwords. To protect the account, sign-in is closed for %(minutes)d minute.",
            "Too many wrong passwords. To protect the account, sign-in is closed for %(minutes)d minutes.",
            minutes,
        )
        super().__init__(sentence % {"minutes": minutes})
