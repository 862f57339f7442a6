"""Load organisation, people, calendar and the whole service catalogue from a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from services.catalog.loading.loader import BrokenCatalogue, load_directory


class Command(BaseCommand):
    help = (
        "Loads a catalogue folder: organisation, roles and people, working calendar, data elements, materials, "
        "items and matters. Loading it again changes only what has changed; changed matters get a new version. "
        "A broken catalogue is refused with every problem, and nothing is written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", nargs="?", type=Path, default=Path(settings.CATALOGUE_DIR))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            loaded = load_directory(options["directory"])
        except BrokenCatalogue as broken:
            for problem in broken.problems:
                self.stderr.write(str(problem))
            self.stderr.write(broken.detail)
            sys.exit(1)
        if options["verbosity"]:
            self.stdout.write(
                f"{loaded.elements} data elements, {loaded.materials} materials, {loaded.items} items; "
                f"published: {', '.join(loaded.published) or 'nothing new'}; unchanged: {len(loaded.unchanged)}"
            )
