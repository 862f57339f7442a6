"""Say what is wrong with the catalogue, what seems so, and what could be better."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from services.catalog.lint.findings import ERROR, HINT, SEVERITIES, WARNING, Finding
from services.catalog.lint.house import house_survey
from services.catalog.lint.survey import survey
from services.catalog.loading.gathering import gather
from services.catalog.loading.judging import judge


class Command(BaseCommand):
    help = (
        "Checks the catalogue in the database, or the one in a folder before it is loaded. Every line says where, "
        "what and how to mend it. Ends with 1 when there is an error, with --strict also for a warning."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", nargs="?", type=Path, help="a catalogue folder instead of the database")
        parser.add_argument("--strict", action="store_true", help="warnings end with 1 as well")
        parser.add_argument("--least", choices=SEVERITIES, default=HINT, help="leave out what is milder")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = self._of_folder(options["directory"]) if options["directory"] else house_survey()
        for one in findings:
            if SEVERITIES.index(one.severity) <= SEVERITIES.index(options["least"]):
                self.stdout.write(f"{one.severity:8}{one}")
        counts = {severity: sum(one.severity == severity for one in findings) for severity in SEVERITIES}
        if options["verbosity"]:
            self.stdout.write(", ".join(f"{severity}: {count}" for severity, count in counts.items()))
        if counts[ERROR] or (options["strict"] and counts[WARNING]):
            sys.exit(1)

    def _of_folder(self, directory: Path) -> list[Finding]:
        """Problems of the documents stop the survey: what cannot be read cannot be judged."""
        catalogue, problems = judge(gather(directory))
        if problems:
            return [Finding((f"{one.file}:{one.line}",), one.what, one.how_to_mend) for one in problems]
        return survey(catalogue, [])
