"""What `audit.record` writes, in how many statements, and what the database refuses."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal import audit
from portal.accounts.models import User
from portal.audit.models import HASHED_FIELDS, Entry, entry_hash
from portal.audit.verification import verify
from portal.errors import Conflict


def test_an_event_is_written_with_who_for_whom_when_and_the_hash_before__R10(clerk):
    head = User.objects.create_user("gong.xiang", name="龚享")
    at = datetime(2026, 11, 18, 9, 40, tzinfo=timezone(timedelta(hours=8)))

    audit.record(
        "case:7",
        audit.Event("case.accepted", actor=clerk, acting_for=head, at=at, subject="YJS-7", department="OF-SSC"),
        audit.Event("case.started", actor=clerk, subject="YJS-7", text="开始办理"),
    )

    first, second = Entry.objects.filter(stream="case:7").order_by("seq")
    assert (first.actor_id, first.actor_name) == (clerk.pk, "龚洁怡")
    assert (first.acting_for_id, first.acting_for_name) == (head.pk, "龚享")
    assert (first.seq, first.at, first.department) == (1, at, "OF-SSC")
    assert first.previous_hash == "0" * 64
    assert (second.seq, second.previous_hash, second.text) == (2, first.hash, "开始办理")


def test_two_statements_whatever_the_number_of_events(db, django_assert_num_queries, write):
    write("case:1")
    for number in (1, 40):
        with django_assert_num_queries(2):
            audit.record("case:1", *(audit.Event("item.started") for _ in range(number)))


def test_nothing_to_record_costs_nothing(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        audit.record("case:1")


@pytest.mark.django_db(transaction=True)
def test_a_record_outside_a_transaction_is_refused():
    with pytest.raises(transaction.TransactionManagementError):
        audit.record("case:1", audit.Event("case.accepted"))
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_record_goes_with_the_change_it_tells_of():
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.record("case:1", audit.Event("case.accepted"))
        raise RuntimeError("the change failed")
    assert not Entry.objects.exists()


def test_a_moment_without_a_zone_is_refused(db):
    with pytest.raises(ValueError, match="time zone"):
        audit.record("case:1", audit.Event("case.accepted", at=datetime(2026, 11, 18, 9, 40)))


def test_data_keeps_dates_decimals_and_lazy_words(db):
    facts = {
        "due": datetime(2026, 11, 24, 9, 30, tzinfo=UTC),
        "day": date(2026, 11, 24),
        "cost": Decimal("12.50"),
        "id": UUID(int=7),
        "ratio": 1e16,
        "word": gettext_lazy("audit entry"),
        "list": (1, None, True),
    }
    audit.record("case:1", audit.Event("case.accepted", data=facts))

    data = Entry.objects.get().data
    assert data["due"] == "2026-11-24T09:30:00.000000+00:00"
    assert (data["day"], data["cost"], data["ratio"]) == ("2026-11-24", "12.50", "1e+16")
    assert data["list"] == [1, None, True]
    assert verify().finding is None


def test_data_without_an_agreed_form_is_refused(db):
    with pytest.raises(TypeError, match="set has no form"):
        audit.record("case:1", audit.Event("case.accepted", data={"departments": {"OF-HR"}}))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(ANY_TEXT, JSON, max_size=4), text=ANY_TEXT, at=st.datetimes(timezones=st.timezones()))
def test_whatever_is_recorded_hashes_the_same_when_read_back__R89(db, data, text, at):
    if not 1900 < at.year < 9000:
        at = at.replace(year=2026, day=1)
    audit.record("case:any", audit.Event("case.moved", text=text, data=data, at=at))
    entry = Entry.objects.filter(stream="case:any").latest("seq")
    assert entry.hash == entry_hash({field: getattr(entry, field) for field in HASHED_FIELDS})


@pytest.mark.parametrize("table", ["audit_entry", "audit_checkpoint", "audit_checkpointhead"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_database_refuses_to_change_the_record(db, write, table, statement):
    write("case:1", 2)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))
    assert Entry.objects.count() == 2


def test_saving_or_deleting_an_entry_through_the_models_is_refused_too(db, write):
    write("case:1")
    entry = Entry.objects.get()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entry.save()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entry.delete()


@pytest.mark.django_db(transaction=True)
def test_two_writers_without_a_common_lock_make_a_conflict_not_a_fork():
    first_has_written, second_has_read = threading.Event(), threading.Event()
    outcome: list[str] = []

    def second() -> None:
        try:
            with transaction.atomic():
                first_has_written.wait(5)
                threading.Timer(0.3, second_has_read.set).start()
                audit.record("case:1", audit.Event("second"))
            outcome.append("written")
        except Conflict:
            outcome.append("conflict")
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        audit.record("case:1", audit.Event("first"))
        first_has_written.set()
        second_has_read.wait(5)
    thread.join(10)
    assert outcome == ["conflict"]
    assert list(Entry.objects.values_list("seq", "event")) == [(1, "first")]


@pytest.mark.django_db(transaction=True)
def test_the_stream_lock_puts_writers_in_order():
    def write_ten() -> None:
        try:
            for _ in range(10):
                with transaction.atomic():
                    audit.lock("accounts")
                    audit.record("accounts", audit.Event("account.signed_in"))
        finally:
            connection.close()

    threads = [threading.Thread(target=write_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 41))
    assert verify().finding is None


def test_a_timeline_reads_in_the_order_things_happened(db):
    noon = datetime(2026, 11, 18, 4, tzinfo=UTC)
    audit.record("item:1", audit.Event("item.decided", subject="YJS-1", at=noon + timedelta(hours=2)))
    audit.record("case:1", audit.Event("case.accepted", subject="YJS-1", at=noon))
    audit.record("case:2", audit.Event("case.accepted", subject="YJS-2", at=noon))
    assert [entry.event for entry in audit.timeline("YJS-1")] == ["case.accepted", "item.decided"]
