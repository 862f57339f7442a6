"""Points to mend as the dock takes them: what it is about, what is wrong, how to mend it (R36, R37).

A fixed number of rows that work without JavaScript: each opens below the one before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.casefile import values
from portal.desk.presenters.dockfields import Typed, field_name
from portal.desk.reads import TaskFile
from portal.ui.fields import Field, Option
from services.cases.models import CaseMaterial
from workflows.models import TaskKind
from workflows.operations.window.defects import held_elsewhere
from workflows.people.involvement import early_departments

ROWS = 6
PARTS = ("what", "problem", "remedy")
LONGEST = 500


@dataclass(frozen=True)
class DefectRow:
    """One row. `shown`: open already, because it is the first or something stands in it."""

    number: int
    what: Field
    problem: Field
    remedy: Field
    shown: bool


def part_name(action: str, part: str, number: int) -> str:
    return field_name(action, f"{part}-{number}")


def read_rows(action: str, given: Mapping[str, str]) -> list[dict[str, str]]:
    """Rows somebody wrote into, as the operations take defects."""
    rows = []
    for number in range(1, ROWS + 1):
        texts = texts_of(action, number, given)
        if any(texts.values()):
            kind, _colon, code = texts["what"].partition(":")
            which = {kind: code} if kind in ("material", "field") else {}
            rows.append({**which, "problem": texts["problem"], "remedy": texts["remedy"]})
    return rows


def texts_of(action: str, number: int, given: Mapping[str, str]) -> dict[str, str]:
    return {part: str(given.get(part_name(action, part, number), "")).strip()[:LONGEST] for part in PARTS}


def rows_of(action: str, file: TaskFile, typed: Typed) -> tuple[DefectRow, ...]:
    """The rows with what was typed; a sentence about a point stands at its own row."""
    things = things_of(file)
    written = 0
    rows = []
    for number in range(1, ROWS + 1):
        texts = texts_of(action, number, typed.values)
        used = any(texts.values())
        error = typed.sentence(f"defects.{written}") if used else typed.sentence("defects") if number == 1 else ""
        written += used
        rows.append(row_of(action, number, texts, things, error, used or number == 1))
    return tuple(rows)


def row_of(
    action: str, number: int, texts: Mapping[str, str], things: list[tuple[str, str]], error: str, shown: bool
) -> DefectRow:
    chosen = texts["what"]
    options = [Option("", _("please choose"))]
    options += [Option(value, words, selected=value == chosen) for value, words in things]
    first = number == 1
    return DefectRow(
        number,
        Field(part_name(action, "what", number), _("What is to be mended"), "select", chosen, options=options,
              error=error, required=first),
        Field(part_name(action, "problem", number), _("What is wrong"), "text", texts["problem"],
              max_length=LONGEST, required=first),
        Field(part_name(action, "remedy", number), _("How to mend it"), "text", texts["remedy"],
              max_length=LONGEST, required=first),
        shown,
    )  # fmt: skip


def things_of(file: TaskFile) -> list[tuple[str, str]]:
    """("material:M003", "公函") of everything that can be named here: papers first, then stated fields."""
    codes, keys = own_names(file)
    asked = [row for row in file.materials if row.status != CaseMaterial.Status.EXEMPT and row.code in codes]
    papers = [(f"material:{row.code}", paper_words(row)) for row in asked]
    matter = file.case.version.typed
    fields = []
    for key in values.keys_in_order(file.case):
        if key in keys and not held_elsewhere(file.case, key):
            row = values.form_row(key, file.case.form[key], matter, {})
            fields.append((f"field:{key}", _("Field: %(label)s") % {"label": row.label}))
    return papers + fields


def own_names(file: TaskFile) -> tuple[set[str], set[str]]:
    """(paper codes, field keys) of the task's item; before acceptance, of all items of the reader's departments."""
    if file.task.kind == TaskKind.INTAKE:
        reach = early_departments(file.user)
        items = [one for one in file.rows if one.phase == "main" and one.department_id in reach]
    else:
        items = [file.item] if file.item else []
    own = {one.code for one in items}
    codes = {row.code for row in file.materials if own.intersection(row.used_by)}
    return codes, {key for one in items for key in one.snapshot.elements}


def paper_words(row: CaseMaterial) -> str:
    if row.supplied_at is not None and row.deferred_until is not None:
        return _("Paper: %(name)s (handed in afterwards)") % {"name": row.title}
    if row.status == CaseMaterial.Status.MISSING:
        return _("Paper: %(name)s (missing)") % {"name": row.title}
    return _("Paper: %(name)s") % {"name": row.title}
