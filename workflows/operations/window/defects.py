"""Defects as somebody names them: read, checked, and completed with what the system itself found (R36)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.cases.models import Case, CaseItem, CaseMaterial, Defect
from services.dictionary.validation import check_item_conditions


def read_defects(case: Case, defects: Sequence[Mapping[str, Any]]) -> list[Defect]:
    """Defect rows, not saved yet. Raises Invalid with a sentence for every one that makes no sense."""
    if not defects:
        raise Invalid(_("Please name at least one thing to correct."), fields={"defects": [_("The list is empty.")]})
    materials = {row.code: row.title for row in case.materials.exclude(status=CaseMaterial.Status.EXEMPT)}
    rows: list[Defect] = []
    problems: dict[str, list[str]] = {}
    for number, one in enumerate(defects):
        row = read_defect(case, one, materials)
        if isinstance(row, str):
            problems[f"defects.{number}"] = [row]
        elif (row.material, row.field) in {(known.material, known.field) for known in rows}:
            problems[f"defects.{number}"] = [
                _("“%(label)s” stands here twice. Please put both into one point.") % {"label": row.label}
            ]
        else:
            rows.append(row)
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    return rows


def read_defect(case: Case, given: Mapping[str, Any], materials: Mapping[str, str]) -> Defect | str:
    """One row, or the sentence that says what is wrong with it."""
    material, name = str(given.get("material") or ""), str(given.get("field") or "")
    label = materials.get(material) if material else label_of(case, name)
    problem, remedy = str(given.get("problem") or "").strip(), str(given.get("remedy") or "").strip()
    if name and held_elsewhere(case, name):
        return _("“%(label)s” follows from a register or an answer and is corrected there, not here.") % {
            "label": label
        }
    if bool(material) == bool(name) or not label:
        return _("Please name one field or one paper of this case.")
    if not problem or not remedy:
        return _("Please say what is wrong and how to mend it.")
    return Defect(material=material, field=name, label=label, problem=problem, remedy=remedy)


def label_of(case: Case, name: str) -> str:
    return str((case.form.get(name) or {}).get("name") or "")


def held_elsewhere(case: Case, name: str) -> bool:
    """A value of a register (R16), or one an answered question decides: items were chosen by it (R15)."""
    entry = case.form.get(name)
    if entry is None:
        return False
    element = case.version.typed.elements.get(name)
    return bool(entry.get("source")) or bool(element and element.from_fact in case.facts)


def refuse_others(rows: Sequence[Defect], allowed: set[str], sentence: str, code: str) -> None:
    """Raise Invalid with `sentence` for every row about something that is not `allowed`."""
    fields = {
        f"defects.{number}": [sentence % {"label": row.label}]
        for number, row in enumerate(rows)
        if (row.material or row.field) not in allowed
    }
    if fields:
        raise Invalid(next(iter(fields.values()))[0], code=code, fields=fields)


def failed_checks(case: Case, items: Iterable[CaseItem], materials: Iterable[CaseMaterial]) -> list[Defect]:
    """What the system found by itself: papers nobody handed in or promised, conditions that do not hold.

    They belong into every notice, whoever writes it (R36). Values of registers are corrected there.
    """
    found = [
        Defect(
            material=row.code,
            label=row.title,
            problem=_("It has not been handed in."),
            remedy=_("Please upload “%(name)s”, complete and readable.") % {"name": row.title},
        )
        for row in materials
        if row.status == CaseMaterial.Status.MISSING
    ]
    typed = case.values()
    main = [one.snapshot for one in items if one.phase == "main"]
    for failure in check_item_conditions(main, typed):
        for name in failure.fields:
            if name in case.form and not held_elsewhere(case, name):
                remedy = _("Please correct “%(label)s” so that this holds.") % {"label": label_of(case, name)}
                found.append(Defect(field=name, label=label_of(case, name), problem=failure.text, remedy=remedy))
    return found


def with_failed_checks(case: Case, rows: list[Defect]) -> list[Defect]:
    """The notice complete: what somebody named, and after it what only the system found."""
    named = {row.material or row.field for row in rows}
    for one in failed_checks(case, case.items.all(), case.materials.all()):
        name = one.material or one.field
        if name not in named:
            named.add(name)
            rows.append(one)
    return rows
