"""Who applies for what and how it goes: the shapes that travel from the writers of the history to its stage.

Lengths in days are working days of office time (480 minutes).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Content:
    """What an applicant answers and types. Fields the form does not ask for are left out."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    # Of the papers handed in after the event.
    settled: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Flaw:
    """One point of a correction notice: a paper or a field, what is wrong with it and how to mend it."""

    name: str
    problem: str
    remedy: str
    is_field: bool = False
    # What the applicant hands in instead, for a field.
    mended: Any = None


@dataclass(frozen=True)
class Line:
    """A message in the case: from "applicant" or from the department `author`, `days` after submission."""

    days: float
    text: str
    author: str = "applicant"
    to: str = ""


@dataclass(frozen=True)
class Verdict:
    """A rating, `days` after the case has closed."""

    level: int
    text: str = ""
    reasons: tuple[str, ...] = ()
    scores: Mapping[str, int] = field(default_factory=dict)
    days: float = 0.3


@dataclass(frozen=True)
class Stop:
    """The clock of an item is stopped at its first step for a special procedure, for `days` if `resumed`."""

    procedure: str
    reason: str
    days: int
    resumed: bool = False


@dataclass(frozen=True)
class Extension:
    """The limit of an item is extended by `days`, asked for at its first step."""

    days: int
    reason: str


@dataclass(frozen=True)
class Answer:
    """How a department answers a countersign: an action of the engine and what it needs; "" stays silent."""

    action: str = "agree"
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """An act beside the ordinary one: on the task of `item` ("" the case's own) of `kind` at `step`, `after`
    days of its coming up, by the person named or somebody who may.

    The ordinary act waits `waits` days longer. `recall` takes back the act that brought the task.
    """

    item: str
    action: str
    words: Mapping[str, Any] = field(default_factory=dict)
    after: float = 0.1
    waits: float = 0.0
    by: str = ""
    kind: str = "step"
    step: int | None = 0


@dataclass(frozen=True)
class Aside:
    """Something the person `by` does about the case itself, `days` after submission: a key of `around.ASIDES`."""

    days: float
    what: str
    by: str
    words: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Course:
    """How a case goes, as far as it is not left to chance.

    `intake` is accept, correct, refuse or wait, after `intake_days` or at `intake_at`. `pace` is
    the share of each step's own limit that people take. Items in `stalled` are left lying from
    the step with that number on; `decided_at` names when an item is decided. What has no days
    (None) never happens.
    """

    intake: str = "accept"
    intake_days: float = 0.2
    intake_at: datetime | None = None
    refusal: tuple[str, str, str] = ("", "", "")
    flaws: tuple[Flaw, ...] = ()
    answered_days: float | None = None
    pace: float = 0.5
    stalled: Mapping[str, int] = field(default_factory=dict)
    decided_at: Mapping[str, datetime] = field(default_factory=dict)
    denied: str = ""
    returned: str = ""
    answers: Mapping[str, Answer] = field(default_factory=dict)
    stops: Mapping[str, Stop] = field(default_factory=dict)
    extensions: Mapping[str, Extension] = field(default_factory=dict)
    # Whether those who are asked to rule or to consent do so.
    ruled: bool = True
    turns: tuple[Turn, ...] = ()
    asides: tuple[Aside, ...] = ()
    # What is answered on the tasks beside the steps: a transfer, an arbitration, a question, a check …
    replies: Mapping[str, Answer] = field(default_factory=dict)
    promised: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    supplied_days: float | None = None
    withdrawn_days: float | None = None
    withdrawn_because: str = ""
    delivered: bool = True
    confirmed: bool = False
    settled_days: float | None = None
    urged_days: float | None = None
    objection: tuple[str, str] | None = None
    lines: tuple[Line, ...] = ()
    verdict: Verdict | None = None


@dataclass(frozen=True)
class Filing:
    """How the application comes in; `clerk` files it for the applicant, who consented in the way named."""

    channel: str = "web"
    clerk: str = ""
    consent: str = ""


@dataclass(frozen=True)
class Plan:
    """One case. `name` is unique and stays the same for the same seed."""

    name: str
    matter: str
    applicant: str
    at: datetime
    content: Content
    course: Course = Course()
    filing: Filing = Filing()
