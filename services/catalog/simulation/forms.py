"""The forms of simulations: answers to a matter's questions, verdicts on its steps, people at its desks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from portal.errors import Invalid
from services.catalog.answers import read_answers
from services.catalog.simulation.edits import KEEP, VERDICTS, DropItem, Edit, LimitEdit, StepEdit, edited
from services.catalog.simulation.worksheet import VERDICT_WORDS
from services.catalog.snapshot import ItemSnapshot, MatterSnapshot, QuestionSnapshot, StepSnapshot


@dataclass(frozen=True)
class AnswerField:
    """One question with the value now chosen; `options` are (value, label), empty for a number."""

    question: QuestionSnapshot
    name: str
    value: str
    options: tuple[tuple[str, str | Promise], ...]


@dataclass(frozen=True)
class StepRow:
    """One step of the worksheet with the verdict now chosen."""

    step: StepSnapshot
    place: int
    verdict: str
    days: str
    reason: str


@dataclass(frozen=True)
class ItemRow:
    item: ItemSnapshot
    department: str
    limit: str
    dropped: bool
    steps: tuple[StepRow, ...]


def answers_of(matter: MatterSnapshot, given: Mapping[str, str]) -> dict[str, Any]:
    """Typed answers from `q-…`, the reference's where nothing is given. Raises Invalid."""
    raw = {key: given.get(f"q-{key}", "") for key in matter.question_ids}
    return read_answers(matter, {key: value if value != "" else matter.reference[key] for key, value in raw.items()})


def answer_fields(matter: MatterSnapshot, answers: Mapping[str, Any]) -> list[AnswerField]:
    return [
        AnswerField(one, f"q-{one.id}", _as_text(answers.get(one.id, one.default)), tuple(_options(one)))
        for one in matter.questions
    ]


def _options(question: QuestionSnapshot) -> Iterator[tuple[str, str | Promise]]:
    if question.type == "bool":
        yield from (("true", _("yes")), ("false", _("no")))
    else:
        yield from ((option.value, option.label) for option in question.options)


def _as_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def edits_of(matter: MatterSnapshot, given: QueryDict) -> list[Edit]:
    """The edits a worksheet asks for; what it leaves as it is gives none. Raises Invalid for numbers it cannot read."""
    edits: list[Edit] = []
    for one in matter.items:
        code = one.item.code
        if given.get(f"drop-{code}"):
            edits.append(DropItem(code))
            continue
        limit = _number(given.get(f"limit-{code}", ""))
        if limit is not None and limit != one.item.promised.amount:
            edits.append(LimitEdit(code, limit))
        for place, _step in enumerate(one.item.steps):
            verdict = given.get(f"v-{code}-{place}", KEEP)
            if verdict in VERDICTS and verdict != KEEP:
                edits.append(StepEdit(code, place, verdict, _number(given.get(f"d-{code}-{place}", ""))))
    return edits


def _number(raw: str) -> Decimal | None:
    if not raw.strip():
        return None
    try:
        found = Decimal(raw.strip())
    except InvalidOperation:
        found = Decimal(-1)
    if not found.is_finite() or found < 0 or found > 1000:
        raise Invalid(_("“%(raw)s” is no length in days: write 0, 0.5, 1 …") % {"raw": raw[:20]})
    return found


@dataclass(frozen=True)
class Sheet:
    """A worksheet as it was filled in. With a `problem` it is read as if nothing had been changed."""

    answers: dict[str, Any]
    edits: list[Edit]
    changed: MatterSnapshot
    problem: str = ""


def read_sheet(matter: MatterSnapshot, given: QueryDict) -> Sheet:
    """What to try, or what is wrong with it."""
    try:
        answers = answers_of(matter, given)
        edits = edits_of(matter, given)
        changed = edited(matter, edits)
    except Invalid as error:
        return Sheet(dict(matter.reference), [], matter, error.detail)
    return Sheet(answers, edits, changed)


def rows_of(matter: MatterSnapshot, given: QueryDict, shown: frozenset[str]) -> list[ItemRow]:
    """The worksheet's rows for the items of the scenario (`shown`), with what was chosen."""
    return [
        ItemRow(
            one.item,
            matter.department_label(one.item.department),
            given.get(f"limit-{one.item.code}", f"{one.item.promised.amount:f}"),
            bool(given.get(f"drop-{one.item.code}")),
            tuple(_row(one.item, place, step, given) for place, step in enumerate(one.item.steps)),
        )
        for one in matter.items
        if one.item.code in shown
    ]


def _row(item: ItemSnapshot, place: int, step: StepSnapshot, given: QueryDict) -> StepRow:
    key = f"{item.code}-{place}"
    verdict = given.get(f"v-{key}", KEEP)
    return StepRow(
        step, place, verdict if verdict in VERDICTS else KEEP, given.get(f"d-{key}", ""), given.get(f"r-{key}", "")
    )


def verdicts_of(matter: MatterSnapshot, given: QueryDict) -> list[dict[str, Any]]:
    """What a saved review keeps of the worksheet: every changed step, limit and dropped item, with its reason."""
    kept: list[dict[str, Any]] = []
    for edit in edits_of(matter, given):
        item = matter.by_code[edit.item].item
        entry: dict[str, Any] = {"item": edit.item, "name": item.name}
        if isinstance(edit, StepEdit):
            days = None if edit.days is None else f"{edit.days:f}"
            entry |= {"step": edit.step, "step_name": item.steps[edit.step].name, "verdict": edit.verdict, "days": days}
            entry["reason"] = given.get(f"r-{edit.item}-{edit.step}", "").strip()[:300]
        elif isinstance(edit, LimitEdit):
            entry |= {"verdict": "limit", "days": f"{edit.promised:f}"}
        else:
            entry["verdict"] = "drop"
        kept.append(entry)
    return kept


def verdict_choices() -> list[tuple[str, str | Promise]]:
    return list(VERDICT_WORDS.items())
