"""Give everybody in the demo's organisation the demo password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.core.management.base import BaseCommand
from django.db.models import Q

from portal.accounts.models import User

PASSWORD = "demo"


class Command(BaseCommand):
    help = "Gives everybody without a password the demo password. A password somebody chose is kept."

    def handle(self, *args: Any, **options: Any) -> None:
        without = Q(password="") | Q(password__startswith=UNUSABLE_PASSWORD_PREFIX)
        # One hash for all: a hundred of them would take half a minute, and the password is no secret.
        changed = User.objects.filter(without).update(password=make_password(PASSWORD))
        if options["verbosity"]:
            self.stdout.write(f"{changed} people can now sign in with the password {PASSWORD}.")
