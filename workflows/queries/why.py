"""The lines behind a due date, in words (R90): from when, how long, what is not counted, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.ui.moments import day_week, moment_words
from portal.worktime import due_moment, effective_start
from portal.worktime.specials import SpecialDay, special_days
from services.cases.models import Case, CaseItem, Document, Pause
from services.cases.states import ITEM_ENDED, ItemState
from services.catalog.reasons import length_in_words
from workflows.casework import ledger
from workflows.timing import clocks

SATURDAY = 5


@dataclass(frozen=True)
class Line:
    """One line. `kind`: start, effective, limit, off, makeup, pause, extension, recalled, bound, due, statutory,
    provisional, calendar, decided or waiting."""

    kind: str
    text: str


def explain(
    item: CaseItem,
    case: Case,
    specials: Sequence[SpecialDay] | None = None,
    recalled: Sequence[Document] | None = None,
) -> tuple[Line, ...]:
    """Every line behind the item's due date, in the active language. `specials` and `recalled` save three
    statements an item."""
    if item.started_at is None or item.due_at is None:
        return (not_started(item, case),)
    if specials is None:
        specials = specials_of(case, [item])
    if recalled is None:
        recalled = recalled_of(case)
    own = [paper for paper in recalled if paper.item_id == item.pk]
    return tuple(written(item, item.started_at, item.due_at, case, specials, own))


def recalled_of(case: Case) -> list[Document]:
    """The notices of pauses and extensions whose head took them back. One statement."""
    kinds = (Document.Kind.PROCEDURE, Document.Kind.EXTENSION, Document.Kind.CORRECTION)
    rows = case.documents.filter(kind__in=kinds, data__taken_back=True).exclude(item=None)
    return list(rows.order_by("issued_at", "pk"))


def specials_of(case: Case, items: Sequence[CaseItem]) -> tuple[SpecialDay, ...]:
    """The special days of the calendar between the first start and the last due date. Two statements."""
    moments = [moment for item in items for moment in (item.started_at, item.due_at) if moment is not None]
    if not moments or case.limit_unit == "ch":
        return ()
    days = clocks.table(case.calendar_code)
    return special_days(case.calendar_code, days.local(min(moments)).date(), days.local(max(moments)).date())


def not_started(item: CaseItem, case: Case) -> Line:
    if item.state in ITEM_ENDED:
        return Line("waiting", _("The item ended before its clock started."))
    if case.accepted_at is None:
        return Line("waiting", _("The clock has not started: the window has not accepted the case yet."))
    if item.phase == "post":
        return Line("waiting", _("The clock has not started: it begins once the papers after the event are in."))
    return Line("waiting", _("The clock has not started: it begins when the items this one needs are approved."))


def written(
    item: CaseItem,
    start: datetime,
    due: datetime,
    case: Case,
    specials: Sequence[SpecialDay],
    recalled: Sequence[Document],
) -> Iterator[Line]:
    yield Line("start", _("The clock started on %(moment)s.") % {"moment": moment_words(start)})
    counts_days = item.snapshot.unit != "ch"
    if counts_days:
        yield from effect(start, case)
    yield Line("limit", limit_text(item))
    if counts_days:
        yield from not_counted(start, due, case, specials)
    for pause in item.pauses.all():
        yield Line("pause", pause_text(pause))
    if item.extended_days:
        yield Line("extension", extension_text(item))
    for paper in recalled:
        yield Line("recalled", recalled_text(paper))
    yield from ending(item, start, due, case)


def effect(start: datetime, case: Case) -> Iterator[Line]:
    """R21: outside business hours a start takes effect with the next session."""
    effective = effective_start(start, clocks.table(case.calendar_code))
    if effective != start:
        text = _("That was outside business hours, so it takes effect on %(moment)s.")
        yield Line("effective", text % {"moment": moment_words(effective)})


def limit_text(item: CaseItem) -> str:
    promised = item.snapshot.promised
    length = length_in_words(promised.amount, promised.unit)
    if promised.unit == "ch":
        return _("The promised limit is %(length)s, counted day and night.") % {"length": length}
    if promised.amount == 0:
        return _("It is decided on the spot, by the end of the day at the latest.")
    if promised.amount % 1:
        return _("The promised limit is %(length)s, counted in half days after the one it started in.") % {
            "length": length
        }
    return _("The promised limit is %(length)s; the day the clock started is not counted.") % {"length": length}


def not_counted(start: datetime, due: datetime, case: Case, specials: Sequence[SpecialDay]) -> Iterator[Line]:
    """Weekends, holidays by name, and weekend days that are worked (R24)."""
    days = clocks.table(case.calendar_code)
    first, last = days.local(start).date(), days.local(due).date()
    own = [one for one in specials if first <= one.day <= last]
    named = {one.day for one in own}
    span = (first + timedelta(days=n) for n in range((last - first).days + 1))
    weekend = [day for day in span if day.weekday() >= SATURDAY and day not in named]
    if weekend:
        yield Line("off", _("Not counted, weekend: %(days)s.") % {"days": spans_text(weekend)})
    for works in (False, True):
        for name in dict.fromkeys(one.name for one in own if one.works is works):
            listed = spans_text([one.day for one in own if one.works is works and one.name == name])
            if works:
                yield Line("makeup", _("Counted, worked in exchange: %(days)s.") % {"days": listed})
            else:
                yield Line("off", _("Not counted, %(name)s: %(days)s.") % {"name": name, "days": listed})


def spans_text(days: Sequence[date]) -> str:
    """3月7日 周六 – 3月8日 周日、3月14日 周六: days that follow one another as one span."""
    spans = [[days[0], days[0]]]
    for before, after in pairwise(days):
        if after - before == timedelta(days=1):
            spans[-1][1] = after
        else:
            spans.append([after, after])
    texts = (day_week(first) if first == last else f"{day_week(first)}–{day_week(last)}" for first, last in spans)
    return _(", ").join(texts)


def pause_text(pause: Pause) -> str:
    words = {"procedure": pause.title, "since": moment_words(pause.started_at), "reason": pause.reason}
    if pause.ended_at is not None:
        text = _("The clock stood still for “%(procedure)s” from %(since)s to %(until)s: %(reason)s")
        return text % {**words, "until": moment_words(pause.ended_at)}
    if pause.resumes_at is None:
        return _("The clock stands still for “%(procedure)s” since %(since)s: %(reason)s") % words
    text = _("The clock stands still for “%(procedure)s” since %(since)s, until %(until)s at the latest: %(reason)s")
    return text % {**words, "until": moment_words(pause.resumes_at)}


def extension_text(item: CaseItem) -> str:
    text = ngettext(
        "The limit was extended once by %(days)s working day: %(reason)s",
        "The limit was extended once by %(days)s working days: %(reason)s",
        item.extended_days,
    )
    return text % {"days": item.extended_days, "reason": item.extension_reason}


def recalled_text(paper: Document) -> str:
    """What was allowed and taken back the same day: it changes no date (R26, R29)."""
    words = {"since": moment_words(paper.issued_at), "until": moment_words(paper.revoked_at or paper.issued_at)}
    if paper.kind == Document.Kind.EXTENSION:
        text = _("An extension allowed on %(since)s was taken back on %(until)s; it does not count.")
        return text % words
    name = paper.data.get("name") or paper.name
    text = _("The clock was stopped for “%(name)s” on %(since)s; that was taken back on %(until)s and does not count.")
    return text % {"name": name, **words}


def ending(item: CaseItem, start: datetime, due: datetime, case: Case) -> Iterator[Line]:
    """The result, what bounds it, and what it was counted on."""
    days = clocks.table(case.calendar_code)
    own = due_moment(start, ledger.extended_limit(item), days, ledger.pauses_of(item))
    if item.bound_at is not None and due < own:
        text = _("By itself it would be due on %(own)s, but the whole matter ends earlier.")
        yield Line("bound", text % {"own": moment_words(own)})
    suspended = item.state == ItemState.SUSPENDED
    text = _("So it is due on %(moment)s at the latest.") if suspended else _("So it is due on %(moment)s.")
    yield Line("due", text % {"moment": moment_words(due)})
    if item.statutory_due_at is not None:
        text = _("The statutory limit ends on %(moment)s.")
        yield Line("statutory", text % {"moment": moment_words(item.statutory_due_at)})
    if item.due_provisional:
        text = _("The holidays of %(year)s are not published yet, so this date will be worked out again.")
        yield Line("provisional", text % {"year": days.local(due).year})
    if item.decided_at is not None:
        text = _("Decided on %(moment)s; there the clock stopped.")
        yield Line("decided", text % {"moment": moment_words(item.decided_at)})
    if item.snapshot.unit != "ch":
        yield Line("calendar", _("Counted on the working calendar %(calendar)s.") % {"calendar": calendar_words(case)})


def calendar_words(case: Case) -> str:
    """新疆 2026 年第 1 版, for CN-XJ/2026.1: which edition the case's dates were counted on (R90)."""
    name = clocks.table(case.calendar_code).name
    year, _dot, number = case.calendar_version.rpartition("/")[2].partition(".")
    if not number:
        return name
    return _("%(name)s, edition %(number)s of %(year)s") % {"name": name, "number": number, "year": year}
