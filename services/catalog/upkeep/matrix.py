"""Who answers for what: every step of a matter with its one accountable department (责任清晰)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.catalog.snapshot import ItemSnapshot, MatterSnapshot
from services.catalog.words import ROLES

ACCOUNTABLE, ASKED = "accountable", "asked"
APPLICANTS = "@applicant"


@dataclass(frozen=True)
class Line:
    """One step. `cells` has one entry for each department of the matrix: "accountable" for exactly one of
    them, "asked" for those whose opinion is wanted, "" else."""

    item: str
    step: str
    role: str | Promise
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Matrix:
    """`departments` are (code, name), the columns in the order in which they first take part."""

    departments: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]


def duty_matrix(matter: MatterSnapshot) -> Matrix:
    """Every step of every item. What the applicant's own department does has a column of its own."""
    codes = list(dict.fromkeys(code for one in matter.items for code in _taking_part(one.item)))
    lines = [
        Line(
            item=one.item.label,
            step=step.label,
            role=ROLES.get(step.role, step.role),
            cells=tuple(_cell(one.item, place, code) for code in codes),
        )
        for one in matter.items
        for place, step in enumerate(one.item.steps)
    ]
    names = tuple((code, _name(matter, code)) for code in codes)
    return Matrix(names, tuple(lines))


def _taking_part(item: ItemSnapshot) -> list[str]:
    own = [APPLICANTS if step.of_applicant else item.department for step in item.steps]
    return [*own, *(code for group in item.countersigns for code in group.departments)]


def _cell(item: ItemSnapshot, place: int, code: str) -> str:
    step = item.steps[place]
    if code == (APPLICANTS if step.of_applicant else item.department):
        return ACCOUNTABLE
    # Opinions are asked at the step that decides; the department that decides answers for the outcome.
    deciding = place == len(item.steps) - 1
    return ASKED if deciding and any(code in group.departments for group in item.countersigns) else ""


def _name(matter: MatterSnapshot, code: str) -> str:
    return str(_("the applicant's own department")) if code == APPLICANTS else matter.department_label(code)
