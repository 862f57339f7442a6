"""Two outcomes side by side: what differs, and what the sample expected and did not get. Sentences in the reader's
language; nothing here is stored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from services.catalog.diff.changes import listed
from services.catalog.reasons import length_in_words
from services.dictionary.shapes import Named, localised
from workflows.rehearsal.shapes import UNFINISHED, Ending, ItemOutcome, Outcome


@dataclass(frozen=True)
class Miss:
    """Something the sample expected and did not get; `section` of the designer mends it."""

    section: str
    sentence: str


@dataclass(frozen=True)
class Line:
    """One aspect before and after, in words. `differs` is what is told apart; the rest is folded."""

    aspect: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


def misses(expected: Mapping[str, Any], after: Outcome, before: Outcome | None = None) -> list[Miss]:
    """What breaks the sample; empty when it holds. A case that did not come to its end always breaks it.

    `before` knows the names of what the draft has no longer.
    """
    if after.trouble is not None:
        return [Miss(after.trouble.place, after.trouble.detail)]
    known = (before, after) if before else (after,)
    items = {one.code: one.label for outcome in known for one in outcome.items}
    papers = {one.code: one.label for outcome in known for one in outcome.papers}
    return [
        *_ending(expected, after),
        *_items(expected, after, items),
        *_papers(expected, after, papers),
        *_days(expected, after),
    ]


def _ending(expected: Mapping[str, Any], after: Outcome) -> Iterator[Miss]:
    if after.ending != expected["ending"]:
        words = {"expected": ending_words(expected["ending"]), "now": ending_words(after.ending)}
        yield Miss("items", _("Expected: %(expected)s. With the draft: %(now)s.") % words)


def _items(expected: Mapping[str, Any], after: Outcome, names: Mapping[str, str]) -> Iterator[Miss]:
    """Items that are missing or too many; their order, when they are the same."""
    wanted, begun = list(expected["items"]), [one.code for one in after.started]
    if not wanted or wanted == begun:
        return
    gone = [names.get(code, code) for code in wanted if code not in begun]
    more = [names.get(code, code) for code in begun if code not in wanted]
    if gone:
        yield Miss("items", _("Not started with the draft: %(items)s.") % {"items": listed(gone)})
    if more:
        yield Miss("items", _("Started with the draft, but not expected: %(items)s.") % {"items": listed(more)})
    if not gone and not more:
        order = listed(names[code] for code in begun)
        yield Miss("flow", _("The items start in another order: %(items)s.") % {"items": order})


def _papers(expected: Mapping[str, Any], after: Outcome, names: Mapping[str, str]) -> Iterator[Miss]:
    if expected["papers"] is None:
        return
    wanted, brought = set(expected["papers"]), {one.code: one.label for one in after.brought}
    more = [label for code, label in brought.items() if code not in wanted]
    gone = sorted(wanted - set(brought))
    if more:
        yield Miss("materials", _("The applicant has to bring more: %(papers)s.") % {"papers": listed(more)})
    if gone:
        papers = listed(names.get(code, code) for code in gone)
        yield Miss("materials", _("No longer brought by the applicant: %(papers)s.") % {"papers": papers})


def _days(expected: Mapping[str, Any], after: Outcome) -> Iterator[Miss]:
    if expected["days"] is None or after.days is None or after.days <= Decimal(expected["days"]):
        return
    words = {
        "expected": length_in_words(Decimal(expected["days"]), after.unit),
        "now": length_in_words(after.days, after.unit),
    }
    yield Miss("limits", _("It takes %(now)s until the decision; expected are at most %(expected)s.") % words)


# ---- side by side ---------------------------------------------------------------------


def side_by_side(before: Outcome | None, after: Outcome) -> list[Line]:
    """Every aspect, what differs first."""
    old = before or Outcome(UNFINISHED)
    lines = [
        Line(_("How it ends"), _how(before), _how(after)),
        Line(_("Items, in the order they start"), _names(old.started), _names(after.started)),
        Line(_("Which run side by side"), waves(old), waves(after)),
        Line(_("Departments"), _departments(old), _departments(after)),
        Line(_("Steps of each item"), steps(old), steps(after)),
        Line(_("Papers the applicant brings"), _names(old.brought), _names(after.brought)),
        Line(_("What the applicant fills in"), _names(old.asked), _names(after.asked)),
        Line(_("Promised"), _promised(before), _promised(after)),
        Line(_("Until the decision, in working time"), _took(old), _took(after)),
        Line(_("What was decided"), _decisions(old), _decisions(after)),
    ]
    return sorted(lines, key=lambda line: not line.differs)


def ending_words(ending: str) -> str:
    known = dict(Ending.choices)
    return str(known.get(ending, _("it does not come to an end")))


def _how(outcome: Outcome | None) -> str:
    if outcome is None:
        return _("nothing is published yet")
    return outcome.trouble.detail if outcome.trouble else ending_words(outcome.ending)


def _names(rows: Iterable[Named]) -> str:
    return listed(row.label for row in rows)


def waves(outcome: Outcome) -> str:
    """Items that start in the same minute, wave by wave."""
    by_hour: dict[Decimal | None, list[str]] = {}
    for one in outcome.started:
        by_hour.setdefault(one.started, []).append(one.label)
    return " → ".join(listed(names) for names in by_hour.values()) or "—"


def _departments(outcome: Outcome) -> str:
    """Each once, in the order of the items."""
    return listed(dict.fromkeys(_department(one) for one in outcome.items))


def _department(item: ItemOutcome) -> str:
    return localised(item.department_name, item.department_name_en)


def steps(outcome: Outcome) -> str:
    """The steps people took, item by item."""
    taken: dict[str, list[str]] = {}
    for deed in outcome.deeds:
        if deed.item and deed.kind in ("step", "countersign") and not deed.act.startswith("alarm."):
            taken.setdefault(deed.item, []).append(localised(deed.step, deed.step_en))
    names = {one.code: one.label for one in outcome.items}
    return "；".join(f"{names.get(code, code)}（{' → '.join(done)}）" for code, done in sorted(taken.items())) or "—"


def _promised(outcome: Outcome | None) -> str:
    if outcome is None or not outcome.items:
        return "—"
    return length_in_words(outcome.promised, outcome.unit)


def _took(outcome: Outcome) -> str:
    return "—" if outcome.days is None else length_in_words(outcome.days, outcome.unit)


def _decisions(outcome: Outcome) -> str:
    words = {"approved": _("approved"), "denied": _("not approved")}
    return listed(f"{one.label}：{words.get(one.decision, _('no decision'))}" for one in outcome.items)
