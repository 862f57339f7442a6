"""The five steps of an application: where one is, where one may go."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from services.cases.models import Draft

STEPS: tuple[tuple[str, str | Promise], ...] = (
    ("questions", _("Your situation")),
    ("form", _("One form")),
    ("materials", _("One set of papers")),
    ("check", _("Check and submit")),
    ("receipt", _("Receipt")),
)


@dataclass(frozen=True)
class WizardStep:
    """One entry of components/wizard_steps.html."""

    words: str
    state: str
    url: str = ""


@dataclass(frozen=True)
class Wizard:
    """`here` is the step's name; `bar` and `steps` as components/wizard_steps.html draws them."""

    here: str
    number: int
    title: str
    steps: tuple[WizardStep, ...]
    bar: tuple[str, ...]
    back_url: str

    @property
    def is_first(self) -> bool:
        return not self.back_url


def wizard_of(draft: Draft, here: str, *, asks: bool) -> Wizard:
    """`asks`: the matter has questions; without any the first step is left out."""
    names = [name for name, _words in STEPS if asks or name != "questions"]
    number = names.index(here) + 1
    words = dict(STEPS)
    steps = tuple(
        WizardStep(str(words[name]), state_of(place, number), address(draft, name) if place < number else "")
        for place, name in enumerate(names, start=1)
    )
    return Wizard(
        here=here,
        number=number,
        title=str(words[here]),
        steps=steps,
        bar=tuple({"done": "done", "here": "run", "todo": "wait"}[step.state] for step in steps),
        back_url=address(draft, names[number - 2]) if number > 1 else "",
    )


def state_of(place: int, here: int) -> str:
    return "done" if place < here else "here" if place == here else "todo"


def address(draft: Draft, step: str) -> str:
    return reverse(f"hall:{step}", args=[draft.key])
