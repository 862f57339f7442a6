"""Let the demo company live through some weeks: about 160 cases in every state."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.demo.history.writing import CASES, write_history


class Command(BaseCommand):
    help = (
        "Writes the demo's past cases by running the real operations with the clock moved. "
        "Runs once; interrupted, it goes on where it stopped. A portal that already has cases is left alone."
    )

    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=CASES, help=f"How many cases ({CASES}).")
        parser.add_argument("--seed", type=int, default=7, help="Another number gives another history (7).")

    def handle(self, *args: Any, **options: Any) -> None:
        written = write_history(count=options["count"], seed=options["seed"])
        if not options["verbosity"]:
            return
        if written is None:
            self.stdout.write("There is a history already, or there are cases of somebody else: nothing to do.")
            return
        self.stdout.write(f"{written.cases} cases written.")
        for refusal in written.refusals:
            self.stdout.write(f"refused: {refusal.name}: {refusal.code} {refusal.detail} {dict(refusal.fields)}")
