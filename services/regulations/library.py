"""Reads of the rule library: what is in force, what a search finds, and which citations lead nowhere (A18)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import rjieba
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Count, F, Prefetch, Q, QuerySet, Value
from django.utils.translation import gettext as _

from services.regulations.citing import Cited, cited_by
from services.regulations.models import Clause, Edition, Regulation

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
class Changed:
    """What became of one clause from one edition to the next; `before` are its former words where they differ."""

    label: str
    words: str
    before: str = ""


def changed_clauses(before: Edition, after: Edition) -> list[Changed]:
    """Clause by clause, by anchor, in the order of the newer text; editions as `editions_of` gives them."""
    old = {one.anchor: one for one in before.clauses.all()}
    new = {one.anchor: one for one in after.clauses.all()}
    found = []
    for anchor, clause in new.items():
        former = old.get(anchor)
        if former is None:
            found.append(Changed(clause.label, _("added")))
        elif clause.repealed and not former.repealed:
            found.append(Changed(clause.label, _("repealed")))
        elif former.text != clause.text:
            found.append(Changed(clause.label, _("reworded"), former.text))
    return [*found, *(Changed(one.label, _("left out"), one.text) for key, one in old.items() if key not in new)]


def broken_citations() -> list[Cited]:
    """Citations of repealed or vanished clauses and regulations; three statements."""
    return [one for cited in cited_by().values() for one in cited if not one.holds]
