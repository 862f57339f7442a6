"""Make the database ready for the demo: tables, catalogue, people, history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, ProgrammingError
from django.db.migrations.exceptions import InconsistentMigrationHistory

from portal.demo.management.commands.seedpeople import PASSWORD
from portal.demo.people import cast, table
from portal.demo.running import demo_dir
from portal.demo.seeding import migrate, seed
from portal.translations.catalogue import compile_if_stale


class Command(BaseCommand):
    help = "Brings the database up to date and fills in whatever of the demo's content it lacks. Run by `make demo`."
    # Looking through every address and model costs more than all the rest of a second start; `make check` does it.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        compile_if_stale(Path(settings.LOCALE_PATHS[0]))
        try:
            migrate(self.say)
        except OperationalError as error:
            raise CommandError(f"The database cannot be reached: {str(error).strip()}") from error
        except (InconsistentMigrationHistory, ProgrammingError) as error:
            raise CommandError(
                f"This database was laid out by another version of the portal: {str(error).strip()}\n"
                "Start the demo afresh with RESET=1."
            ) from error
        seed(self.say)
        (demo_dir() / "people.txt").write_text(
            f"{table(cast())}\n\nPassword of everybody: {PASSWORD}\n", encoding="utf-8"
        )

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
