"""Loads a whole catalogue, or nothing: all problems are found before the first row is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from departments.org.loading import load_organisation, load_registers
from portal.accounts.models import User
from portal.errors import Invalid
from portal.worktime import load_calendars
from services.catalog.catalogue import Catalogue, assemble
from services.catalog.drafts import read_catalogue
from services.catalog.loading.gathering import Gathered, gather
from services.catalog.loading.grants import load_grants
from services.catalog.loading.judging import Problem, judge, publishers
from services.catalog.loading.rules import load_rules
from services.catalog.models import Matter
from services.catalog.publishing import differs, publish
from services.catalog.writing import write_catalogue


class BrokenCatalogue(Invalid):
    """The documents cannot be loaded; `problems` lists everything wrong with them."""

    code = "broken_catalogue"

    def __init__(self, problems: list[Problem]):
        super().__init__(
            _("The catalogue has %(count)d problems; nothing was loaded.") % {"count": len(problems)},
            fields={f"{one.file}:{one.line}": [f"{one.what} {one.how_to_mend}"] for one in problems},
        )
        self.problems = problems


@dataclass(frozen=True)
class Loaded:
    """What loading did. `published` are matter codes with a new version, `unchanged` those without."""

    items: int
    elements: int
    materials: int
    published: tuple[str, ...]
    unchanged: tuple[str, ...]


def load_directory(directory: Path) -> Loaded:
    """Organisation, people, calendar and catalogue from a folder; an unchanged matter keeps its version.

    Raises BrokenCatalogue, and then nothing was written.
    """
    found = gather(directory)
    catalogue, problems = judge(found)
    if problems:
        raise BrokenCatalogue(problems)
    with transaction.atomic():
        _load_house(found)
        write_catalogue(catalogue)
        with translation.override("zh-hans"):
            load_grants()
        if _is_fictional(found):
            load_rules(catalogue)
        published, unchanged = _publish_changes(found.content("roles"))
    return Loaded(
        len(catalogue.items), len(catalogue.elements), len(catalogue.materials), tuple(published), tuple(unchanged)
    )


def _load_house(found: Gathered) -> None:
    organisation, roles = found.content("organisation"), found.content("roles")
    load_calendars(found.content("calendar"))
    load_organisation(organisation, roles, set_demo_passwords=False)
    if _is_fictional(found):
        # Invented companies have invented registers: real ones are filled by their departments.
        load_registers()


def _is_fictional(found: Gathered) -> bool:
    return any(one.get("fictional") for one in found.content("organisation")["orgs"])


def _publish_changes(roles: Mapping[str, object]) -> tuple[list[str], list[str]]:
    people = publishers(roles)
    assert people is not None, "judged before"
    author, reviewer = (User.objects.get(username=one.removeprefix("u.")) for one in people)
    known: Catalogue = read_catalogue()
    published, unchanged = [], []
    # What is recorded for ever is recorded in the product's own language.
    with translation.override("zh-hans"):
        for matter in Matter.objects.select_related("published").filter(code__in=known.matters):
            if differs(assemble(known, known.matters[matter.code]), matter.published):
                publish(matter, author=author, reviewer=reviewer, catalogue=known)
                published.append(matter.code)
            else:
                unchanged.append(matter.code)
    return published, unchanged
