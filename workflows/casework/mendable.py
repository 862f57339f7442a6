"""What of an application the window may mend on the spot: what the applicant states, no register (R16, R38)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.cases.models import Case, CaseMaterial
from services.catalog.resolution import resolve

# Papers of the main phase the applicant brings; what is exempt is never handed in (R17).
PAPERS = (CaseMaterial.Status.HANDED_IN, CaseMaterial.Status.MISSING, CaseMaterial.Status.DEFERRED)


def mendable_fields(case: Case) -> list[str]:
    """Keys of the form the applicant stated. What an answer decides stays: the items follow from it (R15)."""
    resolution = resolve(case.version.typed, case.answers)
    answered = {one.key for one in resolution.fields if one.value is not None}
    asked = [one.key for one in resolution.fields if one.key not in answered]
    return [key for key in asked if key in case.form and not case.form[key].get("source")]


def mendable_papers(case: Case) -> list[CaseMaterial]:
    return [row for row in case.materials.all() if row.status in PAPERS]


def require_mendable(case: Case, fields: Iterable[str], materials: Iterable[str]) -> None:
    """Raise Invalid naming what is not the applicant's to state, and where it is mended instead."""
    own, papers = set(mendable_fields(case)), {row.code for row in mendable_papers(case)}
    problems = {name: [why_not(case, name)] for name in fields if name not in own}
    for code in materials:
        if code not in papers:
            problems[code] = [_("This paper is not handed in by the applicant. Leave it out.")]
    if problems:
        raise Invalid(next(iter(problems.values()))[0], code="not_mendable", fields=problems)


def why_not(case: Case, name: str) -> str:
    entry = case.form.get(name)
    if entry is None:
        return _("This was not asked for. Leave it out.")
    return _("“%(field)s” comes from a register and is mended there: the applicant objects to it on the case page.") % {
        "field": entry.get("name", name)
    }
