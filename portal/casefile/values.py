"""The application form as staff read it: by topic, every value with its source (R16, R84)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.ui import moments
from services.cases.models import Case, Objection
from services.catalog.snapshot import MatterSnapshot
from services.dictionary import display
from services.dictionary.snapshot import ElementSnapshot

SHORT_VALUE = 24


@dataclass(frozen=True)
class FormRow:
    """One value. `source` is the register it came from, "" when the applicant stated it; `objection`
    what the applicant says instead."""

    key: str
    label: str
    value: str
    source: str = ""
    as_of: datetime | None = None
    objection: str = ""


@dataclass(frozen=True)
class FormTopic:
    """A heading of the form and the values under it."""

    title: str
    rows: tuple[FormRow, ...]


def shown(element: ElementSnapshot | None, value: Any) -> str:
    """A stored value in words; sensitive personal ones masked (R84)."""
    if element is None:
        return "" if value is None else str(value)
    if value in (None, ""):
        return ""
    if element.type == "date":
        return moments.day_week(date.fromisoformat(value))
    if element.type == "datetime":
        return moments.moment_words(datetime.fromisoformat(value))
    return display.masked(element, value)


def form_row(key: str, entry: dict[str, Any], matter: MatterSnapshot, objections: dict[str, str]) -> FormRow:
    element = matter.elements.get(key)
    source = entry.get("source") or {}
    english = (get_language() or "").startswith("en")
    system = source.get("system_en") if english and source.get("system_en") else source.get("system", "")
    return FormRow(
        key=key,
        label=element.label if element else entry.get("name", key),
        value=shown(element, entry.get("value")),
        source=system or "",
        as_of=parse_datetime(source["as_of"]) if source.get("as_of") else None,
        objection=objections.get(key, ""),
    )


def keys_in_order(case: Case) -> list[str]:
    """Keys of the form in the order of the items' elements; the database keeps a form's keys in no order."""
    asked = [key for one in case.version.typed.items for key in one.item.elements]
    return [key for key in dict.fromkeys([*asked, *case.form]) if key in case.form]


def form_topics(case: Case, objections: Iterable[Objection] = ()) -> list[FormTopic]:
    """The whole form grouped by topic in the order of the matter; topics without values are left out."""
    matter = case.version.typed
    claims = {one.element: one.claim for one in objections}
    by_topic: dict[str, list[FormRow]] = {}
    for key in keys_in_order(case):
        element = matter.elements.get(key)
        topic = element.topic if element else ""
        by_topic.setdefault(topic, []).append(form_row(key, case.form[key], matter, claims))
    titles = {one.code: one.label for one in matter.topics}
    order = [*titles, *(code for code in by_topic if code not in titles)]
    return [
        FormTopic(titles.get(code, _("Further details")), tuple(by_topic[code])) for code in order if by_topic.get(code)
    ]


def answer_rows(case: Case) -> list[FormRow]:
    """What the applicant answered to the questions of the matter."""
    matter = case.version.typed
    rows = []
    for question in matter.questions:
        if question.id not in case.answers:
            continue
        value = case.answers[question.id]
        labels = {one.value: one.label for one in question.options}
        words = {True: _("yes"), False: _("no")}.get(value) if isinstance(value, bool) else labels.get(str(value))
        rows.append(FormRow(question.id, question.label, words or str(value)))
    return rows


def key_facts(case: Case, keys: Iterable[str], most: int = 4) -> list[tuple[str, str]]:
    """Up to `most` short facts that tell what is asked for: (label, value) of these elements, no personal data."""
    matter = case.version.typed
    facts = []
    for key in keys:
        element, entry = matter.elements.get(key), case.form.get(key)
        if element is None or entry is None or element.sensitive or entry.get("value") in (None, ""):
            continue
        words = shown(element, entry["value"])
        if len(words) <= SHORT_VALUE:
            facts.append((element.label, words))
        if len(facts) == most:
            break
    return facts


def labels_of(case: Case, keys: Iterable[str]) -> list[tuple[str, str]]:
    """(label, value) of the elements that have a value in the form."""
    matter = case.version.typed
    pairs = []
    for key in keys:
        element, entry = matter.elements.get(key), case.form.get(key)
        if entry is not None and entry.get("value") not in (None, ""):
            pairs.append((element.label if element else entry.get("name", key), shown(element, entry["value"])))
    return pairs
