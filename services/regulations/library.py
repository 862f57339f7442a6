"""Reads of the rule library: what is in force, what a search finds, and which citations lead nowhere (A18)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import rjieba
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Count, F, Prefetch, Q, QuerySet, Value

from services.regulations.models import Citation, Clause, Edition, Regulation

MOST_HITS = 50
LONGEST_QUERY = 100


def tokens(text: str) -> list[str]:
    """The words of a Chinese text as the index keeps them: long words with their parts, Latin in small letters."""
    plain = unicodedata.normalize("NFKC", text).lower()
    found = (word.strip() for word in rjieba.cut_for_search(plain))
    return list(dict.fromkeys(word for word in found if any(letter.isalnum() for letter in word)))


def index(clauses: Iterable[Clause]) -> None:
    """Work out anew what the search reads; one statement a clause."""
    for clause in clauses:
        words = " ".join(tokens(f"{clause.edition.regulation.title} {clause.text}"))
        Clause.objects.filter(pk=clause.pk).update(words=SearchVector(Value(words), config="simple"))


def in_force() -> QuerySet[Regulation]:
    """Regulations valid today, with the number of items that stand on them."""
    valid = Edition.objects.in_force()
    rows = Regulation.objects.filter(editions__in=valid).select_related("owner").distinct()
    return rows.annotate(items=Count("citations__item", distinct=True))


def out_of_force() -> QuerySet[Regulation]:
    return Regulation.objects.exclude(editions__in=Edition.objects.in_force()).select_related("owner")


def search(query: str) -> list[Clause]:
    """Valid clauses that hold every word of the query, or the query as it stands; the best first.

    Never one that was repealed, amended away, or is not in force yet.
    """
    text = query.strip()[:LONGEST_QUERY]
    words = tokens(text)
    if not words:
        return []
    asked = SearchQuery(words[0], config="simple")
    for word in words[1:]:
        asked &= SearchQuery(word, config="simple")
    rows = Clause.objects.filter(edition__in=Edition.objects.in_force(), repealed=False)
    rows = rows.filter(Q(words=asked) | Q(text__icontains=text) | Q(edition__regulation__title__icontains=text))
    ranked = rows.annotate(rank=SearchRank(F("words"), asked)).order_by(
        "-rank", "edition__regulation__code", "position"
    )
    return list(ranked.select_related("edition__regulation__owner")[:MOST_HITS])


def editions_of(regulation: Regulation) -> list[Edition]:
    """Newest first, with their clauses; two statements."""
    return list(regulation.editions.prefetch_related(Prefetch("clauses", Clause.objects.order_by("position", "pk"))))


@dataclass(frozen=True)
class Broken:
    """A citation that leads to nothing valid: "repealed" for a clause or regulation, "missing" for an anchor."""

    item: str
    step: int | None
    regulation: str
    label: str
    why: str


def broken_citations() -> list[Broken]:
    """Citations of repealed or vanished clauses and regulations; two statements."""
    valid = {
        (clause.edition.regulation_id, clause.anchor): clause
        for clause in Clause.objects.filter(edition__in=Edition.objects.in_force()).select_related("edition")
    }
    standing = {regulation for regulation, _anchor in valid}
    standing |= set(Edition.objects.in_force().values_list("regulation", flat=True))
    found = []
    for one in Citation.objects.select_related("item", "regulation"):
        clause = valid.get((one.regulation_id, one.anchor))
        if one.regulation_id not in standing or (clause is not None and clause.repealed):
            why = "repealed"
        elif one.anchor and clause is None:
            why = "missing"
        else:
            continue
        label = clause.label if clause else one.anchor
        found.append(Broken(one.item.code, one.step, one.regulation.title, label, why))
    return found
