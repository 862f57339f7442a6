"""The form of a sample: its rows as they are shown, and reading them back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from departments.org.models import Department
from portal.errors import Invalid
from services.catalog.simulation.forms import AnswerField, answer_fields, answers_of
from services.catalog.snapshot import MatterSnapshot
from services.dictionary.validation import clean
from workflows.models import TaskKind
from workflows.rehearsal.deeds import KNOWN
from workflows.rehearsal.models import Sample
from workflows.rehearsal.operations.samples import SampleDraft
from workflows.rehearsal.shapes import ActLine, Ending

# Empty rows below the ones that are filled in; saving gives new ones.
SPARE = 3
Choices = list[tuple[str, str | Promise]]


@dataclass(frozen=True)
class ActRow:
    """One row of acts; `what` is "kind:act"."""

    number: int
    what: str = ""
    item: str = ""
    step: str = ""
    department: str = ""
    hours: str = ""
    text: str = ""
    about: str = ""


@dataclass(frozen=True)
class FieldRow:
    number: int
    key: str = ""
    value: str = ""


@dataclass(frozen=True)
class SampleForm:
    """Everything the page of a sample shows, with what is chosen now."""

    values: Mapping[str, Any]
    answers: list[AnswerField]
    dropped: list[str]
    fields: list[FieldRow]
    elements: Choices
    acts: list[ActRow]
    whats: list[tuple[str, Choices]]
    items: Choices
    departments: Choices
    involved: Choices
    endings: Choices
    expected: list[tuple[int, str]]
    papers: list[tuple[str, str, bool]]


def form_of(snapshot: MatterSnapshot, sample: Sample | None, posted: QueryDict | None = None) -> SampleForm:
    """The form as it was sent, else as the sample is, else with a plain beginning."""
    kept = dict(sample.answers) if sample else {}
    answers = {key: kept.get(key, snapshot.reference.get(key)) for key in snapshot.question_ids}
    if posted is not None:
        answers.update({key: posted[f"q-{key}"] for key in snapshot.question_ids if posted.get(f"q-{key}")})
    acts = _posted_acts(posted) if posted is not None else _kept_acts(sample)
    fields = _posted_fields(posted) if posted is not None else list((sample.fields if sample else {}).items())
    wanted = posted.getlist("expected_item") if posted is not None else list(sample.expected_items if sample else ())
    chosen = set(posted.getlist("paper") if posted is not None else (sample.expected_papers or ()) if sample else ())
    wanted = [code for code in wanted if code]
    spare_items = wanted + [""] * max(len(snapshot.items) - len(wanted), 0)
    return SampleForm(
        values=_values(snapshot, sample, posted),
        answers=answer_fields(snapshot, answers),
        dropped=_dropped(snapshot, sample),
        fields=[
            FieldRow(number, key, str(value)) for number, (key, value) in enumerate([*fields, *[("", "")] * SPARE])
        ],
        elements=[(key, one.label) for key, one in snapshot.elements.items()],
        acts=[*acts, *(ActRow(len(acts) + number) for number in range(SPARE))],
        whats=[
            (str(TaskKind(kind).label), [(f"{kind}:{act}", words) for act, words in acts_of.items()])
            for kind, acts_of in KNOWN.items()
        ],
        items=_items(snapshot, [*wanted, *(row.item for row in acts)]),
        departments=[(one.code, one.title) for one in Department.objects.order_by("code")],
        involved=[(code, one.label) for code, one in snapshot.departments.items()],
        endings=list(Ending.choices),
        expected=list(enumerate(spare_items, start=1)),
        papers=_papers(snapshot, chosen),
    )


def _items(snapshot: MatterSnapshot, used: list[str]) -> Choices:
    """The draft's items, and those the sample speaks of although the draft has them no longer."""
    known: Choices = [(one.item.code, one.item.label) for one in snapshot.items]
    gone = [code for code in dict.fromkeys(used) if code and code not in snapshot.by_code]
    return [*known, *((code, _("%(item)s (no longer part of it)") % {"item": code}) for code in gone)]


def _papers(snapshot: MatterSnapshot, chosen: set[str]) -> list[tuple[str, str, bool]]:
    """(code, label, whether it is expected): the draft's papers, and those expected that it asks for no more."""
    known = {code: one for code, one in snapshot.materials.items() if not one.exempt}
    gone = [(code, _("%(item)s (no longer part of it)") % {"item": code}, True) for code in sorted(chosen - set(known))]
    return [*((code, one.label, code in chosen) for code, one in known.items()), *gone]


def _dropped(snapshot: MatterSnapshot, sample: Sample | None) -> list[str]:
    """Answers and fields of the sample the draft has no place for."""
    if sample is None:
        return []
    return sorted({*sample.answers} - {*snapshot.question_ids} | {*sample.fields} - {*snapshot.elements})


def _values(snapshot: MatterSnapshot, sample: Sample | None, posted: QueryDict | None) -> Mapping[str, Any]:
    if posted is not None:
        return {key: posted.get(key, "") for key in posted}
    if sample is None:
        begins = timezone.localtime() + timedelta(days=1)
        return {
            "department": snapshot.lead_department,
            "begins": begins.strftime("%Y-%m-%dT10:30"),
            "pace_hours": "2",
            "expected_ending": Ending.APPROVED,
        }
    return {
        "name": sample.name,
        "purpose": sample.purpose,
        "department": sample.department.code,
        "begins": timezone.localtime(sample.begins).strftime("%Y-%m-%dT%H:%M"),
        "pace_hours": str(sample.pace_hours),
        "expected_ending": sample.expected_ending,
        "expected_days": "" if sample.expected_days is None else str(sample.expected_days),
        "papers": "" if sample.expected_papers is None else "1",
    }


def _kept_acts(sample: Sample | None) -> list[ActRow]:
    lines = sample.script.acts if sample else ()
    return [
        ActRow(
            number,
            f"{one.kind}:{one.act}",
            one.item,
            str(one.step or ""),
            one.department,
            "" if one.hours is None else str(one.hours),
            one.text,
            one.about,
        )
        for number, one in enumerate(lines)
    ]


def _posted_acts(posted: QueryDict) -> list[ActRow]:
    columns = ("act", "act_item", "act_step", "act_department", "act_hours", "act_text", "act_about")
    rows = zip(*(posted.getlist(name) for name in columns), strict=False)
    return [ActRow(number, *(text.strip() for text in row)) for number, row in enumerate(row for row in rows if row[0])]


def _posted_fields(posted: QueryDict) -> list[tuple[str, str]]:
    rows = zip(posted.getlist("field"), posted.getlist("field_value"), strict=False)
    return [(key, value.strip()) for key, value in rows if key]


# ---- reading ----------------------------------------------------------------------------


def read_form(snapshot: MatterSnapshot, posted: QueryDict) -> SampleDraft:
    """The sample the form describes. Raises Invalid for what cannot be read."""
    days = posted.get("expected_days", "").strip()
    return SampleDraft(
        name=posted.get("name", ""),
        purpose=posted.get("purpose", ""),
        department=posted.get("department", ""),
        begins=_moment(posted.get("begins", "")),
        pace_hours=_hours(posted.get("pace_hours", "") or "2"),
        answers=answers_of(snapshot, {key: posted.get(key, "") for key in posted}),
        fields=dict(_typed_fields(snapshot, posted)),
        acts=tuple(_line(row) for row in _posted_acts(posted)),
        expected_ending=posted.get("expected_ending", ""),
        expected_days=_hours(days) if days else None,
        expected_items=tuple(code[:40] for code in posted.getlist("expected_item") if code),
        expected_papers=tuple(code[:20] for code in posted.getlist("paper")) if posted.get("papers") else None,
    )


def _typed_fields(snapshot: MatterSnapshot, posted: QueryDict) -> Iterator[tuple[str, Any]]:
    """Values the dictionary takes, in its own form. Raises Invalid."""
    for key, value in _posted_fields(posted):
        if key not in snapshot.elements:
            problem = _("The form has no field “%(key)s”. Choose one of the list.") % {"key": key}
            raise Invalid(problem, fields={"field": [problem]})
        typed = clean(snapshot.elements[key], value)
        if typed is not None:
            yield key, typed


def _line(row: ActRow) -> ActLine:
    kind, _colon, act = row.what.partition(":")
    if row.step and not (row.step.isdecimal() and len(row.step) <= 2):
        raise Invalid(_("“%(value)s” is not the number of a step.") % {"value": row.step[:20]})
    hours = _hours(row.hours) if row.hours else None
    return ActLine(kind, act, row.item, int(row.step or 0), row.department, hours, row.text, row.about)


def _hours(raw: str) -> Decimal:
    try:
        value = Decimal(raw.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 <= value <= 9999:
        raise Invalid(_("“%(value)s” is not a number from 0 to 9999.") % {"value": raw[:20]})
    return value.quantize(Decimal("0.1"))


def _moment(raw: str) -> datetime:
    try:
        found = parse_datetime(raw.strip())
    except ValueError:
        found = None
    # The clock is moved by days from there: neither end of the calendar is near.
    if found is None or not 2000 <= found.year < 2100:
        problem = _("Choose the day and the hour at which it is handed in.")
        raise Invalid(problem, fields={"begins": [problem]})
    return found if timezone.is_aware(found) else timezone.make_aware(found)
