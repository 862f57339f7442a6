"""One message per person and event, written with the change it tells of."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _

from portal.notices import Wording, notify, unread_count
from portal.notices.models import Notice
from portal.notices.tasks import deliver

pytestmark = pytest.mark.django_db


def test_each_person_gets_one_row_in_one_statement(lin, wang, quiet_person, tell, django_assert_num_queries):
    with django_assert_num_queries(1):
        tell(lin, wang, quiet_person, lin)
    assert Notice.objects.count() == 3
    notice = Notice.objects.get(recipient=lin)
    assert (notice.title, notice.body, notice.url) == ("已受理", "尤琳的申请已受理", "/c/YJS-1/")
    assert (notice.case_number, notice.event, notice.read_at) == ("YJS-1", "case.accepted", None)


def test_the_same_event_told_again_is_one_message(lin, wang, tell):
    tell(lin)
    tell(lin, wang)
    tell(lin, key="case.decided:1")
    assert Notice.objects.filter(recipient=lin).count() == 2
    assert Notice.objects.filter(recipient=wang).count() == 1


def test_nobody_to_tell_costs_nothing(db, tell, django_assert_num_queries):
    with django_assert_num_queries(0):
        tell()


def test_each_reads_their_own_language(lin, wang):
    with translation.override("en"):
        notify([lin, wang], Wording("x", _("Messages"), "%(what)s"), {"what": _("Messages")}, url="/", key="x")
    assert Notice.objects.get(recipient=wang).title == "Messages"
    with translation.override("zh-hans"):
        chinese = str(_("Messages"))
    notice = Notice.objects.get(recipient=lin)
    assert (notice.title, notice.body) == (chinese, chinese)


def test_a_title_is_one_line(lin):
    notify([lin], Wording("x", "first\r\nBcc: everybody", "text"), {}, url="/", key="x")
    assert Notice.objects.get().title == "first Bcc: everybody"


def test_a_percent_sign_in_what_people_typed_is_only_text(lin):
    notify([lin], Wording("x", "%(what)s", ""), {"what": lazystr("100% %(x)s")}, url="/", key="x")
    assert Notice.objects.get().title == "100% %(x)s"


def test_a_forgotten_value_is_found_at_once(lin):
    with pytest.raises(KeyError):
        notify([lin], Wording("x", "%(case)s", ""), {}, url="/", key="x")


def test_somebody_who_left_is_not_told(lin, tell):
    lin.is_active = False
    tell(lin)
    assert not Notice.objects.exists()


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_a_message_never_leads_out_of_the_portal(lin, elsewhere):
    with pytest.raises(IntegrityError), transaction.atomic():
        notify([lin], Wording("x", "x", "x"), {}, url=elsewhere, key="x")


@pytest.mark.django_db(transaction=True)
def test_a_notice_outside_a_transaction_is_refused(lin, tell):
    with pytest.raises(transaction.TransactionManagementError):
        tell(lin)


@pytest.mark.django_db(transaction=True)
def test_a_change_undone_tells_nobody(lin, tell, monkeypatch, mailoutbox):
    queued = []
    monkeypatch.setattr(deliver, "delay", queued.append)
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(lin)
        raise RuntimeError("the change failed")
    assert (queued, Notice.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_delivery_is_queued_after_commit_for_those_with_an_address(lin, quiet_person, tell, monkeypatch, travel_noon):
    queued = []
    monkeypatch.setattr(deliver, "delay", queued.append)
    with transaction.atomic():
        tell(lin, quiet_person)
        assert queued == []
    assert queued == [[str(Notice.objects.get(recipient=lin).pk)]]


@pytest.mark.django_db(transaction=True)
def test_a_dead_broker_is_logged_and_nothing_is_lost(lin, tell, caplog, monkeypatch):
    monkeypatch.setattr("portal.notices.outbox.may_email", lambda moment, *, urgent: True)
    monkeypatch.setattr(deliver.app.conf, "broker_url", "redis://127.0.0.1:1/0")
    monkeypatch.setattr(deliver.app.amqp, "_producer_pool", None, raising=False)
    monkeypatch.setattr(deliver.app, "_pool", None, raising=False)
    with transaction.atomic():
        tell(lin)
    assert "wait for the sweep" in caplog.text
    assert Notice.objects.get().next_attempt_at is not None
    assert "lin@example.org" not in caplog.text


def test_the_unread_count_is_one_query_of_ones_own(lin, wang, tell, django_assert_num_queries):
    tell(lin, wang)
    tell(lin, key="case.decided:1")
    with django_assert_num_queries(1):
        assert unread_count(lin) == 2
    assert unread_count(wang) == 1
