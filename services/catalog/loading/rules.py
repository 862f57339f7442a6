"""The rule library of an invented company: what its items say they stand on, as regulations with clauses.

The sentences are worked out from the catalogue itself; of public laws only the titles are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from departments.org.models import Department
from services.catalog.catalogue import Catalogue
from services.catalog.models import ServiceItem
from services.catalog.snapshot import ItemSnapshot
from services.dictionary.shapes import plain
from services.regulations.library import index
from services.regulations.models import Citation, Clause, Edition, Regulation

INVENTED = re.compile(r"[（(]演示[)）]")
IN_FORCE_FROM = date(2025, 1, 1)
ENDINGS = ("办法", "规定", "规范", "规则", "规程", "预案")
NUMERALS = "零一二三四五六七八九十"
_REMARK = re.compile(r"[（(].*?[)）]")
_LIMIT_ONLY = re.compile(r"\d+\s*(个工作日|分钟|小时|天)|7x24|考核口径")


@dataclass
class Draft:
    """A regulation in the making: its clauses as (label, text), and which clauses each item cites."""

    title: str
    invented: bool
    department: str
    clauses: list[str] = field(default_factory=list)
    cited: dict[str, list[int]] = field(default_factory=dict)


def load_rules(catalogue: Catalogue) -> int:
    """Write the library once; a library that has regulations already is left alone. Returns how many."""
    if Regulation.objects.exists():
        return 0
    departments = dict(Department.objects.values_list("code", "pk"))
    items = dict(ServiceItem.objects.values_list("code", "pk"))
    drafts = list(drafted(catalogue.items.values()))
    for number, draft in enumerate(drafts, start=1):
        _write(draft, number, departments, items)
    index(Clause.objects.select_related("edition__regulation"))
    return len(drafts)


def drafted(items: Iterable[ItemSnapshot]) -> Iterator[Draft]:
    """One regulation for each title the items name, in the order in which they first do."""
    drafts: dict[str, Draft] = {}
    for item in items:
        for title, invented in titles(item.basis):
            draft = drafts.setdefault(title, Draft(title, invented, item.department if invented else ""))
            cited = draft.cited.setdefault(item.code, [])
            if invented:
                cited += _clauses_of(item, draft)
    yield from drafts.values()


def titles(basis: str) -> Iterator[tuple[str, bool]]:
    """(title, whether it is the invented company's own) of every rule a basis names."""
    for part in re.split(r"[;；]", basis):
        invented = bool(INVENTED.search(part))
        title = re.split("[,，]", _REMARK.sub("", part))[0].strip().removeprefix("陪餐人数规则参照")
        title = re.sub(r"第[一二三四五六七八九十百]+条$", "", title).strip()
        if title and not _LIMIT_ONLY.search(title) and len(title) <= 40:
            yield title, invented


def _clauses_of(item: ItemSnapshot, draft: Draft) -> list[int]:
    """What the rule says about the item: its conditions, and within what time it is decided."""
    places = []
    if item.conditions:
        places.append(
            _add(draft, f"办理{item.name}，应当符合下列要求：" + "；".join(row.text for row in item.conditions) + "。")
        )
    unit = "个工作日" if item.unit == "wd" else "小时"
    places.append(
        _add(
            draft,
            f"{item.name}应当自受理之日起 {plain(item.statutory.amount)} {unit}内办结，结果为{item.result.name}。",
        )
    )
    return places


def _add(draft: Draft, text: str) -> int:
    if not draft.clauses:
        kind = next((ending for ending in ENDINGS if draft.title.endswith(ending)), "制度")
        draft.clauses.append(f"为规范有关业务，明确职责和时限，制定本{kind}。")
    draft.clauses.append(text)
    return len(draft.clauses) - 1


def label(place: int) -> str:
    """第一条 for the first clause, place 0."""
    number = place + 1
    tens, ones = divmod(number, 10)
    words = (("" if tens == 1 else NUMERALS[tens]) + "十" if tens else "") + (
        NUMERALS[ones] if ones or not tens else ""
    )
    return f"第{words}条"


def _write(draft: Draft, number: int, departments: dict[str, int], items: dict[str, int]) -> None:
    regulation = Regulation.objects.create(
        code=f"{'r' if draft.invented else 'law'}-{number:03d}",
        title=draft.title,
        kind=Regulation.Kind.COMPANY if draft.invented else Regulation.Kind.LAW,
        owner_id=departments.get(draft.department),
    )
    edition = Edition.objects.create(regulation=regulation, effective_from=IN_FORCE_FROM)
    Clause.objects.bulk_create(
        Clause(edition=edition, anchor=f"c{place + 1}", label=label(place), text=text, position=place)
        for place, text in enumerate(draft.clauses)
    )
    Citation.objects.bulk_create(
        Citation(item_id=items[code], regulation=regulation, anchor=anchor)
        for code, places in draft.cited.items()
        if code in items
        for anchor in ([f"c{place + 1}" for place in places] or [""])
    )
