"""What is not wrong but unfinished: departments without items, no legal basis, no gain, needless waiting."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from services.catalog.catalogue import Catalogue, MatterDraft
from services.catalog.graph import ancestors
from services.catalog.lint.findings import HINT, WARNING, Finding, Path
from services.catalog.snapshot import ItemSnapshot

# Outside parties stand in the organisation's list to be named, not to decide.
OUTSIDE = "EX-"


def lint_upkeep(catalogue: Catalogue) -> Iterator[Finding]:
    """Unfinished departments and items, items in no matter, needless waiting."""
    busy = {item.department for item in catalogue.items.values()}
    for code, department in catalogue.departments.items():
        if code not in busy and not code.startswith(OUTSIDE):
            yield Finding(
                ("departments", code),
                _("%(name)s has no item.") % {"name": department.name},
                _("Add what it decides, or see that its decisions stand with another department."),
                severity=HINT,
                kind="no_items",
            )
    used = {row.item for matter in catalogue.matters.values() for row in matter.items}
    for item in catalogue.items.values():
        yield from _item(item)
        if item.code not in used:
            yield Finding(
                ("items", item.code),
                _("No matter uses it: nobody can apply for it."),
                _("Put it into a matter, or make one of its own."),
                severity=HINT,
                kind="unused_item",
            )
    asked = {one.code for item in catalogue.items.values() for one in item.materials}
    for material in catalogue.materials.values():
        if material.code not in asked:
            yield Finding(
                ("materials", material.code),
                _("No item asks for it."),
                _("Use it in an item, or take it out. Authorisations, which roles ask for, stay."),
                severity=HINT,
                kind="unused_material",
            )
    for draft in catalogue.matters.values():
        yield from _needless_waiting(draft)


def _item(item: ItemSnapshot) -> Iterator[Finding]:
    here: Path = ("items", item.code)
    if not item.basis.strip():
        yield Finding(
            (*here, "basis"),
            _("Nothing is said about the rule it stands on."),
            _("Name the regulation and, better, cite its clause."),
            severity=WARNING,
            kind="no_basis",
        )
    if item.promised_visits > item.legacy_visits:
        yield Finding(
            (*here, "visits"),
            _("People come %(now)d times; before the reform it were %(before)d.")
            % {"now": item.promised_visits, "before": item.legacy_visits},
            _("Look for a way online, or correct the counts."),
            severity=WARNING,
            kind="more_visits",
        )
    if item.legacy_steps and len(item.steps) > item.legacy_steps:
        yield Finding(
            (*here, "steps"),
            _("It has %(now)d steps; before the reform it were %(before)d.")
            % {"now": len(item.steps), "before": item.legacy_steps},
            _("Drop or merge a step, or correct the count."),
            severity=WARNING,
            kind="more_steps",
        )


def _needless_waiting(draft: MatterDraft) -> Iterator[Finding]:
    """A predecessor that another one already waits for, where that other is in every case."""
    always = {row.item for row in draft.items if not row.include_when}
    needs = {row.item: row.needs for row in draft.items}
    for place, row in enumerate(draft.items):
        for code in row.needs:
            others = [one for one in row.needs if one != code and one in always]
            through = next((one for one in others if _reaches(needs, one, code, always)), None)
            if through:
                yield Finding(
                    ("matters", draft.code, "items", place, "needs"),
                    _("%(item)s need not wait for %(code)s: %(through)s already does.")
                    % {"item": row.item, "code": code, "through": through},
                    _("Take %(code)s out; the graph then shows only what matters.") % {"code": code},
                    severity=HINT,
                    kind="needless_wait",
                )


def _reaches(needs: dict[str, tuple[str, ...]], start: str, code: str, always: set[str]) -> bool:
    """Whether `start` waits for `code` along items that are in every case."""
    kept = {item: tuple(one for one in before if one in always or one == code) for item, before in needs.items()}
    return code in ancestors(kept, start)
