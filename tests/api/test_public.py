"""The open doors: token, verification, public progress, health, figures. No names behind any of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from redis.exceptions import ConnectionError as BrokerGone

from portal import audit
from portal.api import health
from portal.api.throttles import CaseNumberThrottle, ProgressThrottle, VerifyThrottle
from portal.celery import HEARTBEAT_KEY, heartbeat
from tests.api.stories import problem


def test_a_token_for_the_right_password_and_one_entry_in_the_record(api, town, monday):
    person = town.person("yuan.gongjia")
    person.set_password("demo")
    person.save(update_fields=["password"])
    stranger = api()
    first = stranger.post("auth/token/", {"username": "yuan.gongjia", "password": "demo"})
    assert first.status_code == 200 and set(first.json()) == {"token"}
    assert stranger.post("auth/token/", {"username": "yuan.gongjia", "password": "demo"}).json() == first.json()
    stranger.headers["authorization"] = f"Token {first.json()['token']}"
    assert stranger.get("me/").json()["username"] == "yuan.gongjia"
    events = [one.event for one in audit.timeline("yuan.gongjia")]
    assert events.count("account.token_issued") == 1
    wrong = [api().post("auth/token/", {"username": name, "password": "falsch"}) for name in ("yuan.gongjia", "nobody")]
    assert problem(wrong[0], 400, "sign_in_refused") == problem(wrong[1], 400, "sign_in_refused")
    for content in (
        {},
        {"username": "x"},
        {"username": ["x"], "password": 1},
        {"username": "x", "password": "y", "z": 1},
    ):
        problem(api().post("auth/token/", content), 400, "invalid")
    stranger.headers["authorization"] = "Token " + "0" * 40
    problem(stranger.get("me/"), 401, "authentication_failed")


def test_too_many_wrong_passwords_close_the_door_for_a_while(api, town, monday, settings):
    answers = [api().post("auth/token/", {"username": "yuan.gongjia", "password": "falsch"}) for _ in range(12)]
    assert problem(answers[-1], 429, "locked_out")


def test_a_result_proves_itself_to_anybody__R87(api, town, monday):
    case = town.run(town.reception())
    document = case.documents.filter(kind="BJ").first()
    stranger = api()
    found = stranger.get(f"verify/{document.code}/").json()
    assert found["valid"] is True and found["revoked_at"] is None and found["document"] == document.name
    assert found["issued_by"] == document.issued_by.name and found["issued_at"].endswith("+08:00")
    assert stranger.get(f"verify/{document.code.lower()}/").json()["valid"] is True
    document.revoked_at = timezone.now()
    document.save(update_fields=["revoked_at"])
    assert stranger.get(f"verify/{document.code}/").json()["valid"] is False
    document.released_at = None
    document.save(update_fields=["released_at"])
    problem(stranger.get(f"verify/{document.code}/"), 404, "not_found")
    problem(stranger.get("verify/AAAAAAAAAAAAAAAA/"), 404, "not_found")


def test_progress_needs_number_and_check_code_and_names_nobody__R86(api, town, monday):
    case = town.reception()
    town.accept(case)
    stranger = api()
    answer = stranger.get("progress/", number=case.number.lower(), check=case.check_code.lower())
    found = answer.json()
    assert found["state"] == "in_progress" and found["due_at"] and found["light"] == "green"
    assert {one["department"] for one in found["desks"]} == {"办公室（党委办公室）", "财务部", "会议中心"}
    text = answer.content.decode()
    for person in type(case.applicant).objects.all():
        assert person.name not in text and person.username not in text
    wrong = stranger.get("progress/", number=case.number, check="AAAAAA")
    absent = stranger.get("progress/", number="YJS-20260302-OF-999999-9", check=case.check_code)
    assert problem(wrong, 404, "not_found") == problem(absent, 404, "not_found")
    assert set(problem(stranger.get("progress/"), 400, "invalid")["fields"]) == {"number", "check"}
    problem(stranger.get("progress/", number=case.number, check="TOOLONG"), 400, "invalid")


def test_the_check_code_is_shown_to_the_applicants_side_only__R86(api, town, monday):
    case = town.reception()
    assert api("yuan.gongjia").get(f"cases/{case.number}/").json()["check_code"] == case.check_code
    assert api("chuang.kouyi").get(f"cases/{case.number}/").json()["check_code"] is None


def test_guessing_is_slowed_down(api, town, monday, monkeypatch):
    case = town.reception()
    monkeypatch.setattr(ProgressThrottle, "rate", "3/min")
    stranger = api()
    answers = [stranger.get("progress/", number=case.number, check=f"AAAAA{n}") for n in range(4)]
    refused = problem(answers[-1], 429, "too_many")
    assert answers[-1]["Retry-After"] and "秒" in refused["detail"]
    cache.clear()
    # From many addresses against one number.
    monkeypatch.setattr(CaseNumberThrottle, "rate", "3/hour")
    for n in range(4):
        last = stranger.client.get(
            "/api/v1/progress/", {"number": case.number, "check": f"AAAAA{n}"}, REMOTE_ADDR=f"10.0.0.{n}"
        )
    problem(last, 429, "too_many")
    # A forwarded address is believed from our own proxy only.
    cache.clear()
    monkeypatch.setattr(VerifyThrottle, "rate", "2/min")
    for n in range(3):
        last = stranger.client.get("/api/v1/verify/AAAAAAAAAAAAAAAA/", headers={"x-forwarded-for": f"10.0.0.{n}"})
    problem(last, 429, "too_many")


def test_a_dead_cache_keeps_nobody_out(api, town, monday, monkeypatch):
    def gone(*args, **more):
        raise BrokerGone

    monkeypatch.setattr("portal.api.throttles.SimpleRateThrottle.allow_request", gone)
    assert api().get("verify/AAAAAAAAAAAAAAAA/").status_code == 404


# ---- health and figures -------------------------------------------------------------


def findings(api):
    answer = api().get("health/")
    return answer.status_code, answer.json()


def test_health_is_well_while_everything_answers(api, town, monday):
    heartbeat()
    status, found = findings(api)
    assert status == 200 and found["status"] == "ok"
    assert set(found["checks"]) == {"database", "broker", "beat", "alarms", "audit"}
    assert found["checks"]["beat"]["since"] == "2026-03-02T10:30:00+08:00"
    assert len(found["checks"]["audit"]["hash"]) == 64


def test_a_beat_that_stopped_is_noticed(api, town, monday, monkeypatch):
    cache.set(HEARTBEAT_KEY, (timezone.now() - timedelta(minutes=10)).isoformat())
    monkeypatch.setattr(health, "STARTED", -10_000.0)
    status, found = findings(api)
    assert status == 503 and found["status"] == "failing" and not found["checks"]["beat"]["ok"]
    # A house just opened waits for its first heartbeat without alarm.
    monkeypatch.setattr(health, "STARTED", health.time.monotonic())
    assert findings(api)[1]["checks"]["beat"]["finding"] == "starting"


def test_alarms_that_do_not_fire_are_noticed(api, town, monday):
    heartbeat()
    case = town.reception()
    [task] = town.open_tasks(case)
    monday.move_to(task.scheduled + timedelta(minutes=2))
    heartbeat()
    assert findings(api)[0] == 200
    monday.shift(timedelta(minutes=30))
    heartbeat()
    status, found = findings(api)
    assert status == 503 and not found["checks"]["alarms"]["ok"] and found["checks"]["alarms"]["since"]
    town.fire()
    assert findings(api)[0] == 200


def test_a_dead_broker_and_a_dead_database_are_findings_not_failures(api, town, monday, monkeypatch, settings):
    heartbeat()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    status, found = findings(api)
    assert status == 503 and not found["checks"]["broker"]["ok"] and found["checks"]["database"]["ok"]

    def gone():
        from django.db import OperationalError

        raise OperationalError("gone")

    monkeypatch.setattr(health, "database_answers", gone)
    status, found = findings(api)
    assert status == 503 and not any(one["ok"] for one in found["checks"].values())


def test_figures_for_prometheus(api, town, monday):
    case = town.reception()
    town.accept(case)
    answer = api().get("metrics/")
    assert answer["Content-Type"].startswith("text/plain")
    lines = answer.content.decode().splitlines()
    assert 'onewindow_cases{state="in_progress"} 1' in lines
    assert 'onewindow_open_tasks{kind="step",light="green"} 3' in lines
    assert "onewindow_alarms_overdue 0" in lines
    assert any(line.startswith("onewindow_outbox_backlog ") for line in lines)
    monday.shift(timedelta(days=3))
    lines = api().get("metrics/").content.decode().splitlines()
    assert 'onewindow_open_tasks{kind="step",light="red"} 3' in lines and "onewindow_alarms_overdue 3" in lines


@pytest.mark.django_db
def test_our_own_faults_are_told_as_problems_and_recorded(client, monkeypatch, caplog):
    client.raise_request_exception = False
    monkeypatch.setattr("portal.api.views.operations.exposition", lambda: 1 / 0)
    answer = client.get("/api/v1/metrics/")
    assert answer.status_code == 500 and answer.json()["code"] == "server_error"
    assert "ZeroDivisionError" in caplog.text

    def gone():
        from django.db import OperationalError

        raise OperationalError("gone")

    monkeypatch.setattr("portal.api.views.operations.exposition", gone)
    assert client.get("/api/v1/metrics/").json()["code"] == "unavailable"
