"""What the registers know, and what happens when they do not answer (R16, R44)."""

from __future__ import annotations

import threading
import time
from collections.abc import Collection
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone, translation

from departments.org import registry
from departments.org.contract import DataProvider, Fetched, FetchedByPerson
from departments.org.prefill import prefill

pytestmark = pytest.mark.django_db


def provider(fetch: Any, *elements: str, **changes: Any) -> DataProvider:
    return DataProvider(
        source=changes.pop("source", "OF-TEST"),
        system="测试系统",
        system_en="Test system",
        elements=frozenset(elements),
        fetch=fetch,
        **changes,
    )


def answering(**values: Any) -> Any:
    def fetch(usernames: Collection[str]) -> FetchedByPerson:
        now = timezone.now()
        return {name: {key: Fetched(value, now) for key, value in values.items()} for name in usernames}

    return fetch


def test_values_come_with_their_source(registers: None, person: Any) -> None:
    known = prefill(person("yuan.gongjia"), ["full_name", "cost_center", "meal_date"])
    assert set(known) == {"full_name", "cost_center"}
    assert known["full_name"].value == "员工甲"
    assert known["full_name"].source_department == "OF-HR"
    assert known["full_name"].system == "人力资源系统"
    assert known.failures == []
    with translation.override("en"):
        assert known["full_name"].system == "Human resources system"


def test_each_register_is_read_once_and_only_when_asked(
    registers: None, person: Any, django_assert_num_queries: Any
) -> None:
    gongjia = person("yuan.gongjia")
    everything = {key for one in registry.providers() for key in one.elements}
    savepoint = 2  # the test itself is a transaction; a request is none
    with django_assert_num_queries(len(registry.providers()) + savepoint):
        prefill(gongjia, everything)
    with django_assert_num_queries(1 + savepoint):
        prefill(gongjia, ["full_name", "id_number", "mobile"])
    with django_assert_num_queries(0):
        prefill(gongjia, ["meal_date"])


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_but_the_registers_is_read(
    registers: None, person: Any, django_assert_num_queries: Any
) -> None:
    gongjia = person("yuan.gongjia")
    with django_assert_num_queries(2):
        prefill(gongjia, ["full_name", "cost_center"])


def test_somebody_the_registers_do_not_know_gets_nothing_and_no_failure(registers: None, person: Any) -> None:
    known = prefill(person("ex.yonghu"), ["full_name", "id_number"])
    assert dict(known) == {} and known.failures == []


def test_a_broken_register_is_recorded_and_the_others_answer__R44(registers: None, person: Any) -> None:
    def broken(usernames: Collection[str]) -> FetchedByPerson:
        raise RuntimeError("register is down")

    known = prefill(
        person("yuan.gongjia"), ["a", "b"], providers=[provider(broken, "a"), provider(answering(b=2), "b")]
    )
    assert known["b"].value == 2
    assert [(failure.reason, failure.elements) for failure in known.failures] == [("error", frozenset({"a"}))]
    assert set(known.owed) == {"a"}


def test_a_failed_statement_does_not_poison_the_transaction__R44(registers: None, person: Any) -> None:
    def broken(usernames: Collection[str]) -> FetchedByPerson:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")
        return {}

    gongjia = person("yuan.gongjia")
    known = prefill(gongjia, ["a", "full_name"], providers=[provider(broken, "a"), *registry.providers()])
    assert known["full_name"].value == "员工甲"
    assert len(known.failures) == 1
    gongjia.refresh_from_db()


@pytest.mark.parametrize("nonsense", [None, [1], {"yuan.gongjia": None}, {"yuan.gongjia": {"a": "no Fetched"}}])
def test_a_register_that_answers_nonsense_is_a_failure(registers: None, person: Any, nonsense: Any) -> None:
    known = prefill(person("yuan.gongjia"), ["a"], providers=[provider(lambda usernames: nonsense, "a")])
    assert dict(known) == {}
    assert [failure.reason for failure in known.failures] == ["error"]


def test_values_nobody_asked_for_are_ignored(registers: None, person: Any) -> None:
    nosy = provider(answering(a=1, b=2, c=None), "a", "c")
    known = prefill(person("yuan.gongjia"), ["a", "b", "c"], providers=[nosy])
    assert {key: one.value for key, one in known.items()} == {"a": 1}


def test_a_slow_remote_register_costs_its_timeout_and_no_more__R44(registers: None, person: Any) -> None:
    release = threading.Event()

    def slow(usernames: Collection[str]) -> FetchedByPerson:
        release.wait(10)
        return {}

    began = time.monotonic()
    known = prefill(
        person("yuan.gongjia"),
        ["a", "b"],
        providers=[
            provider(slow, "a", remote=True, timeout_seconds=0.2),
            provider(answering(b=2), "b", remote=True),
        ],
    )
    release.set()
    assert time.monotonic() - began < 2
    assert known["b"].value == 2
    assert [failure.reason for failure in known.failures] == ["timeout"]


def test_a_hanging_remote_register_starves_only_itself(registers: None, person: Any) -> None:
    release = threading.Event()

    def hanging(usernames: Collection[str]) -> FetchedByPerson:
        release.wait(10)
        return {}

    dead = provider(hanging, "a", remote=True, timeout_seconds=0.01)
    reasons = [
        failure.reason
        for _ in range(6)
        for failure in prefill(person("yuan.gongjia"), ["a"], providers=[dead]).failures
    ]
    release.set()
    assert reasons == ["timeout"] * 4 + ["busy"] * 2
