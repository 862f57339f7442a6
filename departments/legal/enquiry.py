"""OF-LEGAL-001: what the rules in force say about a keyword, answered at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.legal.models import CompanyRule
from departments.org.contract import ItemFacts, Outcome, Problem

AT_MOST = 5


@dataclass(frozen=True)
class Hit:
    """A rule in force with its clauses that contain the keyword."""

    rule: CompanyRule
    clauses: tuple[dict[str, str], ...]

    @property
    def line(self) -> str:
        clauses = "".join(f"{clause['no']}:{clause['text']}" for clause in self.clauses)
        replaced = "、".join(f"《{old.title}》({old.number})" for old in self.rule.replaces.all())
        note = _("Replaces %(titles)s.") % {"titles": replaced} if replaced else ""
        return f"《{self.rule.title}》({self.rule.number}){clauses}{note}"


def answer_enquiry(item: ItemFacts) -> Outcome:
    """Clauses of rules in force that contain the keyword, with what they replace; never repealed ones."""
    keyword = item.text("rule_keyword").strip()
    hits = find(keyword) if keyword else []
    if not hits:
        return Outcome.refused(_nothing(keyword))
    lead = _("%(count)d rules in force mention “%(keyword)s”:") % {"count": len(hits), "keyword": keyword}
    return Outcome(approved=True, text="\n".join([lead, *(hit.line for hit in hits)]), data=_data(hits))


def find(keyword: str) -> list[Hit]:
    """At most five rules in force whose title or clauses contain the keyword, newest first."""
    rules = (
        CompanyRule.objects.filter(
            Q(title__icontains=keyword) | Q(clauses__icontains=keyword), state=CompanyRule.State.IN_FORCE
        )
        .prefetch_related("replaces")
        .order_by("-in_force_from", "pk")[:AT_MOST]
    )
    return [
        Hit(rule, tuple(clause for clause in rule.clauses if keyword.lower() in clause["text"].lower()))
        for rule in rules
    ]


def _nothing(keyword: str) -> Problem:
    return Problem(
        "rule_keyword",
        _("No rule in force mentions “%(keyword)s”.") % {"keyword": keyword},
        _("Please try a shorter or more common word, or call 8800 and ask Rules and Legal."),
        code="no_rule_found",
    )


def _data(hits: list[Hit]) -> dict[str, Any]:
    return {
        "rules": [
            {"number": hit.rule.number, "title": hit.rule.title, "clauses": [clause["no"] for clause in hit.clauses]}
            for hit in hits
        ]
    }
