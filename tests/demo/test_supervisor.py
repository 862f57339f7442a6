"""The whole demo with real processes: started, wounded, killed, resumed, stopped.

One demo is started for the module; each test finds it running, whatever the one before did to
it. No history: these tests are about the processes.
"""

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest

from portal.demo.running import PROJECT_DIR
from portal.demo.servers import free_port

NAMES = ["postgres", "valkey", "web", "worker", "beat"]


class Demo:
    """`python -m portal.demo` in a folder with a blank in its name."""

    def __init__(self, folder, port):
        self.folder, self.port, self.out = folder, port, folder.parent / "terminal.txt"
        self.process = None

    def environment(self, **more):
        taken = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "MEDIA_ROOT", "CONN_MAX_AGE")
        clean = {name: value for name, value in os.environ.items() if name not in taken}
        return {**clean, "DEMO_DIR": str(self.folder), "PORT": str(self.port), "DEMO_HISTORY": "0", **more}

    def start(self, **more):
        with self.out.open("w") as out:
            words = [sys.executable, "-m", "portal.demo"]
            self.process = subprocess.Popen(
                words, cwd=PROJECT_DIR, env=self.environment(**more), stdout=out, stderr=out
            )
        self.wait_for(lambda: "is ready" in self.said() or self.process.poll() is not None, 150)
        assert "is ready" in self.said(), self.said()

    def attempt(self, **more):
        """A second start that is expected to fail: (status, what it said)."""
        words = [sys.executable, "-m", "portal.demo"]
        done = subprocess.run(
            words, cwd=PROJECT_DIR, env=self.environment(**more), capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stdout + done.stderr

    def manage(self, *words):
        command = [sys.executable, "manage.py", *words]
        return subprocess.run(
            command, cwd=PROJECT_DIR, env=self.environment(), capture_output=True, text=True, timeout=60
        )

    def said(self):
        return self.out.read_text()

    def state(self):
        return json.loads((self.folder / "state.json").read_text())

    def pid(self, name):
        return self.state()["processes"][name][0]

    def answers(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/admin/login/", timeout=5) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False

    @staticmethod
    def wait_for(condition, seconds=30):
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.1)


def alive(pid):
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    demo = Demo(tmp_path_factory.mktemp("a demo") / "folder of its own", free_port())
    demo.start()
    yield demo
    if demo.process.poll() is None:
        demo.process.send_signal(signal.SIGTERM)
        demo.process.wait(60)


@pytest.fixture
def running(demo):
    """The demo, started again where the test before stopped it."""
    if demo.process.poll() is not None:
        demo.start()
    return demo


def test_it_says_where_it_is_and_who_can_sign_in(running) -> None:
    said = running.said()
    assert f"http://127.0.0.1:{running.port}/" in said
    assert "zhen.tongchou" in said
    assert "甄统筹" in said
    assert "guan.xitong" in said
    assert "demo" in said
    assert running.answers()


def test_what_it_keeps_is_closed_to_others(running) -> None:
    for name in ("state.json", "secret_key", "postgres_password", "valkey.conf"):
        assert stat.S_IMODE((running.folder / name).stat().st_mode) == 0o600, name


def test_manage_commands_find_it_by_themselves(running) -> None:
    code = "from django.contrib.auth import get_user_model as g, authenticate; "
    code += "from django.core.cache import cache; cache.set('k', 1); "
    code += (
        "u = g().objects.get(username='guan.xitong'); print(u.check_password('demo'), u.is_superuser, cache.get('k'))"
    )
    done = running.manage("shell", "-v0", "-c", code)
    assert done.stdout.split() == ["True", "True", "1"], done.stderr


def test_a_second_demo_in_the_same_folder_is_refused(running) -> None:
    status, said = running.attempt(PORT=str(free_port()))
    assert status == 1
    assert "already running" in said
    assert f"http://127.0.0.1:{running.port}/" in said
    assert running.answers()


def test_a_taken_port_is_said_and_another_named(running, tmp_path) -> None:
    status, said = running.attempt(DEMO_DIR=str(tmp_path / "other"))
    assert status == 1
    assert f"Port {running.port}" in said
    assert f"PORT={running.port + 1}" in said
    assert not (tmp_path / "other" / "postgres").exists()


@pytest.mark.parametrize("name", ["worker", "web", "valkey", "postgres"])
def test_what_is_killed_is_started_again_with_a_line(running, name) -> None:
    before = running.pid(name)
    os.kill(before, signal.SIGKILL)
    running.wait_for(lambda: f"{name} ended by signal 9" in running.said())
    running.wait_for(lambda: running.pid(name) != before and running.answers())
    assert alive(running.pid(name))


def test_a_killed_parent_is_recovered_from(running) -> None:
    orphans = [running.pid(name) for name in NAMES]
    running.process.kill()
    running.process.wait()
    assert all(alive(pid) for pid in orphans)
    began = time.monotonic()
    running.start()
    assert time.monotonic() - began < 60
    assert "ending what it left running: beat, worker, web, valkey, postgres" in running.said()
    assert not any(alive(pid) for pid in orphans)
    assert running.answers()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_in_reverse_order_and_resumes_quickly(running, number) -> None:
    children = [running.pid(name) for name in NAMES]
    running.process.send_signal(number)
    assert running.process.wait(60) == 0
    stopped = [line.split()[1] for line in running.said().splitlines() if line.startswith("stopping ")]
    assert stopped == NAMES[::-1]
    assert not any(alive(pid) for pid in children)
    assert not (running.folder / "state.json").exists()
    began = time.monotonic()
    running.start()
    assert time.monotonic() - began < 30
    assert "loading organisation" not in running.said()


def test_a_stop_while_it_prepares_leaves_nothing_running(running) -> None:
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(60)
    with running.out.open("w") as out:
        words = [sys.executable, "-m", "portal.demo"]
        process = subprocess.Popen(words, cwd=PROJECT_DIR, env=running.environment(), stdout=out, stderr=out)
    running.wait_for(lambda: (running.folder / "state.json").exists() and "valkey" in running.state()["processes"])
    children = [pid for pid, _ in running.state()["processes"].values()]
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert not any(alive(pid) for pid in children)


def test_servers_of_somebody_else_are_used_and_never_reset(running, tmp_path) -> None:
    given = {"DATABASE_URL": running.state()["database_url"], "REDIS_URL": running.state()["redis_url"]}
    other = Demo(tmp_path / "other", free_port())
    status, said = other.attempt(RESET="1", **given)
    assert status == 1
    assert "DATABASE_URL" in said
    other.start(**given)
    try:
        assert set(other.state()["processes"]) == {"web", "worker", "beat"}
        assert other.answers()
        assert not (other.folder / "postgres").exists()
    finally:
        other.process.send_signal(signal.SIGTERM)
        assert other.process.wait(60) == 0
    assert running.answers()


def test_reset_starts_afresh_and_touches_nothing_else(running) -> None:
    running.manage("shell", "-v0", "-c", "from portal.accounts.models import User; User.objects.update(mobile='1')")
    (running.folder / "my own notes.txt").write_text("keep")
    running.process.send_signal(signal.SIGTERM)
    running.process.wait(60)
    running.start(RESET="1")
    done = running.manage(
        "shell",
        "-v0",
        "-c",
        "from portal.accounts.models import User as U; print(U.objects.filter(mobile='1').count())",
    )
    assert done.stdout.strip() == "0", done.stderr
    assert (running.folder / "my own notes.txt").read_text() == "keep"


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1", "８０"])
def test_a_port_that_is_none_is_refused(demo, port) -> None:
    status, said = demo.attempt(PORT=port)
    assert status == 1
    assert "not a port number" in said


def test_a_folder_that_cannot_be_made_is_said(demo, tmp_path) -> None:
    (tmp_path / "file").write_text("")
    status, said = demo.attempt(DEMO_DIR=str(tmp_path / "file" / "demo"), PORT=str(free_port()))
    assert status == 1
    assert "Choose one with DEMO_DIR" in said


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_nobody_may_write_is_said(demo, tmp_path) -> None:
    tmp_path.chmod(0o500)
    status, said = demo.attempt(DEMO_DIR=str(tmp_path / "demo"), PORT=str(free_port()))
    assert status == 1
    assert "cannot be used" in said


def test_a_database_that_is_not_there_is_said_in_one_line(demo, tmp_path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        gone = f"postgres://a:b@127.0.0.1:{nobody.getsockname()[1]}/c"
        status, said = demo.attempt(
            DATABASE_URL=gone, REDIS_URL="redis://127.0.0.1:1/0", DEMO_DIR=str(tmp_path / "d"), PORT=str(free_port())
        )
    assert status == 1
    assert "The database cannot be reached" in said
    assert "Traceback" not in said
