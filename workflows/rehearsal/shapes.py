"""What travels to the process that rehearses, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from services.dictionary.shapes import Named, Shape

# A rehearsed case that stands still, or could not be handed in: nobody expects that.
UNFINISHED = "unfinished"


class Ending(TextChoices):
    """How a rehearsed case ends, and how it is expected to."""

    APPROVED = "approved", _("everything is approved")
    PARTLY = "partly_approved", _("some of it is approved")
    DENIED = "denied", _("nothing is approved")
    NOT_ACCEPTED = "not_accepted", _("it is not accepted")
    ENDED_EARLY = "ended_early", _("it ends before a decision")


@dataclass(frozen=True)
class ActLine(Shape):
    """One line of a script: what happens to the first task that fits, `hours` of working time after it came up.

    Empty `item` and `department` and a `step` of 0 fit any; steps count from 1. `about` is the paper or
    field an act speaks of, or the step to go back to. The act "silence" lets the limit pass.
    """

    kind: str
    act: str
    item: str = ""
    step: int = 0
    department: str = ""
    hours: Decimal | None = None
    text: str = ""
    about: str = ""


@dataclass(frozen=True)
class Script(Shape):
    """A sample case to be played. `begins` is an ISO moment: the dates of `fields` belong to its week, and
    it is played on the next such weekday and hour. Whoever no line speaks of does the ordinary thing
    after `pace` hours of working time."""

    sample: int
    begins: str
    department: str
    answers: dict[str, Any]
    fields: dict[str, Any]
    pace: Decimal
    acts: tuple[ActLine, ...] = ()

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.begins)


@dataclass(frozen=True)
class ItemOutcome(Named, Shape):
    """One item as it went. Hours are working time since the case was handed in; None: never."""

    code: str
    name: str
    department: str
    department_name: str
    name_en: str = ""
    department_name_en: str = ""
    phase: str = "main"
    state: str = ""
    decision: str = ""
    started: Decimal | None = None
    decided: Decimal | None = None


@dataclass(frozen=True)
class DeedOutcome(Shape):
    """One act or alarm as it happened. `hours` as in ItemOutcome; `actor` is a department's code, "" the applicant."""

    hours: Decimal
    kind: str
    act: str
    item: str = ""
    step: str = ""
    step_en: str = ""
    department: str = ""


@dataclass(frozen=True)
class PaperOutcome(Named, Shape):
    code: str
    name: str
    handling: str
    name_en: str = ""


@dataclass(frozen=True)
class FieldOutcome(Named, Shape):
    key: str
    name: str
    name_en: str = ""


@dataclass(frozen=True)
class Trouble(Shape):
    """Why a sample could not be played, or not to its end: an error's code, its sentence, what it spoke of.

    `place` is the section of the designer that mends it.
    """

    code: str
    detail: str
    place: str
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome(Shape):
    """What came of one sample on one version. `days` counts working days from handing in to the last decision;
    `promised` is the case's own limit in `unit`."""

    ending: str
    items: tuple[ItemOutcome, ...] = ()
    deeds: tuple[DeedOutcome, ...] = ()
    papers: tuple[PaperOutcome, ...] = ()
    asked: tuple[FieldOutcome, ...] = ()
    promised: Decimal = Decimal(0)
    unit: str = "wd"
    days: Decimal | None = None
    trouble: Trouble | None = None

    @property
    def started(self) -> tuple[ItemOutcome, ...]:
        """The items whose clock ran, in the order in which it began."""
        begun = [(one.started, place, one) for place, one in enumerate(self.items) if one.started is not None]
        return tuple(one for _hours, _place, one in sorted(begun, key=lambda row: row[:2]))

    @property
    def brought(self) -> tuple[PaperOutcome, ...]:
        """The papers the applicant has to bring."""
        return tuple(one for one in self.papers if one.handling != "exempt")


@dataclass(frozen=True)
class Side(Shape):
    """A version to play samples on: "before" (published) or "after" (the draft), as MatterSnapshot JSON."""

    name: str
    snapshot: dict[str, Any]


@dataclass(frozen=True)
class Job(Shape):
    """Everything a run needs, by value: the process reads no table of ours. `now` is an ISO moment."""

    now: str
    matter: int
    sides: tuple[Side, ...]
    scripts: tuple[Script, ...] = field(default_factory=tuple)
