"""Compares a table of due moments, as organisations keep them, with what we compute.

Lines of tab-separated cells under a header naming the columns: `case`, `accepted`,
`limit_wd`, `pauses` ("start/end;start/end" or empty), `due`; moments as 2026-03-02 11:00
in the calendar's own time. Empty lines and lines beginning with # are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from portal.errors import Invalid
from portal.worktime.counting import due_moment
from portal.worktime.errors import CalendarMissing
from portal.worktime.limits import Limit, Pause
from portal.worktime.table import WorkTable

COLUMNS = ("case", "accepted", "limit_wd", "pauses", "due")
MOMENT = "%Y-%m-%d %H:%M"


@dataclass(frozen=True)
class Difference:
    """A line that does not say what we compute, or cannot be read: one sentence for people."""

    line: int
    text: str


@dataclass(frozen=True)
class Result:
    """How many lines were compared, and every difference in the order of the file."""

    compared: int
    differences: tuple[Difference, ...]


def compare(lines: Iterable[str], table: WorkTable) -> Result:
    """Compute every line's due moment on `table`. Raises Invalid when the header is not as above."""
    compared, differences = 0, []
    for number, cells in _rows(lines):
        compared += 1
        try:
            text = _difference(cells, table)
        except Invalid as error:
            text = str(error)
        if text:
            where = _("line %(line)s, %(case)s: %(text)s")
            name = (cells[0] if cells else "") or "?"
            differences.append(Difference(number, where % {"line": number, "case": name, "text": text}))
    return Result(compared, tuple(differences))


def _rows(lines: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Line numbers and cells in the order of COLUMNS; a line with too few or too many cells as it is."""
    header: list[str] | None = None
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
        if header is None:
            header = cells
            _require_columns(header)
        elif len(cells) != len(header):
            yield number, cells[:1]
        else:
            named = dict(zip(header, cells, strict=True))
            yield number, [named[column] for column in COLUMNS]
    if header is None:
        raise Invalid(_("The file is empty."), code="table_invalid")


def _require_columns(header: list[str]) -> None:
    missing = [column for column in COLUMNS if column not in header]
    if missing:
        raise Invalid(
            _("The first line must name the columns %(columns)s, separated by tabs; missing: %(missing)s.")
            % {"columns": ", ".join(COLUMNS), "missing": ", ".join(missing)},
            code="table_invalid",
        )


def _difference(cells: list[str], table: WorkTable) -> str:
    """What is wrong with a line, or nothing. Raises Invalid when it cannot be read."""
    if len(cells) != len(COLUMNS):
        raise Invalid(_("the line does not have as many cells as the header (tabs between them)"))
    _case, accepted, limit, pauses, due = cells
    start, expected = _moment(accepted, table), _moment(due, table)
    try:
        computed = due_moment(start, Limit(limit), table, _pauses(pauses, table))  # type: ignore[arg-type]
    except CalendarMissing as error:
        return _("expected %(expected)s, not computed: %(reason)s") % {"expected": due, "reason": error}
    if computed == expected:
        return ""
    return _("expected %(expected)s, computed %(computed)s") % {
        "expected": expected.strftime(MOMENT),
        "computed": computed.strftime(MOMENT),
    }


def _pauses(text: str, table: WorkTable) -> list[Pause]:
    pauses = []
    for each in filter(None, (part.strip() for part in text.split(";"))):
        start, slash, end = each.partition("/")
        if not slash:
            raise Invalid(_("a pause is written start/end, not “%(text)s”") % {"text": each})
        pauses.append(Pause(_moment(start, table), _moment(end, table)))
    return pauses


def _moment(text: str, table: WorkTable) -> datetime:
    try:
        return table.aware(datetime.strptime(text.strip().replace("T", " "), MOMENT))
    except ValueError:
        raise Invalid(_("“%(text)s” is not a moment such as 2026-03-02 11:00") % {"text": text}) from None
