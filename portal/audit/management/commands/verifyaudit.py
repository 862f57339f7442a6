"""`manage.py verifyaudit`: is the record as it was written? Exit status 1 if not."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.audit.models import Checkpoint
from portal.audit.report import lines
from portal.audit.verification import verify


class Command(BaseCommand):
    help = "Verifies every chain and checkpoint of the audit record and names the first bad entry."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--known",
            metavar="HASH",
            help="hash of a checkpoint kept outside the database; it must still be in the chain",
        )

    def handle(self, *args: Any, known: str | None = None, **options: Any) -> None:
        verification = verify()
        for line in lines(verification):
            self.stdout.write(line)
        if verification.finding:
            sys.exit(1)
        if known and not Checkpoint.objects.filter(hash=known).exists():
            self.stdout.write(f"BROKEN: no checkpoint has the hash {known}; the chain of checkpoints was replaced")
            sys.exit(1)
