"""Scenario answers (情形): read, checked and completed with defaults (R15)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.catalog.snapshot import MatterSnapshot, QuestionSnapshot
from services.conditions import Vocabulary
from services.dictionary.snapshot import ElementSnapshot
from services.dictionary.validation import clean


def read_answers(matter: MatterSnapshot, answers: Mapping[str, Any]) -> dict[str, Any]:
    """A typed answer for every question of the matter, in its order; absent ones take the default.

    Raises Invalid with one sentence per field for unknown questions, wrong types and values
    out of range.
    """
    problems: dict[str, list[str]] = {}
    for key in answers:
        if key not in matter.question_ids:
            problems[str(key)] = [_("“%(matter)s” does not ask this question") % {"matter": matter.label}]
    read = {}
    for question in matter.questions:
        try:
            value = read_answer(question, answers.get(question.id))
        except Invalid as problem:
            problems[question.id] = [problem.detail]
            continue
        read[question.id] = question.default if value is None else value
    if problems:
        first = next(iter(problems.values()))[0]
        raise Invalid(_("Some answers need another look: %(first)s") % {"first": first}, fields=problems)
    return read


def read_answer(question: QuestionSnapshot, raw: Any) -> Any:
    """The typed answer, None when there is none. Raises Invalid."""
    return clean(_as_element(question), raw)


def vocabulary(matter: MatterSnapshot) -> Vocabulary:
    """How the matter's facts and their options read in the active language."""
    return Vocabulary(
        labels={key: fact.label for key, fact in matter.facts.items()},
        values={
            key: {option.value: option.label for option in fact.options}
            for key, fact in matter.facts.items()
            if fact.options
        },
    )


@lru_cache(maxsize=1024)
def _as_element(question: QuestionSnapshot) -> ElementSnapshot:
    """A question is read by the same rules as a data element."""
    return ElementSnapshot(
        code=question.id,
        key=question.id,
        name=question.text,
        name_en=question.text_en,
        type="code" if question.type == "single" else question.type,
        min=None if question.min is None else Decimal(question.min),
        max=None if question.max is None else Decimal(question.max),
        options=question.options,
    )
