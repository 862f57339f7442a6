"""Materials: who hands them in, what may follow later, and which item they result from."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from services.catalog.catalogue import Catalogue
from services.catalog.lint.findings import Finding, Path, unknown
from services.catalog.snapshot import MaterialSnapshot

SOURCES = ("applicant", "shared", "generated", "result")


def lint_material(catalogue: Catalogue, one: MaterialSnapshot) -> Iterator[Finding]:
    here: Path = ("materials", one.code)
    if one.source not in SOURCES:
        yield unknown((*here, "source"), _("Source"), one.source, SOURCES)
    elif (one.source != "applicant") != one.exempt:
        yield Finding(
            (*here, "exempt"),
            _("A material is exempt exactly when it does not come from the applicant."),
            _("Set exempt: %(exempt)s, or change the source.")
            % {"exempt": "true" if one.source != "applicant" else "false"},
        )
    if one.deferrable and one.essential:
        yield Finding(
            (*here, "deferrable"),
            _("An essential material cannot follow later."),
            _("Set either essential or deferrable to false."),
        )
    if one.deferrable and not one.defer_days:
        yield Finding(
            (*here, "defer_days"),
            _("It may follow later, but nobody says by when."),
            _("Write defer_days in working days."),
        )
    for key in one.from_elements:
        if key not in catalogue.elements:
            yield unknown((*here, "from_data"), _("Data element"), key, (e.code for e in catalogue.elements.values()))
    if one.source == "result":
        yield from _result(catalogue, one, here)


def _result(catalogue: Catalogue, one: MaterialSnapshot, here: Path) -> Iterator[Finding]:
    if one.of_item not in catalogue.items:
        yield unknown((*here, "of_item"), _("Item"), one.of_item, catalogue.items)
    elif catalogue.items[one.of_item].result.material != one.code:
        yield Finding(
            (*here, "of_item"),
            _("%(item)s does not give this material as its result.") % {"item": one.of_item},
            _("Write material: %(code)s under the item's result, or name another item.") % {"code": one.code},
        )
