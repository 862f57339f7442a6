"""A late case says when it is now expected, beside a promise that stays what it was (R20, R34)."""

from __future__ import annotations

from datetime import datetime

from tests.hall.stories import text_of, words_of
from tests.town import SHANGHAI
from workflows.queries.casefile import case_view


def late(town, monday):
    """Accepted Monday 10:30, promised by Wednesday; nobody has done anything by Thursday morning."""
    case = town.reception()
    town.accept(case)
    case.refresh_from_db()
    monday.move_to(datetime(2026, 3, 5, 11, 0, tzinfo=SHANGHAI))
    return case


def expected(town, case):
    from portal.hall.presenters.promise import promise_of

    person = town.person("yuan.gongjia")
    case.refresh_from_db()
    return promise_of(case_view(case, person)).expected


def test_in_time_nothing_but_the_promise_is_shown(town, monday):
    case = town.reception()
    town.accept(case)
    assert expected(town, case) is None
    assert "promise__expected" not in text_of(town.client("yuan.gongjia").get(f"/c/{case.number}/"))


def test_a_late_case_says_what_the_worst_rest_still_needs(town, monday):
    case = late(town, monday)
    promised = case.due_at
    now = expected(town, case)
    assert now > datetime(2026, 3, 5, 11, 0, tzinfo=SHANGHAI)
    assert now.astimezone(SHANGHAI).time().strftime("%H:%M") in ("14:00", "19:30")
    page = words_of(town.client("yuan.gongjia").get(f"/c/{case.number}/"))
    assert "原定" in page and "预计 3月" in page
    case.refresh_from_db()
    assert case.due_at == promised


def test_it_comes_nearer_as_the_departments_work(town, monday):
    case = late(town, monday)
    before = expected(town, case)
    town.run(case, until="decided", rounds=6)
    after = expected(town, case)
    assert after is None or after <= before


def test_it_never_lies_in_the_past_however_late(town, monday):
    case = late(town, monday)
    monday.move_to(datetime(2026, 3, 20, 11, 0, tzinfo=SHANGHAI))
    assert expected(town, case) > datetime(2026, 3, 20, 11, 0, tzinfo=SHANGHAI)


def test_the_applicant_hears_the_new_date_before_asking__R34(town, monday):
    case = late(town, monday)
    town.fire()
    told = town.person("yuan.gongjia").notices.filter(event="case.late", case_number=case.number)
    assert told.exists() and all("预计" in one.body for one in told)
