"""Statements per page: at most 15 for a page and 8 for the list of the inbox, however many rows there are."""

from __future__ import annotations

import pytest

from tests.desk.stories import (
    HTMX,
    accepted,
    cases_like,
    copies_of,
    countersigning,
    for_the_head,
    office_task,
    statements,
)

PAGE, FRAGMENT = 15, 8
ROWS = 65


def both(town, person, url, grow, **headers):
    """Statements before and after the lists have grown; the first visit of a process also fills its caches."""
    client = town.client(person)
    client.get(url, headers=headers)
    few = statements(client, url, headers=headers)
    grow()
    many = statements(client, url, headers=headers)
    return few, many


def test_the_list_fragment_of_the_inbox(town, monday):
    task = office_task(town, accepted(town))
    few, many = both(
        town, "bi.jieban", "/desk/inbox/", lambda: copies_of(task, ROWS), **HTMX, **{"HX-Target": "tasklist"}
    )
    assert many <= few <= FRAGMENT


def test_the_list_fragment_of_somebody_with_many_duties(town, monday):
    task = office_task(town, accepted(town))
    few, many = both(
        town, "zhen.tongchou", "/desk/inbox/?q=招待", lambda: copies_of(task, ROWS), **HTMX, **{"HX-Target": "tasklist"}
    )
    assert many <= few <= FRAGMENT


@pytest.mark.parametrize("bucket", ["", "claimable", "overdue", "waiting_others", "done"])
def test_the_whole_inbox_with_a_task_open(town, monday, bucket):
    task = office_task(town, accepted(town))
    few, many = both(town, "bi.jieban", f"/desk/inbox/?bucket={bucket}", lambda: copies_of(task, ROWS))
    assert few <= PAGE and many <= PAGE


@pytest.mark.parametrize("tab", ["form", "papers", "progress", "basis", "talk", "notes", "record"])
def test_the_whole_inbox_with_another_tab_open(town, monday, tab):
    task = office_task(town, accepted(town))
    few, many = both(town, "bi.jieban", f"/desk/inbox/?task={task.pk}&tab={tab}", lambda: copies_of(task, ROWS))
    assert few <= PAGE and many <= PAGE


@pytest.mark.parametrize("tab", ["form", "papers", "progress", "basis", "talk", "notes", "record"])
def test_a_tab_alone(town, monday, tab):
    task = office_task(town, accepted(town))
    url = f"/desk/inbox/?task={task.pk}&tab={tab}"
    few, many = both(town, "bi.jieban", url, lambda: copies_of(task, ROWS), **HTMX, **{"HX-Target": "panel-tab"})
    assert many <= few <= FRAGMENT + 2


def test_the_panel_alone(town, monday):
    task = office_task(town, accepted(town))
    few, many = both(
        town,
        "bi.jieban",
        f"/desk/inbox/?task={task.pk}",
        lambda: copies_of(task, ROWS),
        **HTMX,
        **{"HX-Target": "task"},
    )
    assert many <= few <= PAGE


def test_the_heads_task_page(town, monday):
    task = for_the_head(town, accepted(town))
    few, many = both(town, "zhen.tongchou", f"/desk/task/{task.pk}/", lambda: copies_of(task, ROWS))
    assert many <= few <= PAGE


def test_the_countersigners_inbox_and_page(town, monday):
    _, tasks = countersigning(town)
    task = tasks["OF-PROD"]
    for url in (f"/desk/task/{task.pk}/", f"/desk/inbox/?bucket=countersign&task={task.pk}"):
        few, many = both(town, "sheng.wending", url, lambda: copies_of(task, ROWS))
        assert many <= few <= PAGE, url


def test_the_list_of_cases_and_the_search(town, monday):
    case = accepted(town)
    client = town.client("bi.jieban")
    client.get("/desk/cases/")
    few = [statements(client, url) for url in ("/desk/cases/", "/desk/search/?q=招待")]
    cases_like(case, ROWS)
    many = [statements(client, url) for url in ("/desk/cases/", "/desk/search/?q=招待")]
    assert many <= few
    assert max(few) <= PAGE


@pytest.mark.parametrize("tab", ["progress", "form", "papers", "opinions", "talk", "notes", "record"])
def test_the_page_of_a_case(town, monday, tab):
    case = accepted(town)
    client = town.client("bi.jieban")
    url = f"/desk/case/{case.number}/?tab={tab}"
    client.get(url)
    assert statements(client, url) <= PAGE
