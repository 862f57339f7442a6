"""智能导办 as its page shows it: the trail, one question, and what fits so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.hall.presenters.matter_page import PaperGroup
from portal.hall.presenters.matter_page import groups_of as papers_of
from portal.hall.presenters.matters import MatterCard, card_of
from portal.hall.presenters.questions import Outcome, outcome_of
from portal.ui.fields import Field, Option
from services.catalog.answers import read_answers
from services.catalog.resolution import resolve
from services.guide.interview import NONE, UNSURE, WHICH, Answered, Interview, Question, typed


@dataclass(frozen=True)
class TrailStep:
    """One answered question; `url` asks it again and forgets what came after."""

    text: str
    words: str
    url: str


@dataclass(frozen=True)
class Personal:
    """The one matter that is left, with only what applies: `answers` are handed on to the application."""

    card: MatterCard
    outcome: Outcome
    papers: tuple[PaperGroup, ...]
    answers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class GuidePage:
    trail: tuple[TrailStep, ...]
    asked: Field | None
    number: int
    given: tuple[tuple[str, str], ...]
    fits: tuple[MatterCard, ...]
    personal: Personal | None
    back: str

    @property
    def count_words(self) -> str:
        """符合 2 个事项."""
        count = len(self.fits)
        if not count:
            return _("No matter fits")
        return ngettext("%(n)s matter fits", "%(n)s matters fit", count) % {"n": count}


def page_of(found: Interview) -> GuidePage:
    trail = tuple(step_of(found.trail, place) for place in range(len(found.trail)))
    return GuidePage(
        trail=trail,
        asked=control_of(found.asked) if found.asked else None,
        number=len(found.trail) + 1,
        given=pairs_of(found.trail),
        fits=tuple(card_of(one) for one in found.fits),
        personal=personal_of(found),
        back=trail[-1].url if trail else reverse("hall:home"),
    )


def pairs_of(trail: tuple[Answered, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((one.question.id, one.value) for one in trail)


def step_of(trail: tuple[Answered, ...], place: int) -> TrailStep:
    before = dict(pairs_of(trail[:place]))
    url = f"{reverse('hall:guide')}?{urlencode(before)}" if before else reverse("hall:guide")
    return TrailStep(trail[place].question.text, trail[place].words, url)


def control_of(question: Question) -> Field:
    """Large radios; "not sure" is always among them."""
    options = [Option(one.value, one.label, one.note) for one in question.choices]
    if question.id == WHICH:
        options.append(Option(NONE, _("None of these"), _("we call you back")))
    options.append(Option(UNSURE, _("Not sure"), _("we go on without it")))
    return Field(question.id, question.text, "radio", options=options, wide=True, id=f"q-{question.id}")


def personal_of(found: Interview) -> Personal | None:
    """Only once everything that matters was asked."""
    if found.asked is not None or found.only is None:
        return None
    matter = typed(found.only)
    resolution = resolve(matter, read_answers(matter, found.scenario))
    return Personal(
        card=card_of(found.only),
        outcome=outcome_of(resolution),
        papers=papers_of(resolution),
        answers=tuple((key, notation(value)) for key, value in found.scenario.items()),
    )


def notation(value: object) -> str:
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def call_fields(typed: Mapping[str, str], errors: Mapping[str, list[str]]) -> list[Field]:
    """The call-back form, filled with what is known already."""

    def sentence(name: str) -> str:
        return next(iter(errors.get(name, ())), "")

    return [
        Field("name", _("Your name"), value=typed.get("name", ""), max_length=60, autocomplete="name",
              error=sentence("name")),
        Field("phone", _("Telephone number"), "tel", typed.get("phone", ""), max_length=20, autocomplete="tel",
              inputmode="tel", error=sentence("phone")),
        Field("text", _("What would you like to get done?"), "textarea", typed.get("text", ""), max_length=1000,
              wide=True, error=sentence("text")),
    ]  # fmt: skip
