"""`manage.py checkcalendar FILE.tsv`: does the loaded calendar give the dates of a kept table?"""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _

from portal.errors import DomainError
from portal.worktime.comparison import Result, compare
from portal.worktime.table import WorkTable
from portal.worktime.tables import invalidate, table_for

# The demo's companies share this one; DEFAULT_CALENDAR in the settings names another.
DEFAULT_CALENDAR = "CN-XJ"


class Command(BaseCommand):
    help = (
        "Compare a table of due moments (tab-separated: case, accepted, limit_wd, pauses, due; times in the "
        "calendar's own time zone) with what the loaded calendar gives. Names each difference; exit status 1 if any."
    )

    # The calendars are all it needs: a fault elsewhere in the house is no reason not to answer.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE.tsv", type=Path)
        default = getattr(settings, "DEFAULT_CALENDAR", DEFAULT_CALENDAR)
        parser.add_argument("--calendar", default=default, metavar="CODE", help=f"which calendar (default: {default})")

    def handle(self, *args: Any, file: Path, calendar: str, **options: Any) -> None:
        lines = _lines(file)
        try:
            table = _table(calendar)
            result = compare(lines, table)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self._report(result, table)

    def _report(self, result: Result, table: WorkTable) -> None:
        for difference in result.differences:
            self.stdout.write(difference.text)
        counts = {"lines": result.compared, "differences": len(result.differences), "version": table.version}
        if result.differences or not result.compared:
            raise CommandError(
                _("%(differences)s of %(lines)s lines differ from calendar %(version)s.") % counts
                if result.compared
                else _("The file has no line to compare.")
            )
        self.stdout.write(_("All %(lines)s lines agree with calendar %(version)s.") % counts)


def _lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise CommandError(_("%(file)s is not UTF-8 text.") % {"file": file}) from error
    except OSError as error:
        reason = error.strerror or error
        raise CommandError(_("%(file)s cannot be read: %(reason)s") % {"file": file, "reason": reason}) from error


def _table(calendar: str) -> WorkTable:
    invalidate()
    try:
        return table_for(calendar)
    except DatabaseError as error:
        raise CommandError(
            _("The calendars cannot be read from the database (%(reason)s). Is it running and migrated?")
            % {"reason": str(error).strip().splitlines()[0]}
        ) from error
