"""Beat queues only tasks that exist, when they are due where the organisation is."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.cache import cache

from portal.celery import app, heartbeat
from portal.heartbeat import HEARTBEAT_KEY

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def timetable():
    app.loader.import_default_modules()
    return app.conf.beat_schedule


def test_every_task_of_the_timetable_exists(timetable) -> None:
    assert timetable
    assert [entry["task"] for entry in timetable.values() if entry["task"] not in app.tasks] == []


def test_alarms_tick_as_often_as_the_settings_say(timetable) -> None:
    assert timetable["alarms"]["schedule"].seconds == settings.ALARM_TICK_SECONDS


@pytest.mark.parametrize(
    ("moment", "hours"),
    [(datetime(2026, 3, 2, 1, 10, tzinfo=SHANGHAI), 1), (datetime(2026, 3, 2, 3, 10, tzinfo=SHANGHAI), 23)],
)
def test_the_checkpoint_is_due_at_ten_past_two_in_shanghai(timetable, moment, hours) -> None:
    schedule = timetable["checkpoint"]["schedule"]
    schedule.nowfun = lambda: moment
    try:
        assert schedule.remaining_estimate(moment).total_seconds() == pytest.approx(hours * 3600, abs=60)
    finally:
        schedule.nowfun = None


def test_the_heartbeat_leaves_the_moment_it_ran(time_machine) -> None:
    time_machine.move_to(datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI), tick=False)
    heartbeat()
    assert datetime.fromisoformat(cache.get(HEARTBEAT_KEY)) == datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI)
