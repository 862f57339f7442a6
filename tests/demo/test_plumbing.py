"""The tests' own ground: private servers, files of their own, tasks inline, a browser."""

import os

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from portal.celery import heartbeat
from portal.heartbeat import HEARTBEAT_KEY


@pytest.mark.django_db
def test_database_is_a_private_postgres_that_knows_chinese() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("SELECT similarity('业务招待一件事', '业务招待'), current_database(), inet_server_addr()::text")
        similarity, name, address = cursor.fetchone()
    assert similarity > 0.3
    assert name.startswith("test_")
    assert address.startswith("127.0.0.1")


def test_no_two_test_processes_share_a_queue() -> None:
    """One empties its Valkey database before every test; another's tasks must not go with it."""
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")
    assert settings.REDIS_URL == os.environ["REDIS_URL"]
    assert settings.REDIS_URL.endswith(f"/{int(number) + 1}")


def test_uploads_go_to_a_folder_of_this_test(settings_media, tmp_path) -> None:
    assert settings.MEDIA_ROOT == str(settings_media)
    assert settings_media.parent == tmp_path


def test_tasks_wait_in_the_queue_unless_asked_to_run_inline() -> None:
    heartbeat.delay()
    assert cache.get(HEARTBEAT_KEY) is None


def test_inline_tasks_run_at_once(inline_tasks) -> None:
    heartbeat.delay()
    assert cache.get(HEARTBEAT_KEY) is not None


def test_a_real_worker_takes_the_task(worker) -> None:
    heartbeat.delay().id  # noqa: B018
    import time

    deadline = time.monotonic() + 60
    while cache.get(HEARTBEAT_KEY) is None and time.monotonic() < deadline:
        time.sleep(0.1)
    assert cache.get(HEARTBEAT_KEY) is not None


def test_browser_reads_the_live_server(live_server, page) -> None:
    page.goto(live_server.url + "/admin/login/")
    assert page.evaluate("navigator.language") == "zh-CN"
    assert page.locator("input[name=username]").count() == 1
    assert os.environ["DATABASE_URL"]


def test_a_watched_page_notices_what_a_person_would_not(page, live_server) -> None:
    from tests.support.pages import Watch, assert_accessible

    watch = Watch(page, live_server.url)
    page.goto(live_server.url + "/admin/login/")
    page.evaluate("setTimeout(() => { throw new Error('a script fell over') }, 0)")
    page.evaluate("console.error('a component complained')")
    page.goto("about:blank")
    page.set_content("<img alt='' src='http://127.0.0.1:1/elsewhere.png'>")
    assert {complaint.partition(":")[0] for complaint in watch.complaints} >= {"script", "console", "asked elsewhere"}
    page.set_content("<html lang=zh><title>x</title><main><h1>x</h1><img src=x></main></html>")
    with pytest.raises(AssertionError, match="image-alt"):
        assert_accessible(page)
    page.set_content("<html lang=zh><title>x</title><main><h1>x</h1><p>好</p></main></html>")
    assert_accessible(page)
