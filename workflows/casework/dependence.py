"""What each decision of an item rests on, and what falls when the item is sent back (R9, R47).

An item is passed place by place: step k has place 2k, the countersigners stand between the step
before them and the step behind them. A decision rests on

- the papers and the values of the form that were in hand when it was made, and
- a step: on the step before it having been done; a countersigner: on the opinions of the steps
  before the countersigning. Countersigners do not rest on one another.

Pure: rows in, places and ids out. docs/decisions/0015-selective-return.md gives the reasons.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


def place_of_step(number: int) -> int:
    return 2 * number


def place_of_round(position: int) -> int:
    """The countersigners' place: just before the step `position`."""
    return 2 * position - 1


def is_round(place: int) -> bool:
    return place % 2 == 1


@dataclass(frozen=True)
class Changes:
    """What a return says is to be changed: codes of papers, keys of fields, the opinion given at the
    place returned to; `departments` (ids) whose countersignature is to be asked for again."""

    papers: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    opinion: bool = False
    departments: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        return not (self.papers or self.fields or self.opinion or self.departments)


@dataclass(frozen=True)
class Given:
    """One decision that stands. `department` of a countersigner; papers and fields it was based on."""

    task: int
    place: int
    papers: frozenset[str] = frozenset()
    fields: frozenset[str] = frozenset()
    department: int = 0

    def touched_papers(self, changes: Changes) -> frozenset[str]:
        return self.papers & changes.papers

    def touched_fields(self, changes: Changes) -> frozenset[str]:
        return self.fields & changes.fields

    def saw(self, changes: Changes) -> bool:
        """Whether anything of what changes was in hand when this was decided."""
        return bool(self.touched_papers(changes) or self.touched_fields(changes))


@dataclass(frozen=True)
class Fall:
    """Where the item begins again, and the tasks whose decisions count no more."""

    begins: int
    tasks: frozenset[int] = field(default_factory=frozenset)


def fall(given: Iterable[Given], changes: Changes, target: int) -> Fall:
    """What a return to `target` voids. The item begins again at the earliest place that has to look again."""
    standing = list(given)
    direct = {one for one in standing if one.saw(changes) or opinion_falls(one, changes, target)}
    begins = min([target, *(one.place for one in direct)])
    chain = {one for one in standing if not is_round(one.place) and one.place >= begins}
    return Fall(begins, frozenset(one.task for one in direct | chain))


def opinion_falls(one: Given, changes: Changes, target: int) -> bool:
    """Whether a countersignature rests on the opinion that is to be given anew, or is itself to be given anew."""
    if not is_round(one.place):
        return False
    if target == one.place:
        return changes.opinion or one.department in changes.departments
    return changes.opinion and target < one.place


# ---- what was in hand -------------------------------------------------------------------


def seen_papers(inputs: Mapping[str, Any], everything: Iterable[str]) -> frozenset[str]:
    """Papers in hand at a decision; of a decision without record, every paper of the item."""
    return frozenset(inputs.get("papers", everything))


def seen_fields(inputs: Mapping[str, Any], everything: Iterable[str]) -> frozenset[str]:
    return frozenset(inputs.get("fields", everything))
