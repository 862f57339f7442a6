"""Matters as cards, as search hits and as the matter page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.hall.presenters.words import limit_words, listed
from services.catalog.models import Matter
from services.catalog.snapshot import MatterSnapshot
from services.guide import search as guide

DEFAULT_ICON = "doc"
AUDIENCES: dict[str, str | Promise] = {
    "employee": gettext_lazy("Employees"),
    "employee_dept": gettext_lazy("Employees, for their department"),
    "internal": gettext_lazy("Departments of the company"),
    "partner": gettext_lazy("Contractors and partners"),
    "customer": gettext_lazy("Customers"),
    "local_gov": gettext_lazy("Local government"),
}


@dataclass(frozen=True)
class MatterCard:
    """One life-event card: outcome, departments merged, promised time."""

    code: str
    name: str
    intro: str
    url: str
    icon: str
    departments: int
    promise: str

    @property
    def facts(self) -> str:
        if self.departments < 2:
            return self.promise
        together = ngettext("%(n)s department", "%(n)s departments together", self.departments) % {
            "n": self.departments
        }
        return f"{together} · {self.promise}"


@dataclass(frozen=True)
class CardGroup:
    name: str
    cards: tuple[MatterCard, ...]


@dataclass(frozen=True)
class SearchHit:
    card: MatterCard
    audience: str
    because: str


def card_of(matter: Matter) -> MatterCard:
    assert matter.published is not None
    snapshot = matter.published.typed
    icon = matter.life_event.icon if matter.life_event else ""
    return MatterCard(
        code=matter.code,
        name=snapshot.label,
        intro=snapshot.introduction,
        url=reverse("hall:matter", args=[matter.code]),
        icon=icon or DEFAULT_ICON,
        departments=len({one.item.department for one in snapshot.items if one.phase == "main"}),
        promise=promise_words(snapshot),
    )


def promise_words(matter: MatterSnapshot) -> str:
    """最多 2 个工作日 / 当场办结, for the reference answers."""
    if matter.promised.amount == 0:
        return _("decided on the spot")
    return _("%(limit)s at most") % {"limit": limit_words(matter.promised)}


def groups_of(matters: Iterable[Matter]) -> list[CardGroup]:
    """By life event, in catalogue order; what has none comes last."""
    grouped: dict[str, list[MatterCard]] = {}
    for matter in sorted(matters, key=life_event_place):
        name = matter.life_event.label if matter.life_event else _("More")
        grouped.setdefault(name, []).append(card_of(matter))
    return [CardGroup(name, tuple(cards)) for name, cards in grouped.items()]


def life_event_place(matter: Matter) -> tuple[int, int]:
    return (matter.life_event.position if matter.life_event else 10_000, matter.position)


def hits_of(query: str, matters: Iterable[Matter]) -> list[SearchHit]:
    """What fits a sentence in everyday words, best first."""
    by_code = {matter.code: matter for matter in matters}
    hits = []
    for found in guide.search(query):
        matter = by_code.get(found.matter_code)
        if matter is not None:
            hits.append(SearchHit(card_of(matter), audience_words(matter.audience), found.because))
    return hits


def audience_words(codes: Iterable[str]) -> str:
    return listed([str(AUDIENCES.get(code, code)) for code in codes])
