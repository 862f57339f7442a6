"""The list of messages, and the way from a message to what it tells of."""

from __future__ import annotations

import pytest

from portal.notices import unread_count
from portal.notices.models import Notice

pytestmark = pytest.mark.django_db


# The same in every process: it names a test.
NOBODYS = "80fdeb60-c45a-425c-bf11-f55d5168e242"


@pytest.fixture
def signed_in(client, lin):
    client.force_login(lin, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_list_shows_ones_own_newest_first_fifty_a_page(signed_in, lin, wang, tell):
    for number in range(53):
        tell(lin, key=f"case:{number}", title=f"第{number}件")
    tell(wang, title="别人的")
    first = signed_in.get("/messages/").context["page_obj"]
    assert (len(first), first.paginator.count) == (50, 53)
    assert first[0].title == "第52件"
    assert [notice.title for notice in signed_in.get("/messages/?page=2").context["page_obj"]] == [
        "第2件",
        "第1件",
        "第0件",
    ]
    assert len(signed_in.get("/messages/?page=abc").context["page_obj"]) == 50


def test_the_number_of_queries_does_not_grow_with_the_messages(signed_in, lin, tell, django_assert_max_num_queries):
    for number in range(30):
        tell(lin, key=f"case:{number}")
    with django_assert_max_num_queries(8):
        signed_in.get("/messages/")


def test_opening_a_message_marks_it_read_and_leads_on(signed_in, lin, tell):
    tell(lin)
    tell(lin, key="case.decided:1")
    notice = Notice.objects.first()
    response = signed_in.get(f"/messages/{notice.pk}/")
    assert (response.status_code, response.url) == (302, "/c/YJS-1/")
    notice.refresh_from_db()
    assert notice.read_at
    assert unread_count(lin) == 1
    signed_in.get(f"/messages/{notice.pk}/")
    read_at = notice.read_at
    notice.refresh_from_db()
    assert notice.read_at == read_at, "when it was first read"


def test_anothers_message_is_as_absent_as_one_that_never_was(signed_in, wang, tell):
    tell(wang)
    theirs = signed_in.get(f"/messages/{Notice.objects.get().pk}/")
    nobodys = signed_in.get(f"/messages/{NOBODYS}/")
    assert theirs.status_code == nobodys.status_code == 404
    assert unread_count(wang) == 1


def test_all_read_at_once_only_ones_own_and_by_post(signed_in, lin, wang, tell):
    tell(lin, wang)
    tell(lin, key="case.decided:1")
    assert signed_in.get("/messages/read-all/").status_code == 405
    assert signed_in.post("/messages/read-all/").url == "/messages/"
    assert (unread_count(lin), unread_count(wang)) == (0, 1)


@pytest.mark.parametrize("path", ["/messages/", "/messages/read-all/", f"/messages/{NOBODYS}/"])
def test_strangers_are_asked_to_sign_in(client, db, path):
    response = client.post(path) if "read-all" in path else client.get(path)
    assert (response.status_code, response.url) == (302, f"/sign-in/?next={path}")
