"""The one-time notice being built: every paper and field in one list, and what the applicant will read (R36)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.casefile import papers, values
from portal.casefile.papers import Paper
from portal.casefile.proposals import Voice, voices_of
from portal.counter.presenters.phrases import Phrase, field_phrases, paper_phrases
from portal.counter.reads import IntakeFile
from portal.worktime import Limit, due_moment, table_for
from services.cases.models import CaseMaterial


@dataclass(frozen=True)
class Point:
    """One line of the builder. `prefix` starts its field names; `chosen` is the phrase picked, "" for fine."""

    kind: str
    code: str
    label: str
    value: str
    status: str
    phrases: list[Phrase]
    chosen: str = ""
    problem: str = ""
    remedy: str = ""
    error: str = ""
    url: str = ""
    # What departments say about it, ticked or not; and what the checks found, which always goes out (R36).
    voices: tuple[Voice, ...] = ()
    found: tuple[str, str] | None = None

    @property
    def prefix(self) -> str:
        return f"{self.kind}-{self.code}"

    @property
    def phrase(self) -> Phrase | None:
        return next((one for one in self.phrases if one.code == self.chosen), None)

    @property
    def taken(self) -> list[Voice]:
        return [one for one in self.voices if one.taken]

    @property
    def is_defect(self) -> bool:
        return bool(self.chosen or self.problem or self.remedy or self.taken or self.found)

    @property
    def said(self) -> list[tuple[str, str]]:
        """(problem, remedy) of everybody who has something to say: the phrase, the departments, else the checks."""
        parts = [(self.phrase.problem, self.phrase.remedy)] if self.phrase else []
        parts += [(one.problem, one.remedy) for one in self.taken]
        return parts or ([self.found] if self.found else [])

    @property
    def said_problem(self) -> str:
        return merged(problem for problem, _remedy in self.said)

    @property
    def said_remedy(self) -> str:
        return merged(remedy for _problem, remedy in self.said)

    @property
    def final_problem(self) -> str:
        """What the clerk typed, else what everybody says, in one."""
        return self.problem or self.said_problem

    @property
    def final_remedy(self) -> str:
        return self.remedy or self.said_remedy

    def defect(self) -> dict[str, Any]:
        """As the operation takes it."""
        which = "material" if self.kind == "material" else "field"
        own = {which: self.code, "problem": self.final_problem, "remedy": self.final_remedy}
        return {**own, "proposed": [one.id for one in self.taken]} if self.voices else own


def merged(texts: Iterable[str]) -> str:
    """Sentences of several people in one line, nothing said twice."""
    return " ".join(dict.fromkeys(text for text in texts if text))


@dataclass(frozen=True)
class Notice:
    """The whole notice: `points` in order; `due_at` until when the applicant answers (R38)."""

    papers: list[Point] = field(default_factory=list)
    fields: list[Point] = field(default_factory=list)
    due_at: datetime | None = None

    @property
    def points(self) -> list[Point]:
        return [*self.papers, *self.fields]

    @property
    def voices(self) -> list[Voice]:
        """Everything departments named, in the order it was said."""
        return sorted((voice for one in self.points for voice in one.voices), key=lambda one: one.id)

    @property
    def departments(self) -> list[tuple[str, list[Voice]]]:
        """What each department named."""
        groups: dict[str, list[Voice]] = {}
        for one in self.voices:
            groups.setdefault(one.department, []).append(one)
        return list(groups.items())

    @property
    def defects(self) -> list[Point]:
        return [one for one in self.points if one.is_defect]


def build(file: IntakeFile, given: Mapping[str, str] | None = None) -> Notice:
    """The notice as typed so far; at first what the checks found is filled in."""
    shown = papers.papers([one for one in file.materials if one.status != CaseMaterial.Status.EXEMPT], file.case)
    return Notice(
        papers=[collected(paper_point(one, given), file, given) for one in shown],
        fields=[collected(one, file, given) for one in field_points(file, given)],
        due_at=answer_due(file),
    )


def collected(point: Point, file: IntakeFile, given: Mapping[str, str] | None) -> Point:
    """The point with what departments and checks say about it; at first everything is ticked."""
    voices = tuple(
        replace(voice, taken=given is None or f"take-{voice.id}" in given)
        for voice in voices_of(file.proposals)
        if voice.open and voice.name == point.code
    )
    found = next((one for one in file.found if (one.material or one.field) == point.code), None)
    return replace(point, voices=voices, found=(found.problem, found.remedy) if found else None)


def paper_point(paper: Paper, given: Mapping[str, str] | None) -> Point:
    preset = "missing" if paper.state == "problem" else ""
    return typed(
        Point("material", paper.code, paper.name, paper.note, paper.state, paper_phrases(paper.name), url=paper.url),
        given,
        preset,
    )


def field_points(file: IntakeFile, given: Mapping[str, str] | None) -> list[Point]:
    """Fields the applicant stated; values of registers are corrected by objection, not by a notice (R83)."""
    matter = file.case.version.typed
    points = []
    for key in values.keys_in_order(file.case):
        entry = file.case.form[key]
        if entry.get("source"):
            continue
        row = values.form_row(key, entry, matter, {})
        points.append(typed(Point("field", key, row.label, row.value, "done", field_phrases(row.label)), given, ""))
    return points


def typed(point: Point, given: Mapping[str, str] | None, preset: str) -> Point:
    if given is None:
        return replace(point, chosen=preset)
    codes = {one.code for one in point.phrases}
    chosen = given.get(f"{point.prefix}-phrase", "")
    return replace(
        point,
        chosen=chosen if chosen in codes else "",
        problem=given.get(f"{point.prefix}-problem", "").strip()[:500],
        remedy=given.get(f"{point.prefix}-remedy", "").strip()[:500],
    )


def answer_due(file: IntakeFile) -> datetime:
    """Until when the applicant answers if the notice goes out now (R38)."""
    days = max((item.snapshot.resupply_days for item in file.rows), default=10)
    return due_moment(file.now, Limit(Decimal(days), "wd"), table_for(file.case.calendar_code))


def with_errors(notice: Notice, errors: Mapping[str, Sequence[str]]) -> Notice:
    """The operation names defects by their number; the sentence goes to their line."""
    sentences = {}
    for number, point in enumerate(notice.defects):
        texts = errors.get(f"defects.{number}")
        if texts:
            sentences[point.prefix] = texts[0]
    return replace(notice, papers=marked(notice.papers, sentences), fields=marked(notice.fields, sentences))


def marked(points: Sequence[Point], sentences: Mapping[str, str]) -> list[Point]:
    return [replace(one, error=sentences.get(one.prefix, "")) for one in points]


def summary(notice: Notice) -> str:
    return _("%(n)d points to mend") % {"n": len(notice.defects)}
