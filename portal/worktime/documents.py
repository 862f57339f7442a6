"""The calendar document (catalogue/calendar.yaml): everything wrong with it, and its content as shapes.

calendars:
  - code: CN
    name: 全国
    sessions: {am: ["09:00", "13:00"], pm: ["14:00", "18:00"]}
    holidays: {2026: ["2026-01-01", …]}          # a year named here is published
    makeup_workdays: {2026: ["2026-01-04", …]}
  - code: CN-XJ
    name: 新疆
    inherits: CN
    sessions_summer: {from: "05-01", to: "09-30", am: […], pm: […]}
    regional_holidays: {2026: []}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from portal.worktime.building import SATURDAY, Hours
from portal.worktime.inheritance import MAKEUP, CalendarSpec

FILE = "calendar.yaml"
DEFAULT_TIMEZONE = "Asia/Shanghai"
DAY_KINDS = {
    "holidays": "holiday",
    "makeup_workdays": MAKEUP,
    "regional_holidays": "regional",
    "company_holidays": "company",
}
SEASON = "sessions_"
KEYS = {"code", "name", "inherits", "timezone", "sessions", *DAY_KINDS}
# A leap year: every month and day exists in it.
ANY_LEAP_YEAR = 2000

YEARS = range(2000, 2100)

Path = tuple[str | int, ...]
Value = TypeVar("Value")


class Finding(NamedTuple):
    """One thing wrong. `path` leads to it: file name, then keys and positions in the document."""

    path: Path
    what: str
    how_to_mend: str

    def __str__(self) -> str:
        return f"{'.'.join(map(str, self.path))}: {self.what} {self.how_to_mend}"


def check_calendars(document: Any, known: frozenset[str] = frozenset()) -> list[Finding]:
    """Everything wrong with the document, in its order; `known` calendars may be inherited too."""
    entries = document.get("calendars") if isinstance(document, Mapping) else None
    if not isinstance(entries, list) or not entries:
        return [Finding((FILE,), _("No calendars in it."), _("Write at least one entry under 'calendars:'."))]
    codes = [entry.get("code") for entry in entries if isinstance(entry, Mapping)]
    findings: list[Finding] = []
    for number, entry in enumerate(entries):
        findings += _check_entry((FILE, "calendars", number), entry, codes, number, known)
    return findings or list(_check_ancestry(entries))


def calendar_specs(document: Mapping[str, Any]) -> list[CalendarSpec]:
    """The content of a document without findings."""
    return [_spec(entry) for entry in document["calendars"]]


def _spec(entry: Mapping[str, Any]) -> CalendarSpec:
    days = {
        _day(text): kind
        for key, kind in DAY_KINDS.items()
        for texts in (entry.get(key) or {}).values()
        for text in texts or ()
    }
    return CalendarSpec(
        code=entry["code"],
        name=entry["name"],
        inherits=entry.get("inherits"),
        timezone=entry.get("timezone", DEFAULT_TIMEZONE),
        hours={key.removeprefix("sessions").removeprefix("_"): _hours(entry[key]) for key in _session_keys(entry)},
        days=days,
        years=frozenset(entry.get("holidays") or {}),
    )


def _session_keys(entry: Mapping[str, Any]) -> list[str]:
    return [key for key in entry if key == "sessions" or str(key).startswith(SEASON)]


def _check_entry(path: Path, entry: Any, codes: list[Any], number: int, known: frozenset[str]) -> Iterator[Finding]:
    if not isinstance(entry, Mapping):
        yield Finding(path, _("This is not a calendar."), _("Write code:, name:, sessions: and holidays: in it."))
        return
    for key in ("code", "name"):
        if not isinstance(entry.get(key), str) or not entry[key].strip():
            yield Finding((*path, key), _("The %(key)s is missing.") % {"key": key}, _("Write it as text."))
    if len(str(entry.get("code", ""))) > 20:
        yield Finding((*path, "code"), _("The code is too long."), _("Use at most 20 characters."))
    if entry.get("code") in codes[:number]:
        yield Finding((*path, "code"), _("This code is used twice."), _("Give each calendar a code of its own."))
    for key in entry:
        if key not in KEYS and not str(key).startswith(SEASON):
            names = ", ".join(sorted(KEYS))
            yield Finding((*path, key), _("This key is not known."), _("Known keys: %(names)s.") % {"names": names})
    yield from _check_parent(path, entry, {*codes, *known})
    yield from _check_sessions(path, entry)
    yield from _check_days(path, entry)


def _check_parent(path: Path, entry: Mapping[str, Any], codes: set[Any]) -> Iterator[Finding]:
    parent = entry.get("inherits")
    if parent is not None and parent not in codes:
        mend = _("Inherit one of: %(codes)s.") % {"codes": ", ".join(sorted(map(str, codes)))}
        yield Finding((*path, "inherits"), _("There is no calendar %(code)s.") % {"code": parent}, mend)
    if parent is None and "holidays" not in entry:
        mend = _("List each published year's holidays, or name a calendar to inherit.")
        yield Finding((*path, "holidays"), _("This calendar has no holidays."), mend)
    if parent is None and "sessions" not in entry:
        mend = _('Write them as {am: ["09:00", "13:00"], pm: ["14:00", "18:00"]}.')
        yield Finding((*path, "sessions"), _("This calendar has no business hours."), mend)
    if _read(ZoneInfo, entry.get("timezone", DEFAULT_TIMEZONE)) is None:
        mend = _("Use a name such as Asia/Shanghai.")
        yield Finding((*path, "timezone"), _("This time zone does not exist."), mend)


def _check_ancestry(entries: list[Mapping[str, Any]]) -> Iterator[Finding]:
    parents = {entry["code"]: entry.get("inherits") for entry in entries}
    for number, code in enumerate(parents):
        seen, at = {code}, parents[code]
        while at is not None and at not in seen:
            seen.add(at)
            at = parents.get(at)
        if at == code:
            path = (FILE, "calendars", number, "inherits")
            yield Finding(path, _("This calendar inherits itself."), _("Let the chain end at a national calendar."))


def _check_sessions(path: Path, entry: Mapping[str, Any]) -> Iterator[Finding]:
    seasons: list[Hours] = []
    for key in _session_keys(entry):
        hours = _read(_hours, entry[key])
        if hours is None or (key != "sessions") != bool(hours.first and hours.last):
            yield Finding(
                (*path, key),
                _("These are not business hours."),
                _(
                    'Write am: ["09:00", "13:00"] and pm: ["14:00", "18:00"], times in quotes and in order; '
                    'a season also needs from: "05-01" and to: "09-30".'
                ),
            )
        elif key != "sessions":
            seasons.append(hours)
    if any(sum(season.covers(day) for season in seasons) > 1 for day in _days_of(ANY_LEAP_YEAR)):
        yield Finding((*path, "sessions"), _("Two seasons overlap."), _("Let each day of the year be in one season."))


def _check_days(path: Path, entry: Mapping[str, Any]) -> Iterator[Finding]:
    seen: dict[date, str] = {}
    for key, kind in DAY_KINDS.items():
        by_year = entry.get(key) or {}
        if not isinstance(by_year, Mapping):
            mend = _('Write them by year: {2026: ["2026-01-01"]}.')
            yield Finding((*path, key), _("These days are not listed by year."), mend)
            continue
        for year, texts in by_year.items():
            where = (*path, key, year)
            if year not in YEARS or not isinstance(texts or [], list):
                yield Finding(where, _("This is not a year with a list of days."), _('Write 2026: ["2026-01-01"].'))
                continue
            if kind == MAKEUP and not entry.get("inherits") and year not in (entry.get("holidays") or {}):
                mend = _("Add the year's holidays, or take its make-up workdays out.")
                yield Finding(where, _("This year has make-up workdays but no holidays."), mend)
            for position, text in enumerate(texts or []):
                yield from _check_day((*where, position), text, year, kind, seen, bool(entry.get("inherits")))


def _check_day(path: Path, text: Any, year: int, kind: str, seen: dict[date, str], inherits: bool) -> Iterator[Finding]:
    day = _read(_day, text)
    if day is None or day.year != year:
        what = _("%(text)s is not a day of %(year)s.") % {"text": text, "year": year}
        yield Finding(path, what, _('Write it as "%(year)s-01-31".') % {"year": year})
        return
    if day in seen:
        what = _("%(day)s is listed twice.") if seen[day] == kind else _("%(day)s is both a day off and worked.")
        yield Finding(path, what % {"day": day}, _("Keep one of the two."))
    elif kind == MAKEUP and not inherits and day.weekday() < SATURDAY:
        what = _("%(day)s is no weekend day: it is worked anyway.") % {"day": day}
        yield Finding(path, what, _("Check the date in the official notice."))
    seen[day] = kind


def _hours(value: Mapping[str, Any]) -> Hours:
    """Raises ValueError or TypeError for anything but four times in order."""
    times = [datetime.strptime(text, "%H:%M").time() for half in ("am", "pm") for text in value[half]]
    if len(times) != 4 or not times[0] < times[1] <= times[2] < times[3]:
        raise ValueError("four times in order")
    first, last = (_month_and_day(value[key]) if key in value else "" for key in ("from", "to"))
    am_open, am_close, pm_open, pm_close = times
    return Hours(am_open, am_close, pm_open, pm_close, first, last)


def _month_and_day(text: str) -> str:
    return f"{date.fromisoformat(f'{ANY_LEAP_YEAR}-{text}'):%m-%d}"


def _day(value: Any) -> date:
    """A date as text or, unquoted in YAML, as a date already."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    return date.fromisoformat(value)


def _read(read: Callable[[Any], Value], value: Any) -> Value | None:
    """What `read` makes of `value`, or None when it cannot."""
    try:
        return read(value)
    except (ValueError, TypeError, KeyError, AttributeError, OSError):
        return None


def _days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)
