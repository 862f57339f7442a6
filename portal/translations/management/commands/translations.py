"""Compile the Chinese, or check that it is whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.translations.catalogue import Catalogue
from portal.translations.sources import Untranslatable, sentences


class Command(BaseCommand):
    help = "Merges and compiles portal/locale/parts/*.po; with --check names every sentence without Chinese."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="exit with status 1 if anything is missing or wrong")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = Catalogue(Path(settings.LOCALE_PATHS[0]))
        catalogue.compile()
        if not options["check"]:
            if options["verbosity"]:
                self.stdout.write(f"{len(catalogue.entries)} sentences compiled.")
            return
        try:
            problems = [*catalogue.problems, *catalogue.gaps(sentences(Path(settings.BASE_DIR)))]
        except Untranslatable as error:
            raise CommandError(str(error)) from error
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"{len(problems)} problems with the translations.")
        self.stdout.write(f"{len(catalogue.entries)} sentences, all in Chinese.")
