"""The matter page: can I, how long, what do I bring; who does what; what became easier."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.hall.presenters.matters import audience_words
from portal.hall.presenters.papers import exempt_note, later_words
from portal.hall.presenters.words import after_comma, limit_words, ordinal
from portal.ui import bars
from services.catalog.answers import vocabulary
from services.catalog.resolution import Resolution, ResolvedItem, ResolvedMaterial, resolve
from services.catalog.snapshot import MatterItemSnapshot, MatterSnapshot
from services.conditions import compile, explain


@dataclass(frozen=True)
class Paper:
    name: str
    note: str
    when: str = ""


@dataclass(frozen=True)
class PaperGroup:
    """One of 请上传, 可后补, 办完后交, 免提交."""

    kind: str
    title: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class MiniLane:
    """One item on the reference scenario: where its bar stands on the time from acceptance, in per cent."""

    department: str
    item: str
    limit: str
    x: float
    width: float
    when: str = ""


@dataclass(frozen=True)
class MiniStage:
    order: str
    title: str
    lanes: tuple[MiniLane, ...]


@dataclass(frozen=True)
class MatterPage:
    matter: MatterSnapshot
    who: str
    how_long: str
    statutory: str
    bring: str
    bring_note: str
    groups: tuple[PaperGroup, ...]
    stages: tuple[MiniStage, ...]
    optional: tuple[tuple[str, str], ...]
    results: tuple[str, ...]
    bases: tuple[str, ...]
    changes: tuple[bars.Change, ...]
    departments: int
    questions: int


def page_of(matter: MatterSnapshot) -> MatterPage:
    """Everything for the sample answers behind the published figures."""
    resolution = resolve(matter, matter.reference)
    groups = groups_of(resolution)
    uploads = next((len(one.papers) for one in groups if one.kind == "need"), 0)
    main = resolution.main_items
    return MatterPage(
        matter=matter,
        who=audience_words(matter.audience),
        how_long=limit_words(matter.promised),
        statutory=limit_words(matter.statutory),
        bring=bring_words(uploads),
        bring_note=bring_note(resolution),
        groups=groups,
        stages=stages_of(resolution),
        optional=optional_items(matter),
        results=tuple(dict.fromkeys(one.item.result.label for one in main)),
        bases=tuple(dict.fromkeys(one.item.basis for one in matter.items if one.item.basis)),
        changes=changes_of(matter),
        departments=len({one.item.department for one in main}),
        questions=len(matter.questions),
    )


def bring_words(uploads: int) -> str:
    if not uploads:
        return _("nothing to upload")
    return ngettext("%(n)s paper", "%(n)s papers", uploads) % {"n": uploads}


def bring_note(resolution: Resolution) -> str:
    later = sum(one.handling == "deferrable" and one.phase == "main" for one in resolution.materials)
    exempt = sum(one.handling == "exempt" for one in resolution.materials)
    parts = []
    if later:
        parts.append(ngettext("%(n)s may come later", "%(n)s may come later", later) % {"n": later})
    if exempt:
        parts.append(ngettext("%(n)s the house has already", "%(n)s the house has already", exempt) % {"n": exempt})
    return after_comma(*parts) if len(parts) == 2 else "".join(parts)


# ---- papers -------------------------------------------------------------------------


def groups_of(resolution: Resolution) -> tuple[PaperGroup, ...]:
    titles = {
        "need": _("Please upload"),
        "later": _("May come later"),
        "post": _("After the event"),
        "exempt": _("Not needed from you"),
    }
    sorted_papers: dict[str, list[Paper]] = {kind: [] for kind in titles}
    for one in resolution.materials:
        sorted_papers[group_of(one)].append(Paper(one.material.label, paper_note(one, resolution)))
    return tuple(PaperGroup(kind, titles[kind], tuple(papers)) for kind, papers in sorted_papers.items() if papers)


def group_of(one: ResolvedMaterial) -> str:
    if one.handling == "exempt":
        return "exempt"
    if one.phase == "post":
        return "post"
    return "later" if one.handling == "deferrable" else "need"


def paper_note(one: ResolvedMaterial, resolution: Resolution) -> str:
    if one.handling == "exempt":
        return exempt_note(one.material, resolution.matter)
    if one.phase == "post":
        return _("asked for when everything is done")
    return later_words(one.material) if one.handling == "deferrable" else ""


# ---- departments --------------------------------------------------------------------


def stages_of(resolution: Resolution) -> tuple[MiniStage, ...]:
    """Items by wave with bars on the time from acceptance: everybody uses the whole limit."""
    places = places_of(resolution.main_items)
    whole = max((start + length for start, length in places.values()), default=Decimal(0)) or Decimal(1)
    stages = []
    for wave in sorted({one.wave for one in resolution.main_items}):
        items = [one for one in resolution.main_items if one.wave == wave]
        lanes = tuple(lane_of(one, resolution.matter, places[one.code], whole) for one in items)
        stages.append(MiniStage(ordinal(wave + 1), stage_title(items), lanes))
    return tuple(stages)


def stage_title(items: Sequence[ResolvedItem]) -> str:
    count = len({one.item.department for one in items})
    if count > 1:
        return ngettext("%(n)s department at the same time", "%(n)s departments at the same time", count) % {"n": count}
    if len(items) > 1:
        return ngettext("%(n)s item at the same time", "%(n)s items at the same time", len(items)) % {"n": len(items)}
    return _("next in line") if items[0].wave > 1 else _("begins at once")


def places_of(items: Sequence[ResolvedItem]) -> dict[str, tuple[Decimal, Decimal]]:
    """{item code: (start, length)} in the matter's unit, along hard predecessors."""
    places: dict[str, tuple[Decimal, Decimal]] = {}
    for one in sorted(items, key=lambda item: item.wave):
        before = [sum(places[code], Decimal(0)) for code in one.needs if code in places]
        places[one.code] = (max(before, default=Decimal(0)), one.item.promised.amount)
    return places


def lane_of(one: ResolvedItem, matter: MatterSnapshot, place: tuple[Decimal, Decimal], whole: Decimal) -> MiniLane:
    start, length = place
    width = max(float(length / whole) * 100, 1.5)
    x = min(float(start / whole) * 100, 100 - width)
    return MiniLane(
        department=matter.department_label(one.item.department),
        item=one.item.label,
        limit=limit_words(one.item.promised),
        x=round(x, 2),
        width=round(width, 2),
        when=condition_words(matter, matter.by_code[one.code]),
    )


def optional_items(matter: MatterSnapshot) -> tuple[tuple[str, str], ...]:
    """(item, when it is part of the case), for items that depend on the answers."""
    return tuple((one.item.label, condition_words(matter, one)) for one in matter.items if one.include_when)


def condition_words(matter: MatterSnapshot, one: MatterItemSnapshot) -> str:
    if not one.include_when:
        return ""
    condition = compile(one.include_when, matter.fact_types)
    return _("if: %(condition)s") % {"condition": explain(condition, vocabulary(matter))}


# ---- before and after ---------------------------------------------------------------


def changes_of(matter: MatterSnapshot) -> tuple[bars.Change, ...]:
    """改革前后: steps, papers, visits, time; only what became less."""
    before, after = matter.figures.get("before", {}), matter.figures.get("after", {})
    if not before or not after:
        return ()
    unit = days_unit(matter.unit)
    rows: list[tuple[str, Any, Any, str]] = [
        (_("Steps"), before["steps"], after["steps"], pgettext("unit", "steps")),
        (_("Papers"), before["materials"], after["materials"], pgettext("unit", "papers")),
        (_("Visits"), before["visits"], after["visits"], pgettext("unit", "visits")),
        (_("Time"), before["days_serial"], after["days_parallel"], unit),
    ]
    return bars.changes([row for row in rows if row[1] > row[2]])


def days_unit(unit: str) -> str:
    return pgettext("unit", "hours") if unit == "ch" else pgettext("unit", "days")
