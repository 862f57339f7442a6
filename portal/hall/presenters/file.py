"""The application as it was handed in: values by topic with their sources, and every paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from portal.hall.presenters.form import topic_title
from portal.hall.presenters.words import chinese, value_words
from portal.ui import moments
from services.cases.models import CaseMaterial, Objection
from services.dictionary.snapshot import ElementSnapshot
from workflows.queries.casefile import CaseView


@dataclass(frozen=True)
class FileValue:
    key: str
    label: str
    value: str
    source: str = ""
    as_of: datetime | None = None
    objection: str = ""
    # What the source answered, "" while it has not.
    answer: str = ""


@dataclass(frozen=True)
class FileGroup:
    title: str
    values: tuple[FileValue, ...]


@dataclass(frozen=True)
class FilePaper:
    name: str
    tag: str
    tone: str
    note: str
    file_name: str = ""
    file_url: str = ""
    size: int | None = None


def file_groups(view: CaseView) -> list[FileGroup]:
    matter = view.case.version.typed
    claims = {one.element: one for one in view.objections}
    topics: dict[str, list[FileValue]] = {}
    for key, entry in sorted(view.case.form.items(), key=asked_first(view)):
        element = matter.elements.get(key)
        topics.setdefault(element.topic if element else "", []).append(value_of(key, entry, element, claims.get(key)))
    place = {topic.code: number for number, topic in enumerate(matter.topics)}
    ordered = sorted(topics.items(), key=lambda pair: place.get(pair[0], len(place)))
    return [FileGroup(topic_title(matter, topic), tuple(values)) for topic, values in ordered]


def asked_first(view: CaseView) -> Callable[[tuple[str, Any]], int]:
    """The order in which the items ask; the stored form has none of its own."""
    keys = dict.fromkeys(key for one in view.items for key in one.item.snapshot.elements)
    place = {key: number for number, key in enumerate(keys)}
    return lambda pair: place.get(pair[0], len(place))


def value_of(key: str, entry: dict[str, Any], element: ElementSnapshot | None, claim: Objection | None) -> FileValue:
    source = entry.get("source") or {}
    return FileValue(
        key=key,
        label=element.label if element else str(entry.get("name", key)),
        value=value_words(element, entry["value"]) if element else str(entry["value"]),
        source=str(source.get("system" if chinese() else "system_en") or source.get("system") or ""),
        as_of=parse_datetime(source["as_of"]) if source.get("as_of") else None,
        objection=claim.claim if claim else "",
        answer=claim.answer if claim else "",
    )


def file_papers(view: CaseView) -> list[FilePaper]:
    return [paper_of(row) for row in view.materials]


def paper_of(row: CaseMaterial) -> FilePaper:
    status = CaseMaterial.Status(row.status)
    tones = {
        CaseMaterial.Status.HANDED_IN: "ok",
        CaseMaterial.Status.EXEMPT: "ok",
        CaseMaterial.Status.DEFERRED: "info",
        CaseMaterial.Status.DECLARED: "info",
        CaseMaterial.Status.LATER: "",
        CaseMaterial.Status.MISSING: "warn",
    }
    return FilePaper(
        name=row.title,
        tag=str(status.label),
        tone=tones[status],
        note=paper_note(row),
        file_name=row.upload.name if row.upload else "",
        file_url=reverse("hall:upload", args=[row.upload_id]) if row.upload_id else "",
        size=row.upload.size if row.upload else None,
    )


def paper_note(row: CaseMaterial) -> str:
    if row.status == CaseMaterial.Status.DEFERRED and row.deferred_until:
        return _("promised by %(day)s") % {"day": moments.day_week(row.deferred_until)}
    if row.status == CaseMaterial.Status.HANDED_IN and row.supplied_at:
        return _("handed in %(day)s") % {"day": moments.day(row.supplied_at)}
    if row.status == CaseMaterial.Status.DECLARED:
        return declaration_words(row)
    if row.status == CaseMaterial.Status.MISSING:
        return _("the window agrees a day for it with the applicant")
    return ""


def declaration_words(row: CaseMaterial) -> str:
    """How the check of a statement stands (R43)."""
    if row.false_at is not None:
        return _("found false %(day)s") % {"day": moments.day(row.false_at)}
    if row.checked_at is not None:
        return _("checked %(day)s: true") % {"day": moments.day(row.checked_at)}
    if row.check_due_at is not None:
        return _("checked by %(day)s") % {"day": moments.day(row.check_due_at)}
    return _("checked within 30 working days after the decision")
