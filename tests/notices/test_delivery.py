"""E-mail leaves once, by day, and comes to terms with mail servers that do not answer."""

from __future__ import annotations

import smtplib
import threading
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction

from portal.notices.delivery import BACKOFF_MINUTES, CLAIM, claim, send
from portal.notices.models import Notice
from portal.notices.tasks import deliver, sweep

from .conftest import MORNING, NIGHT, NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


class BrokenServer(EmailBackend):
    """Accepts the connection, refuses the message, and repeats the address as servers do."""

    def send_messages(self, messages):
        raise smtplib.SMTPRecipientsRefused({"lin@example.org": (550, b"no such lin@example.org")})


class DeadServer(EmailBackend):
    def open(self):
        raise ConnectionRefusedError("nobody there")


def serve(settings, server: type[EmailBackend] | None) -> None:
    settings.EMAIL_BACKEND = (
        f"{__name__}.{server.__name__}" if server else "django.core.mail.backends.locmem.EmailBackend"
    )


def outbox_of(person) -> Notice:
    return Notice.objects.get(recipient=person)


def test_the_mail_says_what_and_where_in_the_readers_language(lin, wang, tell, clock, settings, mailoutbox):
    settings.SITE_URL = "https://portal.example.org/"
    tell(lin, wang)
    sweep()
    to_lin = next(message for message in mailoutbox if message.to == ["lin@example.org"])
    to_wang = next(message for message in mailoutbox if message.to == ["wang@example.org"])
    assert "已受理" in to_lin.subject
    assert "尤琳的申请已受理" in to_lin.body
    assert "https://portal.example.org/c/YJS-1/" in to_lin.body
    assert to_wang.subject == "[OneWindow] 已受理"
    assert to_lin.extra_headers["Message-ID"] == f"<{outbox_of(lin).pk}@portal.example.org>"


@pytest.mark.django_db(transaction=True)
def test_mail_leaves_after_commit_and_only_once(lin, tell, clock, inline_tasks, mailoutbox):
    with transaction.atomic():
        tell(lin)
        assert not mailoutbox
    assert len(mailoutbox) == 1
    notice = outbox_of(lin)
    assert (notice.emailed_at, notice.next_attempt_at, notice.attempts) == (NOON, None, 1)
    deliver([str(notice.pk)])
    sweep()
    assert len(mailoutbox) == 1


def test_without_an_address_the_message_stays_in_the_portal(quiet_person, tell, clock, mailoutbox):
    tell(quiet_person)
    sweep()
    assert not mailoutbox
    assert outbox_of(quiet_person).emailed_at is None


def test_an_address_taken_away_meanwhile_gets_nothing(lin, tell, clock, mailoutbox):
    tell(lin)
    type(lin).objects.filter(pk=lin.pk).update(email="")
    sweep()
    assert not mailoutbox
    assert outbox_of(lin).next_attempt_at is None


def test_nobody_is_woken_at_night__ux_2_6(lin, tell, clock, mailoutbox):
    clock.move_to(NIGHT)
    tell(lin)
    sweep()
    deliver([str(outbox_of(lin).pk)])
    assert not mailoutbox
    clock.move_to(MORNING - timedelta(seconds=1))
    sweep()
    assert not mailoutbox
    clock.move_to(MORNING)
    sweep()
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_at_night_nothing_is_queued_either(lin, tell, clock, monkeypatch):
    queued = []
    monkeypatch.setattr(deliver, "delay", queued.append)
    clock.move_to(NIGHT)
    with transaction.atomic():
        tell(lin)
        tell(lin, key="fire", urgent=True)
    assert queued == [[str(Notice.objects.get(key="fire").pk)]]


def test_what_is_urgent_wakes_people(lin, tell, clock, mailoutbox):
    clock.move_to(NIGHT)
    tell(lin, urgent=True)
    sweep()
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("server", [BrokenServer, DeadServer])
def test_a_mail_server_that_fails_is_tried_again_later(lin, tell, clock, settings, mailoutbox, server):
    serve(settings, server)
    tell(lin)
    sweep()
    notice = outbox_of(lin)
    assert (notice.attempts, notice.next_attempt_at) == (1, NOON + timedelta(minutes=BACKOFF_MINUTES[0]))
    assert notice.last_error in ("SMTPRecipientsRefused", "ConnectionRefusedError")

    serve(settings, None)
    sweep()
    assert not mailoutbox, "not before its time"
    clock.move_to(notice.next_attempt_at)
    sweep()
    assert len(mailoutbox) == 1
    assert outbox_of(lin).last_error == ""


def test_after_the_last_attempt_the_message_stays_in_the_portal(lin, tell, clock, settings):
    serve(settings, BrokenServer)
    tell(lin, urgent=True)
    moments = []
    while outbox_of(lin).next_attempt_at:
        clock.move_to(outbox_of(lin).next_attempt_at)
        sweep()
        moments.append(outbox_of(lin).attempts)
    assert moments == list(range(1, len(BACKOFF_MINUTES) + 2))
    assert outbox_of(lin).read_at is None


def test_addresses_stay_out_of_the_log__R84(lin, tell, clock, settings, caplog):
    serve(settings, BrokenServer)
    tell(lin)
    sweep()
    assert "SMTPRecipientsRefused" in caplog.text
    assert "lin@example.org" not in caplog.text
    assert "lin@example.org" not in outbox_of(lin).last_error


def test_one_bad_address_keeps_nobody_waiting(lin, wang, tell, clock, monkeypatch, mailoutbox):
    send_messages = EmailBackend.send_messages

    def picky(self, messages):
        if messages[0].to == ["lin@example.org"]:
            raise smtplib.SMTPRecipientsRefused({})
        return send_messages(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", picky)
    tell(lin, wang)
    sweep()
    assert [message.to for message in mailoutbox] == [["wang@example.org"]]
    assert outbox_of(lin).next_attempt_at is not None


def test_a_worker_that_dies_in_between_loses_nothing(lin, tell, clock, mailoutbox):
    tell(lin)
    assert len(claim()) == 1
    sweep()
    assert not mailoutbox, "claimed by the one that died"
    clock.move_to(NOON + CLAIM)
    sweep()
    assert len(mailoutbox) == 1


def test_a_sweep_sends_everything_in_batches(lin, tell, clock, mailoutbox, monkeypatch):
    monkeypatch.setattr("portal.notices.delivery.BATCH", 3)
    for number in range(8):
        tell(lin, key=f"case:{number}")
    sweep()
    assert len(mailoutbox) == 8


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_claim_the_same_message(lin, tell, clock):
    with transaction.atomic():
        for number in range(20):
            tell(lin, key=f"case:{number}")
    claimed: list[set[str]] = []

    def work() -> None:
        try:
            claimed.append({str(notice.pk) for notice in claim()})
        finally:
            connection.close()

    with transaction.atomic():
        mine = {str(notice.pk) for notice in claim([str(pk) for pk in Notice.objects.values_list("pk", flat=True)[:7]])}
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(10)
    assert len(mine) == 7
    assert len(claimed[0]) == 13
    assert not mine & claimed[0]


def test_claiming_and_sending_need_few_statements(lin, tell, clock, django_assert_num_queries):
    for number in range(5):
        tell(lin, key=f"case:{number}")
    with django_assert_num_queries(4):  # savepoint, read, update, release
        claimed = claim()
    with django_assert_num_queries(5):  # one note for each message
        send(claimed)
    assert len(mail.outbox) == 5
