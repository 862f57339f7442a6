"""What to improve first (急用先行): items by how often they are done, and how many ask for no paper at all (零材料)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from services.catalog.catalogue import Catalogue
from services.catalog.models import Matter

LOOKED_BACK = timedelta(days=90)


@dataclass(frozen=True)
class Ranked:
    """One item: cases of the last 90 days, papers the applicant hands in, fields asked (not prefilled)."""

    code: str
    name: str
    department: str
    cases: int
    papers: int
    asked: int

    @property
    def without_papers(self) -> bool:
        return not self.papers

    @property
    def burden(self) -> int:
        """Papers handed in during 90 days: what taking one away would spare people."""
        return self.cases * self.papers


def cases_by_item() -> Mapping[str, int]:
    """How often each item was part of a case in the last 90 days; one statement."""
    since = timezone.now() - LOOKED_BACK
    rows = Matter.objects.filter(cases__submitted_at__gte=since, cases__items__isnull=False).order_by()
    return Counter(
        dict(
            rows.values_list("cases__items__code")
            .annotate(n=Count("cases__items"))
            .values_list("cases__items__code", "n")
        )
    )


def ranked(catalogue: Catalogue, cases: Mapping[str, int]) -> list[Ranked]:
    """Every item, what burdens most people first, then the most frequent.

    An item counts as one without papers only if nothing is handed in for it, whatever is answered:
    a paper that is needed with some answers only, or may follow later, is a paper.
    """
    found = [
        Ranked(
            code=item.code,
            name=item.label,
            department=catalogue.departments[item.department].name,
            cases=cases.get(item.code, 0),
            papers=sum(1 for one in item.materials if not catalogue.materials[one.code].exempt),
            asked=sum(1 for key in item.elements if not catalogue.elements[key].source),
        )
        for item in catalogue.items.values()
    ]
    return sorted(found, key=lambda one: (-one.burden, -one.cases, one.code))
