"""当场更正: what the applicant stated, to be changed beside them; nothing a register says (R16, R38)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from portal.casefile.controls import control
from portal.counter.reads import IntakeFile
from portal.errors import DomainError
from portal.ui.fields import Field, Option
from services.cases.models import SpotMending
from services.dictionary import display
from services.dictionary.snapshot import ElementSnapshot
from workflows.casework.mendable import mendable_fields, mendable_papers

FIELD, PAPER = "field-", "paper-"
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.doc,.xls,.txt,.csv,application/pdf,image/*"


@dataclass(frozen=True)
class Topic:
    """A heading of the form and the controls under it."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Mending:
    """Everything the form shows; `done` is what was mended here before."""

    topics: tuple[Topic, ...]
    papers: tuple[Field, ...]
    record: tuple[Field, ...]
    done: Sequence[SpotMending] = field(default_factory=tuple)


def mending_of(file: IntakeFile, typed: Mapping[str, str], error: DomainError | None) -> Mending:
    sentences = error.fields if error else {}
    return Mending(
        topics=topics(file, typed, sentences),
        papers=tuple(paper_control(row.code, row.title, row.upload, sentences) for row in mendable_papers(file.case)),
        record=record(typed, sentences),
        done=tuple(file.case.mendings.select_related("clerk")),
    )


def topics(file: IntakeFile, typed: Mapping[str, str], sentences: Mapping[str, Sequence[str]]) -> tuple[Topic, ...]:
    """By topic, never by department, as the applicant has filled it in."""
    matter = file.case.version.typed
    by_topic: dict[str, list[Field]] = {}
    for key in mendable_fields(file.case):
        element = matter.elements[key]
        shown = field_control(element, file.case.form[key].get("value"), typed, (sentences.get(key) or [""])[0])
        by_topic.setdefault(element.topic, []).append(shown)
    titles = {one.code: one.label for one in matter.topics}
    return tuple(Topic(titles.get(code, _("Further details")), tuple(rows)) for code, rows in by_topic.items())


def field_control(element: ElementSnapshot, stored: Any, typed: Mapping[str, str], error: str) -> Field:
    """What was typed, else what is stored. A clerk does not read somebody else's sensitive values (R84): left
    empty, such a one stays."""
    name = FIELD + element.key
    if not is_hidden(element):
        return control(element, typed.get(name, stored), required=True, error=error).but(name=name)
    hint = _("Now: %(value)s. Leave this empty to keep it.") % {"value": display.masked(element, stored)}
    return control(element, typed.get(name, ""), required=False, error=error).but(name=name, hint=hint)


def is_hidden(element: ElementSnapshot) -> bool:
    return element.sensitivity == "X"


def paper_control(code: str, title: str, upload: object, sentences: Mapping[str, Sequence[str]]) -> Field:
    """A file to take the place of the one that is there; none leaves it as it is."""
    hint = _("Now: %(name)s. Leave this empty to keep it.") % {"name": upload} if upload else _("Not handed in yet.")
    error = (sentences.get(code) or [""])[0]
    return Field(PAPER + code, title, "file", hint=hint, required=False, accept=ACCEPTED, error=error)


def record(typed: Mapping[str, str], sentences: Mapping[str, Sequence[str]]) -> tuple[Field, ...]:
    """Why, and how the applicant confirmed it: both are kept with every change."""
    chosen = typed.get("confirmation", "")
    options = [Option(code, str(words), selected=code == chosen) for code, words in SpotMending.Confirmation.choices]
    return (
        Field("reason", _("Why it is mended"), "text", typed.get("reason", ""),
              hint=_("For example: the date was a slip of the pen."), error=(sentences.get("reason") or [""])[0]),
        Field("confirmation", _("How the applicant confirmed it"), "radio", chosen, options=options,
              error=(sentences.get("confirmation") or [""])[0]),
    )  # fmt: skip


def changes(file: IntakeFile, typed: Mapping[str, str]) -> dict[str, str]:
    """{key: value} of the controls that say something else than the form."""
    matter = file.case.version.typed
    found = {}
    for key in mendable_fields(file.case):
        element, given = matter.elements[key], typed.get(FIELD + key)
        stored = "" if is_hidden(element) else file.case.form[key].get("value")
        before = control(element, stored, required=True).value
        if given is not None and given.strip() != before:
            found[key] = given.strip()
    return found
