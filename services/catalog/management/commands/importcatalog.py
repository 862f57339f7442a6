"""Bring documents into the drafts: by default only say what would change."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.accounts.models import User
from portal.errors import DomainError
from services.catalog.drafts import read_catalogue
from services.catalog.importing import Plan, Upload, plan_import, read_uploads
from services.catalog.operations.importing import carry_out


class Command(BaseCommand):
    help = (
        "Shows what documents written by exportcatalog would change in the drafts. With --by PERSON it is carried out "
        "on that person's behalf, who needs the duty to edit the departments concerned. Nothing is published."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("sources", nargs="+", type=Path, help="files, or folders of *.yaml")
        parser.add_argument("--by", metavar="PERSON", help="user name of the editor who imports")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            imported = read_uploads(uploads(options["sources"]))
            plan = plan_import(read_catalogue(), imported)
            self._tell(plan)
            if options["by"] and not plan.findings:
                carry_out(imported, actor=_editor(options["by"]), seen=plan.mark)
                self.stdout.write("Imported." if not plan.empty else "Nothing to import.")
        except DomainError as error:
            for sentence in [one for texts in error.fields.values() for one in texts]:
                self.stderr.write(sentence)
            raise CommandError(error.detail) from error
        if plan.findings:
            sys.exit(1)

    def _tell(self, plan: Plan) -> None:
        for name, found in (("new", plan.added), ("changed", plan.changed)):
            for table, codes in found.items():
                self.stdout.write(f"{name} {table}: {', '.join(codes)}")
        self.stdout.write(f"unchanged: {plan.unchanged}")
        for code, changes in {**plan.matters, **plan.items}.items():
            for change in changes:
                self.stdout.write(f"  {code}: {change.sentence}")
        for finding in plan.findings:
            self.stderr.write(str(finding))


def uploads(sources: list[Path]) -> list[Upload]:
    """The files, and those of the folders, with their text."""
    paths = [path for one in sources for path in (sorted(one.glob("*.yaml")) if one.is_dir() else [one])]
    try:
        return [Upload(path.name, path.read_text(encoding="utf-8")) for path in paths]
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Cannot be read: {error}") from error


def _editor(name: str) -> User:
    person = User.objects.filter(username=name, is_active=True).first()
    if person is None:
        raise CommandError(f"There is no active person {name}.")
    return person
