"""The virtual environment is left alone when it fits and filled again when it does not."""

import subprocess
import sys

import pytest

from portal.demo import environment
from portal.demo.running import PROJECT_DIR


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project folder of this test, with an environment that looks installed."""
    monkeypatch.setattr(environment, "PROJECT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PROGRAM", tmp_path / ".venv" / "bin" / "python")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text(f"# {name}\n")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    environment.PROGRAM.symlink_to(sys.executable)
    return tmp_path


@pytest.fixture
def pip(monkeypatch):
    """Records what pip is asked for instead of asking it; `pip.fails` makes it fail."""

    class Pip:
        asked: list = []
        fails = ""

        def run(self, words, **_):
            self.asked.append(words)
            return subprocess.CompletedProcess(words, 1 if self.fails else 0, "", self.fails)

    found = Pip()
    found.asked = []
    monkeypatch.setattr(environment.subprocess, "run", found.run)
    return found


def test_the_larger_list_serves_for_the_smaller_one(project, pip) -> None:
    environment.install("requirements-dev.txt")
    assert environment.fits("requirements-dev.txt")
    assert environment.fits("requirements.txt")


def test_the_smaller_list_does_not_serve_for_the_larger_one(project, pip) -> None:
    environment.install("requirements.txt")
    assert environment.fits("requirements.txt")
    assert not environment.fits("requirements-dev.txt")


def test_a_changed_list_is_installed_again(project, pip) -> None:
    environment.install("requirements.txt")
    (project / "requirements.txt").write_text("# another\n")
    assert not environment.fits("requirements.txt")


def test_only_hashed_wheels_are_asked_for(project, pip) -> None:
    environment.install("requirements.txt")
    (words,) = pip.asked
    assert {"--require-hashes", "--only-binary", ":all:"} <= set(words)


def test_an_installation_that_failed_is_not_taken_for_one(project, pip) -> None:
    pip.fails = "no wheel for this machine"
    with pytest.raises(SystemExit, match="no wheel for this machine"):
        environment.install("requirements.txt")
    assert not environment.fits("requirements.txt")


def test_an_environment_whose_python_went_away_is_made_anew(project, pip) -> None:
    environment.install("requirements.txt")
    environment.PROGRAM.unlink()
    assert not environment.fits("requirements.txt")
    environment.make()
    assert "venv" in pip.asked[-1]


def test_a_python_too_old_is_refused_in_one_sentence(project, monkeypatch) -> None:
    monkeypatch.setattr(environment, "OLDEST", (99, 0))
    with pytest.raises(SystemExit, match=r"Python 99\.0 or newer is needed"):
        environment.main()


def test_it_runs_without_anything_installed() -> None:
    """By path, in Python's isolated mode: no import of ours, no package."""
    words = [
        sys.executable,
        "-I",
        "-S",
        str(PROJECT_DIR / "portal" / "demo" / "environment.py"),
        "requirements-dev.txt",
    ]
    code = f"import runpy, sys; sys.argv = {words[3:]!r}; runpy.run_path({words[3]!r}, run_name='read')"
    assert subprocess.run([*words[:3], "-c", code], capture_output=True).returncode == 0
