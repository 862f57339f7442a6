"""Due moments and time used (R20–R32): pure, found by search.

Limits in working days are counted in half-day sessions. The clock has a *base*, the
session after which counting begins: the last one of the acceptance day for whole days
(R20), the very session of acceptance for limits with .5 (R22). The due moment is the end
of the session `limit` sessions after the base.

A pause takes whole days (R27): the day of suspension and the day of resumption are not
counted, for half days neither. What was counted strictly between the base and the day of
suspension is spent; the rest runs on from a new base, the last session of the day of
resumption. Suspended and resumed on the same day has no effect (R28), nor has a pause
that begins after the due moment or ended before the start. A pause outside business hours
begins or ends with the next session (R21). An open pause moves nothing yet: the answer is
then the earliest moment the limit can end.

It follows, and the tests hold it to this, that a due moment never comes nearer when the
limit grows or a pause is added, nor when the start is later (for limits with .5: as long
as no pause has ended before it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from portal.worktime.days import effective_start
from portal.worktime.limits import CALENDAR_HOURS, WORKING_DAYS, Limit, Pause, Unit, joined
from portal.worktime.table import NOTHING, WorkTable

# Longer than any table: a pause that is still open has no end yet.
ENDLESS = timedelta.max
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Stretch = tuple[timedelta, timedelta]


def due_moment(start: datetime, limit: Limit, table: WorkTable, pauses: Iterable[Pause] = ()) -> datetime:
    """When `limit` ends, counted from acceptance at `start` (R20–R28). Raises CalendarMissing.

    Calendar hours run day and night from `start` itself, and a pause adds its own length
    (R25); they need no calendar year.
    """
    if limit.unit == CALENDAR_HOURS:
        return _due_by_the_clock(start, limit, pauses).astimezone(table.timezone)
    local = table.local(start)
    base, rest = table.session_at(local), limit.half_days
    if rest % 2 == 0:
        base |= 1
    for span in joined(pauses, table.local):
        if span.end is None or span.start > table.close_after(base, rest):
            break
        if span.end <= local:
            continue
        first, last = table.session_at(span.start) // 2, table.session_at(span.end) // 2
        if first < last:
            rest -= max(0, 2 * first - 1 - base)
            base = 2 * last + 1
    return table.aware(table.close_after(base, rest))


def _due_by_the_clock(start: datetime, limit: Limit, pauses: Iterable[Pause]) -> datetime:
    begin = start.astimezone(UTC)
    due = begin + limit.hours
    for span in joined(pauses, _utc):
        if span.end is None or span.start >= due:
            break
        due += max(NOTHING, span.end - max(begin, span.start))
    return due


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)


def working_time(a: datetime, b: datetime, table: WorkTable) -> timedelta:
    """Business time between two moments; nothing when `b` is not after `a`. Raises CalendarMissing."""
    first, last = table.local(a), table.local(b)
    if last <= first:
        return NOTHING
    table.require(first.year, last.year)
    return table.position(last) - table.position(first)


def moment_after(start: datetime, work: timedelta, table: WorkTable) -> datetime:
    """The first moment with `work` of business time since `start`. Raises CalendarMissing.

    No work at all is the effective start (R21). ValueError for negative `work`.
    """
    if work < NOTHING:
        raise ValueError("work cannot be negative")
    begin = table.local(effective_start(start, table))
    return table.aware(table.moment_at(table.position(begin) + work, begin))


def time_used(
    start: datetime, until: datetime, table: WorkTable, pauses: Iterable[Pause] = (), unit: Unit = WORKING_DAYS
) -> timedelta:
    """Time the clock ran from `start` to `until` (R30, R32): business time, calendar time for "ch".

    Days lost to a pause are left out whole (R27), one of a single day is not (R28). Time used
    and time left make up the limit: with the same pauses,
    `time_used(start, now) + time_used(now, due) == time_used(start, due)`, for working days at
    every `now` that is not on a day lost to a pause, for calendar hours always. The sum is the
    limit itself, for working days plus what was left of the session or day of acceptance (R20,
    R22) unless a pause took that day. Raises CalendarMissing.
    """
    if until <= start:
        return NOTHING
    if unit == CALENDAR_HOURS:
        return _run(_utc(start) - EPOCH, _utc(until) - EPOCH, _clock_gaps(pauses))
    first, last = table.local(start), table.local(until)
    table.require(first.year, last.year)
    return _run(table.position(first), table.position(last), _lost_days(pauses, first, table))


def yellow_moment(
    start: datetime,
    due: datetime,
    table: WorkTable,
    threshold: float = 0.8,
    pauses: Iterable[Pause] = (),
    unit: Unit = WORKING_DAYS,
) -> datetime:
    """The first moment at which `threshold` of the time from `start` to `due` is used (R32).

    Never after `due`, and `due` itself when that is not after `start`. Raises CalendarMissing;
    ValueError for a threshold outside 0 to 1.
    """
    if not 0 <= threshold <= 1:
        raise ValueError("a threshold lies between 0 and 1")
    if due <= start:
        return due
    pauses = tuple(pauses)
    work = time_used(start, due, table, pauses, unit) * float(threshold)
    if unit == CALENDAR_HOURS:
        return (EPOCH + _reach(_utc(start) - EPOCH, work, _clock_gaps(pauses))).astimezone(table.timezone)
    begin = table.local(start)
    position = _reach(table.position(begin), work, _lost_days(pauses, begin, table))
    return table.aware(table.moment_at(position, begin))


def _clock_gaps(pauses: Iterable[Pause]) -> Iterator[Stretch]:
    """The pauses as stretches of calendar time since EPOCH, in order and apart from one another."""
    for span in joined(pauses, _utc):
        yield span.start - EPOCH, ENDLESS if span.end is None else span.end - EPOCH


def _lost_days(pauses: Iterable[Pause], start: datetime, table: WorkTable) -> Iterator[Stretch]:
    """The days lost to pauses not over at `start`, as stretches of table positions, in order and apart.

    Never raises: what lies in an unpublished year is outside every question that can be asked.
    """
    reached = NOTHING
    for span in joined(pauses, table.local):
        if span.end is not None and span.end <= start:
            continue
        first = _day_stretch(span.start, table)
        if span.end is None:
            yield max(reached, first[0]), ENDLESS
            return
        last = _day_stretch(span.end, table)
        if first < last:
            yield max(reached, first[0]), last[1]
            reached = last[1]


def _day_stretch(local: datetime, table: WorkTable) -> Stretch:
    """Positions of the opening and closing of the working day on which `local` takes effect (R21)."""
    index = table.index_of(local) & ~1
    if index == len(table.opens):
        return table.after[-1], ENDLESS
    return table.before[index], table.after[index + 1]


def _run(begin: timedelta, end: timedelta, gaps: Iterable[Stretch]) -> timedelta:
    """Length of `begin` to `end` without the gaps, which are in order and apart."""
    lost = sum((max(NOTHING, min(end, stop) - max(begin, start)) for start, stop in gaps), NOTHING)
    return end - begin - lost


def _reach(begin: timedelta, work: timedelta, gaps: Iterable[Stretch]) -> timedelta:
    """The first position at which `work` was done since `begin`, resting in the gaps."""
    for start, stop in gaps:
        free = max(NOTHING, start - begin)
        if work <= free:
            break
        work -= free
        begin = max(begin, stop)
    return begin + work
