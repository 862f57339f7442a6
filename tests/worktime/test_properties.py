"""What holds for every start, limit and set of pauses (R20–R32)."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from portal.worktime import Limit, Pause, due_moment, effective_start, moment_after, time_used, working_time
from portal.worktime import yellow_moment as yellow
from tests.worktime.demo_tables import BEIJING, XJ
from tests.worktime.naive import WallCalendar

WALL = WallCalendar()
SESSION = timedelta(hours=4)
FIRST, LAST = datetime(2025, 1, 1), datetime(2026, 8, 1)

settings.register_profile("worktime", max_examples=400, deadline=None)
SETTINGS = settings.get_profile("worktime")

moments = st.datetimes(FIRST, LAST).map(lambda local: local.replace(tzinfo=BEIJING))
half_days = st.integers(0, 41)
lengths = st.timedeltas(timedelta(0), timedelta(days=9))


def days(halves: int) -> Limit:
    return Limit(Decimal(halves) / 2)


@st.composite
def pause_lists(draw: st.DrawFn, near: datetime | None = None) -> list[Pause]:
    """Up to four pauses, apart or overlapping, around one moment."""
    near = near or draw(moments)
    starts = draw(st.lists(st.timedeltas(timedelta(days=-5), timedelta(days=30)), max_size=4))
    pauses = [Pause(near + start, near + start + draw(lengths)) for start in starts]
    return [pause for pause in pauses if pause.start.year >= 2025]


@st.composite
def clocks(draw: st.DrawFn) -> tuple[datetime, list[Pause]]:
    start = draw(moments)
    return start, draw(pause_lists(start))


@SETTINGS
@given(clocks(), half_days, half_days)
def test_a_longer_limit_never_ends_earlier(clock, one, two):
    start, pauses = clock
    short, long = sorted((one, two))
    assert due_moment(start, days(short), XJ, pauses) <= due_moment(start, days(long), XJ, pauses)


@SETTINGS
@given(clocks(), st.integers(0, 20), lengths)
def test_a_later_start_never_ends_earlier(clock, limit, later):
    start, pauses = clock
    assert due_moment(start, Limit(limit), XJ, pauses) <= due_moment(start + later, Limit(limit), XJ, pauses)


@SETTINGS
@given(clocks(), half_days, lengths)
def test_a_later_start_never_ends_earlier_for_half_days_while_no_pause_is_over(clock, halves, later):
    start, pauses = clock
    assume(all(pause.end > start + later for pause in pauses))
    assert due_moment(start, days(halves), XJ, pauses) <= due_moment(start + later, days(halves), XJ, pauses)


@SETTINGS
@given(clocks(), half_days, st.integers(0, 3))
def test_a_pause_never_brings_a_due_moment_nearer__R27(clock, halves, which):
    start, pauses = clock
    assume(which < len(pauses))
    fewer = pauses[:which] + pauses[which + 1 :]
    assert due_moment(start, days(halves), XJ, fewer) <= due_moment(start, days(halves), XJ, pauses)


@SETTINGS
@given(clocks(), half_days, lengths)
def test_a_longer_pause_never_brings_a_due_moment_nearer__R27(clock, halves, more):
    start, pauses = clock
    assume(pauses)
    longer = [Pause(pauses[0].start, pauses[0].end + more), *pauses[1:]]
    assert due_moment(start, days(halves), XJ, pauses) <= due_moment(start, days(halves), XJ, longer)


@SETTINGS
@given(moments, half_days, st.integers(0, 30), st.integers(0, 1439), st.integers(0, 1439))
def test_suspended_and_resumed_on_one_day_changes_nothing__R28(start, halves, day, one, two):
    begin, end = sorted((one, two))
    midnight = (start + timedelta(days=day)).replace(hour=0, minute=0, second=0, microsecond=0)
    pause = Pause(midnight + timedelta(minutes=begin), midnight + timedelta(minutes=end))
    assume(effective_start(pause.start, XJ).date() == effective_start(pause.end, XJ).date())
    assert due_moment(start, days(halves), XJ, [pause]) == due_moment(start, days(halves), XJ)
    assert time_used(start, start + timedelta(days=40), XJ, [pause]) == time_used(start, start + timedelta(days=40), XJ)


@SETTINGS
@given(clocks(), half_days)
def test_a_due_moment_is_a_closing_time_not_before_the_start__R20(clock, halves):
    start, pauses = clock
    due = due_moment(start, days(halves), XJ, pauses)
    assert due in [closing for _, closing in WALL.sessions(due.date())]
    assert due >= start


@SETTINGS
@given(clocks(), st.integers(0, 20))
def test_as_many_days_count_as_the_limit_says__R20_R27(clock, limit):
    """Whole days: working days after the day of acceptance up to the due day, without the lost ones."""
    start, pauses = clock
    due = due_moment(start, Limit(limit), XJ, pauses)
    relevant = [(pause.start, pause.end) for pause in pauses if pause.start <= due]
    lost = WALL.lost_days(start, relevant)
    accepted = effective_start(start, XJ).date()
    counted = [day for day in days_between(accepted, due.date()) if WALL.works_on(day) and day not in lost]
    assert len(counted) == limit


def days_between(after, until):
    """The days after `after` up to and including `until`."""
    return [after + timedelta(days=number) for number in range(1, (until - after).days + 1)]


@SETTINGS
@given(clocks(), half_days, st.floats(0, 1))
def test_time_used_and_time_left_make_up_the_limit__R30(clock, halves, share):
    start, pauses = clock
    due = due_moment(start, days(halves), XJ, pauses)
    now = start + (due - start) * share
    pauses = [pause for pause in pauses if pause.start <= due]
    lost = WALL.lost_days(start, [(pause.start, pause.end) for pause in pauses])
    total = time_used(start, due, XJ, pauses)
    if now.date() not in lost:
        assert time_used(start, now, XJ, pauses) + time_used(now, due, XJ, pauses) == total
    accepted = effective_start(start, XJ)
    closing = WALL.session_of(accepted)[1] if halves % 2 else WALL.sessions(accepted.date())[-1][1]
    spent = timedelta() if accepted.date() in lost else working_time(start, closing, XJ)
    assert total == spent + halves * SESSION


@SETTINGS
@given(clocks(), st.decimals(0, 200, places=2), st.floats(0, 1))
def test_hours_used_and_hours_left_make_up_the_limit__R25(clock, amount, share):
    start, pauses = clock
    limit = Limit(amount, "ch")
    due = due_moment(start, limit, XJ, pauses)
    pauses = [pause for pause in pauses if pause.start < due]
    now = start + (due - start) * share
    assert time_used(start, due, XJ, pauses, "ch") == limit.hours
    assert time_used(start, now, XJ, pauses, "ch") + time_used(now, due, XJ, pauses, "ch") == limit.hours


@SETTINGS
@given(clocks(), st.decimals(0, 200, places=2), st.decimals(0, 50, places=2), lengths)
def test_hours_are_monotone_and_pauses_only_delay__R25(clock, amount, more, later):
    start, pauses = clock
    due = due_moment(start, Limit(amount, "ch"), XJ, pauses)
    assert due_moment(start, Limit(amount, "ch"), XJ) <= due
    assert due <= due_moment(start, Limit(amount + more, "ch"), XJ, pauses)
    assert due <= due_moment(start + later, Limit(amount, "ch"), XJ, pauses)


@SETTINGS
@given(clocks(), lengths, lengths)
def test_the_clock_never_runs_backwards__R30(clock, one, two):
    start, pauses = clock
    early, late = sorted((one, two))
    used = time_used(start, start + early, XJ, pauses)
    assert timedelta() <= used <= time_used(start, start + late, XJ, pauses)
    assert used <= working_time(start, start + early, XJ)


@SETTINGS
@given(clocks(), half_days, st.floats(0, 1), st.sampled_from(["wd", "ch"]))
def test_yellow_comes_at_its_share_of_the_time_and_not_before__R32(clock, halves, threshold, unit):
    start, pauses = clock
    due = due_moment(start, Limit(Decimal(halves) / 2, unit), XJ, pauses)
    moment = yellow(start, due, XJ, threshold, pauses, unit)
    total = time_used(start, due, XJ, pauses, unit)
    assert moment <= due
    assert time_used(start, moment, XJ, pauses, unit) == total * threshold
    before = moment - timedelta(seconds=1)
    assert time_used(start, before, XJ, pauses, unit) < total * threshold or total * threshold == timedelta()


@SETTINGS
@given(moments, st.timedeltas(timedelta(0), timedelta(hours=100)))
def test_work_added_is_work_done(start, work):
    end = moment_after(start, work, XJ)
    assert working_time(start, end, XJ) == work
    assert end >= effective_start(start, XJ)
    assert moment_after(start, work + timedelta(minutes=1), XJ) > end


@SETTINGS
@given(moments, lengths, lengths)
def test_working_time_adds_up(start, one, two):
    middle, end = start + one, start + one + two
    assert working_time(start, middle, XJ) + working_time(middle, end, XJ) == working_time(start, end, XJ)
    assert working_time(end, start, XJ) == timedelta()
