"""Write the drafts of the catalogue as the documents they can be loaded from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from services.catalog.drafts import read_catalogue
from services.catalog.exporting import bundle, documents_of, files, part_of


class Command(BaseCommand):
    help = (
        "Writes the catalogue's drafts as YAML: data elements, materials, items, matters, English words and "
        "presentation, in the form loadcatalog and importcatalog read. With --matter or --item one file holds these "
        "and whatever they are made of. Exported again after an import, the text is the same byte for byte."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, help="a folder; with --matter or --item a file")
        parser.add_argument("--matter", action="append", default=[], help="code of a matter, say OM-DUTY")
        parser.add_argument("--item", action="append", default=[], help="code of an item, say OF-HR-001")

    def handle(self, *args: Any, **options: Any) -> None:
        known, target = read_catalogue(), options["target"]
        unknown = [one for one in options["matter"] if one not in known.matters]
        unknown += [one for one in options["item"] if one not in known.items]
        if unknown:
            raise CommandError(f"There is no {', '.join(unknown)} in the catalogue.")
        if options["matter"] or options["item"]:
            part = part_of(known, matters=options["matter"], items=options["item"])
            target.write_text(bundle(documents_of(part)), encoding="utf-8")
        else:
            target.mkdir(parents=True, exist_ok=True)
            for name, text in files(documents_of(known)).items():
                (target / name).write_text(text, encoding="utf-8")
        if options["verbosity"]:
            self.stdout.write(f"Written to {target}.")
