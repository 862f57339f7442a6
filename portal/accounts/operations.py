"""Signing in and out, the choice of language, the end of an account. Each leaves its entry in stream "accounts"."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from axes.helpers import get_cool_off, get_failure_limit
from django.conf import settings
from django.contrib import auth
from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.accounts.errors import LockedOut, SignInRefused
from portal.accounts.models import User
from portal.errors import Forbidden, Invalid

if TYPE_CHECKING:
    from django.http import HttpRequest

STREAM = "accounts"


def identify(request: HttpRequest, *, username: str, password: str) -> User:
    """The active person with this user name and password; nobody is signed in yet.

    Raises SignInRefused, or LockedOut after too many failures from the same address. For
    the sign-in page and for tokens alike (pass Django's own request).
    """
    person = auth.authenticate(request, username=username, password=password)
    if isinstance(person, User):
        return person
    if getattr(request, "axes_locked_out", False):
        # We have our own sentence for it: the middleware of axes need not replace the page.
        request.axes_locked_out = False  # type: ignore[attr-defined]
        raise LockedOut(minutes=_minutes_closed(request))
    limit = get_failure_limit(request, {"username": username})
    raise SignInRefused(attempts_left=limit - getattr(request, "axes_failures_since_start", 0))


@transaction.atomic
def sign_in(request: HttpRequest, person: User) -> None:
    """Begin a session for `person`, whom `identify` has proved."""
    auth.login(request, person)
    _record("account.signed_in", person, actor=person, address=request.META.get("REMOTE_ADDR", ""))


@transaction.atomic
def sign_out(request: HttpRequest) -> None:
    """End the session; without one, nothing happens."""
    person = request.user
    auth.logout(request)
    if isinstance(person, User):
        _record("account.signed_out", person, actor=person)


def choose_language(person: User, code: str) -> None:
    """Keep the language `person` wants to read, on screens and in messages. Raises Invalid for an unknown one."""
    person.language = known_language(code)
    person.save(update_fields=["language"])


def known_language(code: str) -> str:
    """`code` if the portal speaks it. Raises Invalid."""
    if code not in dict(settings.LANGUAGES):
        raise Invalid(_("The portal does not speak this language. Please choose Chinese or English."))
    return code


@transaction.atomic
def deactivate(person: User, *, actor: User, reason: str) -> None:
    """Close the account for good or for a while; what the person did stays in the record.

    Open sessions and tokens end with the next request. Raises Forbidden without the right
    to change accounts, Invalid without a reason.
    """
    if not actor.has_perm("accounts.change_user"):
        raise Forbidden(_("Only administrators of accounts can deactivate one."))
    if not reason.strip():
        raise Invalid(
            _("Please give the reason; it stays in the record."), fields={"reason": [_("Please fill this in.")]}
        )
    person.is_active = False
    person.save(update_fields=["is_active"])
    _record("account.deactivated", person, actor=actor, reason=reason.strip())


def note_administration(event: str, person: User, *, actor: User, fields: Sequence[str] = ()) -> None:
    """Record what an administrator did to an account, in the transaction that did it: names of fields, no values."""
    _record(event, person, actor=actor, **({"fields": "、".join(fields)} if fields else {}))


def _minutes_closed(request: HttpRequest) -> int:
    cool_off = get_cool_off(request)
    return max(1, math.ceil(cool_off.total_seconds() / 60)) if cool_off else 24 * 60


def _record(event: str, person: User, *, actor: User, **facts: str) -> None:
    audit.lock(STREAM)
    audit.record(STREAM, audit.Event(event, actor=actor, subject=person.username, data=facts))
