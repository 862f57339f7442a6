"""Where things stand on the axis of working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ui.axis import BAND, DayHours, build_axis, dates_between
from portal.ui.lanes import LaneFacts, Span, StageFacts, chart

ZONE = ZoneInfo("Asia/Shanghai")


def at(day: int, clock: str = "12:00") -> datetime:
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def week(first: int = 16, days: int = 9) -> list[DayHours]:
    """From Monday 16 November: five working days, a week-end, Monday, Tuesday."""
    every = [date(2026, 11, first) + timedelta(days=n) for n in range(days)]
    return [
        DayHours(one) if one.weekday() > 4 else DayHours(one, at(one.day, "8:30"), at(one.day, "17:30"))
        for one in every
    ]


def lane(name: str, state: str = "ok", *spans: Span, **facts: object) -> LaneFacts:
    return LaneFacts(name, "审查", state, "words", spans=spans, **facts)  # type: ignore[arg-type]


def test_every_working_day_is_equally_wide_and_days_off_are_one_thin_band():
    axis = build_axis(week())
    widths = {round(day.width, 2) for day in axis.days}
    assert len(axis.days) == 7
    assert widths == {round(100 / (7 + BAND), 2)}
    assert [round(band.width, 2) for band in axis.bands] == [round(BAND * 100 / (7 + BAND), 2)]
    assert axis.days[5].x == pytest.approx(axis.bands[0].x + axis.bands[0].width, abs=0.01)


def test_a_moment_stands_where_its_share_of_the_working_day_is():
    axis = build_axis(week())
    width = 100 / (7 + BAND)
    assert axis.x(at(16, "8:30")) == 0
    assert axis.x(at(16, "13:00")) == pytest.approx(width / 2, abs=0.01)
    assert axis.x(at(18, "10:24")) == pytest.approx((2 + 114 / 540) * width, abs=0.01)
    assert axis.x(at(24, "17:30")) == pytest.approx(100)


def test_nights_and_days_off_stick_to_the_nearest_working_moment():
    axis = build_axis(week())
    assert axis.x(at(16, "21:00")) == axis.x(at(16, "17:30")) == axis.x(at(17, "6:00"))
    assert axis.x(at(21)) == axis.x(at(20, "17:30"))
    assert axis.x(at(22)) == axis.x(at(20, "17:30"))


def test_moments_outside_the_axis_stand_at_its_ends():
    axis = build_axis(week())
    assert axis.x(at(1)) == 0
    assert axis.x(at(30)) == pytest.approx(100)


@given(st.lists(st.datetimes(datetime(2026, 11, 10), datetime(2026, 11, 28)), min_size=2, max_size=2))
def test_later_is_never_further_left(pair: list[datetime]):
    axis = build_axis(week())
    first, second = sorted(moment.replace(tzinfo=ZONE) for moment in pair)
    assert 0 <= axis.x(first) <= axis.x(second) <= 100


def test_now_is_marked_on_its_day_only_while_it_lies_on_the_axis():
    assert build_axis(week(), at(18, "10:24")).now is not None
    assert [day.day.day for day in build_axis(week(), at(18, "10:24")).days if day.is_today] == [18]
    assert build_axis(week(), at(30)).now is None
    assert build_axis(week(), None).now is None


def test_on_a_day_off_the_last_working_day_before_carries_the_mark():
    axis = build_axis(week(), at(21))
    assert [day.day.day for day in axis.days if day.is_today] == [20]


def test_a_long_axis_shows_only_labels_that_have_room_and_never_hides_today_or_the_end():
    many = [DayHours(date(2026, 11, 1) + timedelta(days=n), at(1 + n, "8:30"), at(1 + n, "17:30")) for n in range(28)]
    axis = build_axis(many, at(10))
    shown = [n for n, day in enumerate(axis.days) if day.shown]
    assert len(shown) <= 11
    assert 9 in shown and 27 in shown
    assert all(after - before >= 3 for before, after in pairwise(shown))


def test_an_axis_without_a_working_day_is_still_an_axis():
    axis = build_axis([DayHours(date(2026, 11, 21)), DayHours(date(2026, 11, 22))], at(21))
    assert axis.days == () and len(axis.bands) == 1 and axis.now is None
    assert build_axis([]).x(at(16)) == 0


def test_a_segment_is_coloured_up_to_now_and_never_beyond_its_end():
    run = Span("run", at(16, "8:30"), at(19, "17:30"), filled_until=at(17, "17:30"))
    late = Span("late", at(16, "8:30"), at(17, "17:30"), filled_until=at(24))
    drawn = chart([StageFacts("", "", (lane("a", "ok", run), lane("b", "bad", late)))], week(), now=at(18))
    late_bar, run_bar = (one.segments[0] for one in drawn.lanes)
    assert run_bar.fill == pytest.approx(run_bar.width / 2, abs=0.01)
    assert late_bar.fill == late_bar.width


def test_the_shortest_segment_can_be_seen_and_stays_on_the_track():
    spans = (Span("done", at(24, "17:29"), at(24, "17:30")),)
    bar = chart([StageFacts("", "", (lane("a", "done", *spans),))], week()).lanes[0].segments[0]
    assert bar.width >= 1.5
    assert bar.x + bar.width <= 100.001


def test_parallel_lanes_come_in_the_order_of_their_urgency():
    lanes = tuple(lane(state, state) for state in ("done", "wait", "pause", "ok", "warn", "bad"))
    stage = StageFacts("第二步", "同时办", (*lanes, lane("mine", "pause", mine=True)))
    order = [one.facts.department for one in chart([stage], week()).lanes]
    assert order == ["mine", "bad", "warn", "ok", "pause", "wait", "done"]


def test_lanes_in_sequence_keep_their_order():
    stage = StageFacts("第三步", "", (lane("a", "wait"), lane("b", "bad")), parallel=False)
    assert [one.facts.department for one in chart([stage], week()).lanes] == ["a", "b"]


def test_a_label_stands_inside_if_it_fits_else_beside_else_nowhere():
    wide = Span("plan", at(16), at(20), "等人力、保卫、安环")
    at_the_end = Span("plan", at(24, "16:00"), at(24, "17:30"), "等人力、保卫、安环")
    squeezed = (Span("ran", at(16), at(24, "16:00")), at_the_end)
    stage = StageFacts("", "", (lane("a", "wait", wide), lane("b", "wait", at_the_end), lane("c", "wait", *squeezed)))
    inside, before, nowhere = (one.segments[-1] for one in chart([stage], week()).lanes)
    assert (inside.label_anchor, inside.label) == ("start", "等人力、保卫、安环")
    assert before.label_anchor == "end" and before.label
    assert nowhere.label == ""


def test_the_small_bar_of_phones_says_how_far_a_lane_is():
    run = Span("run", at(16, "8:30"), at(19, "17:30"), filled_until=at(17, "17:30"))
    lanes = (lane("a", "ok", run), lane("b", "done", run), lane("c", "wait", run))
    shares = {one.facts.department: (one.share, one.mini) for one in chart([StageFacts("", "", lanes)], week()).lanes}
    assert shares == {"a": (50.0, "run"), "b": (100.0, "done"), "c": (0.0, "")}


def test_dates_between_has_every_calendar_day_once():
    assert dates_between([at(20), None, at(17, "9:00")]) == [date(2026, 11, day) for day in (17, 18, 19, 20)]
    assert dates_between([None]) == []
