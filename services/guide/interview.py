"""智能导办: a few questions, one at a time, from who somebody is to the matter and its own scenario.

Everything is derived from the published catalogue: audiences, life events, matters and their
questions. A matter published tomorrow is found without a word written here. The answers are
the whole state, so that "back" works and a link can be shared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.errors import Invalid
from services.catalog.answers import read_answer
from services.catalog.models import Matter
from services.catalog.resolution import resolve
from services.catalog.snapshot import MatterSnapshot, QuestionSnapshot

UNSURE, NONE = "unsure", "none"
WHO, ABOUT, WHICH = "who", "about", "which"
SCENARIO = "q."
# Questions of the matter itself asked here; the application asks the others.
MOST_SCENARIO = 3

# (value, words, the catalogue's audiences it stands for)
PEOPLE: tuple[tuple[str, str | Promise, frozenset[str]], ...] = (
    ("employee", gettext_lazy("I work for the company"), frozenset({"employee", "employee_dept"})),
    ("partner", gettext_lazy("I come from a contractor or partner"), frozenset({"partner"})),
    ("customer", gettext_lazy("I use the electricity you supply"), frozenset({"customer"})),
    ("local_gov", gettext_lazy("I come from local government or a village"), frozenset({"local_gov"})),
    ("internal", gettext_lazy("I work for the power supplier"), frozenset({"internal"})),
)


@dataclass(frozen=True)
class Choice:
    """One large answer."""

    value: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class Question:
    """One page: what is asked, and what may be answered. "Not sure" is offered beside these, always."""

    id: str
    text: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Answered:
    """A step of the trail: what was asked and what was said."""

    question: Question
    value: str

    @property
    def words(self) -> str:
        if self.value == UNSURE:
            return _("Not sure")
        if self.value == NONE:
            return _("None of these")
        return next((one.label for one in self.question.choices if one.value == self.value), self.value)


@dataclass(frozen=True)
class Interview:
    """Where somebody stands. `asked` None: nothing more to ask. `scenario` {question id: typed answer}."""

    trail: tuple[Answered, ...]
    asked: Question | None
    fits: tuple[Matter, ...]
    scenario: Mapping[str, Any]

    @property
    def only(self) -> Matter | None:
        return self.fits[0] if len(self.fits) == 1 else None


def interview(matters: Sequence[Matter], given: Mapping[str, str]) -> Interview:
    """Follow the answers as far as they go; an answer that is no choice of its question is not one."""
    trail: list[Answered] = []
    fits = list(matters)
    for ask, keep in ((who, fits_person), (about, fits_event), (which, fits_matter)):
        question = ask(fits)
        if question is None:
            continue
        value = valid(question, given.get(question.id, ""))
        if not value:
            return Interview(tuple(trail), question, tuple(fits), {})
        trail.append(Answered(question, value))
        if value != UNSURE:
            fits = [one for one in fits if keep(one, value)]
    if len(fits) != 1:
        return Interview(tuple(trail), None, tuple(fits), {})
    return scenario_of(fits[0], trail, given)


def scenario_of(matter: Matter, trail: list[Answered], given: Mapping[str, str]) -> Interview:
    """The questions of the one matter that change most what is done."""
    snapshot = typed(matter)
    answers: dict[str, Any] = {}
    for question in telling_questions(snapshot):
        asked = scenario_question(question)
        value = valid(asked, given.get(asked.id, ""))
        if not value:
            return Interview(tuple(trail), asked, (matter,), answers)
        trail.append(Answered(asked, value))
        if value != UNSURE:
            answers[question.id] = read_answer(question, value)
    return Interview(tuple(trail), None, (matter,), answers)


def valid(question: Question, value: str) -> str:
    known = {UNSURE, *(one.value for one in question.choices)}
    if question.id == WHICH:
        known.add(NONE)
    return value if value in known else ""


def typed(matter: Matter) -> MatterSnapshot:
    assert matter.published is not None
    return matter.published.typed


# ---- the questions, each left out where it would not tell matters apart --------------------


def who(matters: Sequence[Matter]) -> Question | None:
    present = {code for one in matters for code in one.audience}
    choices = tuple(Choice(value, str(words)) for value, words, codes in PEOPLE if codes & present)
    return Question(WHO, _("Who are you?"), choices) if len(choices) > 1 else None


def fits_person(matter: Matter, value: str) -> bool:
    codes = next(codes for known, _words, codes in PEOPLE if known == value)
    return bool(codes & set(matter.audience))


def about(matters: Sequence[Matter]) -> Question | None:
    events = {one.life_event.code: one.life_event for one in matters if one.life_event}
    names: dict[str, list[str]] = {}
    for one in matters:
        if one.life_event:
            names.setdefault(one.life_event.code, []).append(typed(one).label)
    ordered = sorted(events.values(), key=lambda event: event.position)
    choices = tuple(Choice(one.code, one.label, " · ".join(names[one.code])) for one in ordered)
    return Question(ABOUT, _("What is it about?"), choices) if len(choices) > 1 else None


def fits_event(matter: Matter, value: str) -> bool:
    return matter.life_event is not None and matter.life_event.code == value


def which(matters: Sequence[Matter]) -> Question | None:
    """Only among few; who is not sure of anything reads the list instead."""
    if not 1 < len(matters) <= 5:
        return None
    choices = tuple(Choice(one.code, typed(one).label, typed(one).introduction) for one in matters)
    return Question(WHICH, _("Which of these comes closest?"), choices)


def fits_matter(matter: Matter, value: str) -> bool:
    return matter.code == value


def telling_questions(matter: MatterSnapshot) -> list[QuestionSnapshot]:
    """At most MOST_SCENARIO questions with few answers, those that change most items; in the matter's order."""
    effects = {one.id: effect(matter, one) for one in matter.questions if one.type in ("bool", "single")}
    best = sorted((key for key, size in effects.items() if size), key=lambda key: -effects[key])[:MOST_SCENARIO]
    return [one for one in matter.questions if one.id in best]


def effect(matter: MatterSnapshot, question: QuestionSnapshot) -> int:
    """How many items and papers come or go with this answer, all others being usual."""
    values = [True, False] if question.type == "bool" else [one.value for one in question.options]
    sets: list[set[str]] = []
    for value in values:
        try:
            resolution = resolve(matter, {question.id: value})
        except Invalid:
            continue
        papers = {f"{one.code}:{one.handling}" for one in resolution.materials}
        sets.append({one.code for one in resolution.items} | papers)
    sometimes: set[str] = set().union(*sets)
    always = {one for one in sometimes if all(one in each for each in sets)}
    return len(sometimes - always)


def scenario_question(question: QuestionSnapshot) -> Question:
    if question.type == "bool":
        choices: tuple[Choice, ...] = (Choice("true", _("Yes")), Choice("false", _("No")))
    else:
        choices = tuple(Choice(one.value, one.label) for one in question.options)
    return Question(f"{SCENARIO}{question.id}", question.label, choices)
