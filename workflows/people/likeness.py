"""Which cases are like this one: what an entry of the duty list can be narrowed to (R57)."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.cases.duty_list import APPLICANT_UNIT
from services.cases.models import Case, CaseItem


@dataclass(frozen=True)
class Likeness:
    """`condition` over the case's values ("" for every case), `types` of its names, `words` for people."""

    key: str = ""
    words: str = ""
    condition: str = ""
    types: dict[str, str] = field(default_factory=dict)


def likenesses(item: CaseItem, case: Case) -> list[Likeness]:
    """Every case of the item; those of the same unit; those with the same choice in the item's form."""
    found = [Likeness()]
    unit = case.applicant_department
    if unit is not None:
        words = _("applications from %(unit)s") % {"unit": unit.name}
        found.append(Likeness(APPLICANT_UNIT, words, f'{APPLICANT_UNIT} == "{unit.code}"', {APPLICANT_UNIT: "string"}))
    elements = case.version.typed.elements
    for key in item.snapshot.elements:
        element, entry = elements.get(key), case.form.get(key)
        if element is None or entry is None or not element.options:
            continue
        option = element.option_labels.get(str(entry["value"]))
        if option is not None:
            words = _("%(field)s: %(value)s") % {"field": element.name, "value": option.name}
            found.append(Likeness(key, words, f'{key} == "{option.value}"', {key: element.type}))
    return found


def chosen(item: CaseItem, case: Case, key: str) -> Likeness:
    """The likeness of that key; "" is every case. Raises Invalid naming those there are."""
    wanted = key.strip()
    if not wanted:
        return Likeness()
    known = {one.key: one for one in likenesses(item, case)}
    if wanted not in known:
        problem = _("Cases can be alike in: %(known)s.") % {"known": ", ".join(name for name in known if name)}
        raise Invalid(problem, fields={"like": [problem]})
    return known[wanted]
