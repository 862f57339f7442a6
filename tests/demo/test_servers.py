"""The embedded servers with real processes: in odd folders, as another user, after a crash."""

import os
import signal
import stat
import subprocess
import sys

import psycopg2
import pytest
import redis

from portal.demo import binaries, servers
from portal.demo.program import ProgramFailed
from portal.demo.running import PROJECT_DIR
from portal.demo.servers import Postgres, Valkey, free_port


@pytest.fixture
def folder(tmp_path):
    """A folder whose name has what shells stumble over."""
    folder = tmp_path / "数据 folder's $HOME"
    folder.mkdir()
    return folder


def ask(url, statement):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
        answer = cursor.fetchone()[0] if cursor.description else None
    connection.close()
    return answer


def test_postgres_keeps_its_rows_over_a_restart_on_another_port(folder) -> None:
    first = Postgres(folder / "postgres")
    first.start()
    first.create_database()
    first.create_database()
    ask(first.url(), "CREATE TABLE visits AS SELECT 7 AS n")
    first.stop()
    assert not first.running()
    second = Postgres(folder / "postgres")
    second.start()
    try:
        assert ask(second.url(), "SELECT n FROM visits") == 7
        assert ask(second.url(), "SELECT '业务招待' ~ '\\w{4}'") is True
        assert ask(second.url(), "SHOW listen_addresses") == "127.0.0.1"
    finally:
        second.stop()


def test_postgres_lets_nobody_in_without_the_password(folder) -> None:
    server = Postgres(folder / "postgres")
    server.start()
    try:
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(server.url("postgres").replace(server.password, "guess"))
        assert stat.S_IMODE(server.password_file.stat().st_mode) == 0o600
    finally:
        server.stop()


def test_postgres_comes_back_after_a_kill(folder) -> None:
    server = Postgres(folder / "postgres")
    server.start()
    ask(server.url("postgres"), "CREATE TABLE visits AS SELECT 7 AS n")
    ask(server.url("postgres"), "CHECKPOINT")
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait()
    server.start()
    try:
        assert ask(server.url("postgres"), "SELECT n FROM visits") == 7
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become somebody else")
def test_postgres_runs_as_nobody_where_user_namespaces_are_forbidden(monkeypatch) -> None:
    import shutil
    import tempfile
    from pathlib import Path

    other = binaries.Wrapping(popen={"user": 65534, "group": 65534, "extra_groups": []}, owner=65534)
    monkeypatch.setattr(servers, "wrapping", lambda: other)
    # pytest's own folders are closed to everybody else.
    folder = Path(tempfile.mkdtemp())
    server = Postgres(folder / "postgres")
    try:
        server.start()
        assert Path(f"/proc/{server.pid}").stat().st_uid == 65534
        server.stop()
        server.start()
        assert ask(server.url("postgres"), "SELECT 1") == 1
    finally:
        server.stop()
        shutil.rmtree(folder)


def test_postgres_that_cannot_start_says_why(folder) -> None:
    first = Postgres(folder / "postgres")
    first.start()
    try:
        with pytest.raises(ProgramFailed, match=rf"(?s)postgres did not start.*lock file.*{first.pid}"):
            Postgres(folder / "postgres").start()
        assert ask(first.url("postgres"), "SELECT 1") == 1
    finally:
        first.stop()


def test_valkey_keeps_its_password_off_the_command_line_and_its_queue_over_a_restart(folder) -> None:
    first = Valkey(folder / "valkey")
    first.start()
    assert not any(first.password in word for word in first.command())
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=first.port).ping()
    redis.Redis.from_url(first.url()).rpush("celery", "task")
    first.stop()
    second = Valkey(folder / "valkey")
    second.start()
    try:
        assert redis.Redis.from_url(second.url()).lrange("celery", 0, -1) == [b"task"]
    finally:
        second.stop()


def test_valkey_that_cannot_start_says_why(folder) -> None:
    first = Valkey(folder / "valkey", port=free_port())
    first.start()
    try:
        with pytest.raises(ProgramFailed, match=r"(?s)valkey did not start.*in use"):
            Valkey(folder / "other", port=first.port).start()
    finally:
        first.stop()


def test_a_killed_test_run_leaves_no_server_behind(tmp_path) -> None:
    """The watchdog of the tests' own servers."""
    import time

    import psutil

    code = "from tests.support.private_servers import provide; import os, time; provide(); "
    code += "print(os.environ['ONEWINDOW_TEST_FOLDER'], flush=True); time.sleep(60)"
    clean = {name: value for name, value in os.environ.items() if name not in ("ONEWINDOW_TEST_FOLDER", "DATABASE_URL")}
    words = [sys.executable, "-c", code]
    run = subprocess.Popen(words, cwd=PROJECT_DIR, env=clean, stdout=subprocess.PIPE, text=True)
    folder = run.stdout.readline().strip()
    run.stdout.close()
    run.kill()
    run.wait()
    deadline = time.monotonic() + 60
    while os.path.exists(folder) and time.monotonic() < deadline:  # noqa: PTH110
        time.sleep(0.1)
    assert not os.path.exists(folder)  # noqa: PTH110
    left = [p for p in psutil.process_iter(["cmdline", "status"]) if folder in " ".join(p.info["cmdline"] or [])]
    assert left == []
