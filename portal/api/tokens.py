"""Tokens for other systems: handed out for user name and password, kept in the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from rest_framework.authtoken.models import Token

from portal import audit
from portal.accounts.operations import STREAM, identify

if TYPE_CHECKING:
    from django.http import HttpRequest


def issue_token(request: HttpRequest, *, username: str, password: str) -> str:
    """The person's token, a new one the first time. Raises SignInRefused, LockedOut (portal.accounts)."""
    person = identify(request, username=username, password=password)
    with transaction.atomic():
        token, created = Token.objects.get_or_create(user=person)
        if created:
            address = request.META.get("REMOTE_ADDR", "")
            audit.lock(STREAM)
            audit.record(
                STREAM,
                audit.Event("account.token_issued", actor=person, subject=person.username, data={"address": address}),
            )
    return str(token.key)
