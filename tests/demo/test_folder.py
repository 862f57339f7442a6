"""What a killed demo left behind is ended; what only looks like it is left alone."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from portal.demo.folder import DemoFolder, DemoRefused, Trace, end


@pytest.fixture
def sleeper():
    """A process that is nobody's demo."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    yield psutil.Process(process.pid)
    process.kill()
    process.wait()


def note(folder, processes):
    (folder / "state.json").write_text(json.dumps({"processes": processes}))


def test_a_reused_process_id_is_never_taken_for_ours(tmp_path, sleeper) -> None:
    note(tmp_path, {"web": [sleeper.pid, sleeper.create_time() - 3600]})
    with DemoFolder(tmp_path) as folder:
        assert folder.orphans() == []
        folder.recover()
    assert sleeper.is_running()
    assert not (tmp_path / "state.json").exists()


def test_what_is_ours_is_ended(tmp_path, sleeper) -> None:
    note(tmp_path, {"web": [sleeper.pid, sleeper.create_time()]})
    with DemoFolder(tmp_path) as folder:
        folder.recover()
    assert not sleeper.is_running() or sleeper.status() == psutil.STATUS_ZOMBIE


def test_postgres_note_of_a_process_that_is_no_postgres_is_removed(tmp_path, sleeper) -> None:
    """After a reboot the number may be anybody's, and PostgreSQL would refuse to start."""
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text(f"{sleeper.pid}\n/somewhere\n")
    with DemoFolder(tmp_path) as folder:
        assert folder.orphans() == []
    assert sleeper.is_running()
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize("content", ["", "nonsense", "-5\n", "999999999\n"])
def test_a_damaged_note_of_postgres_is_removed(tmp_path, content) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "postmaster.pid").write_text(content)
    with DemoFolder(tmp_path) as folder:
        assert folder.orphans() == []
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"processes": {"web": [1]}}', '{"processes": 3}', '{"processes": {"web": ["x", "y"]}}']
)
def test_a_damaged_state_file_does_not_stop_a_start(tmp_path, content) -> None:
    (tmp_path / "state.json").write_text(content)
    with DemoFolder(tmp_path) as folder:
        assert folder.orphans() == []
        folder.recover()


def test_one_demo_at_a_time(tmp_path) -> None:
    with DemoFolder(tmp_path), pytest.raises(DemoRefused, match="already running"), DemoFolder(tmp_path):
        pass
    with DemoFolder(tmp_path):
        pass


def test_who_does_not_listen_is_ended_all_the_same() -> None:
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
    process.stdout.readline()
    began = time.monotonic()
    end(psutil.Process(process.pid), signal.SIGTERM, patience_seconds=0.5)
    assert process.wait(5) == -signal.SIGKILL
    assert time.monotonic() - began < 5
    process.stdout.close()


def test_a_trace_of_a_process_that_is_gone_is_dead() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    assert Trace("web", process.pid, time.time()).alive() is None
    assert Trace("web", os.getpid(), psutil.Process().create_time()).alive() is not None
