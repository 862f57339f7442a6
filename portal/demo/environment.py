"""The virtual environment: made, filled with hashed wheels, left alone when it already fits.

Run by path with any Python 3 (`python3 portal/demo/environment.py requirements.txt`), so it
imports nothing of ours and nothing that has to be installed.
"""

import hashlib
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
VENV = PROJECT / ".venv"
PROGRAM = VENV / "bin" / "python"
OLDEST = (3, 11)
# What a larger list has installed, a smaller one need not ask for again.
CONTAINS = {"requirements-dev.txt": ["requirements.txt"]}


def fingerprint(name: str) -> str:
    """Changes with the list of wheels and with the Python they are for."""
    return hashlib.sha256((PROJECT / name).read_bytes() + sys.version.encode()).hexdigest()


def stamp(name: str) -> Path:
    return VENV / f".installed-{name}"


def fits(name: str) -> bool:
    """Whether the environment holds exactly this list already."""
    try:
        return stamp(name).read_text() == fingerprint(name) and PROGRAM.exists()
    except OSError:
        return False


def make() -> None:
    """A fresh environment where there is none that runs."""
    if (
        PROGRAM.exists()
        and subprocess.run([str(PROGRAM), "-m", "pip", "--version"], capture_output=True).returncode == 0
    ):
        return
    print("making the virtual environment …", flush=True)
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(
            f"The virtual environment could not be made with {sys.executable}.\n{(done.stdout + done.stderr).strip()}\n"
            "On Debian and Ubuntu: apt-get install python3-venv"
        )


def install(name: str) -> None:
    """Wheels only, each checked against its hash."""
    print(f"installing {name} …", flush=True)
    words = [str(PROGRAM), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    # Compiling a hundred packages takes longer than compiling the part of them that is used.
    words += ["--no-compile", "--only-binary", ":all:", "--require-hashes", "-r", str(PROJECT / name)]
    done = subprocess.run(words, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{done.stderr.strip()}\n{name} could not be installed; the lines above say why.")
    for fitting in [name, *CONTAINS.get(name, [])]:
        stamp(fitting).write_text(fingerprint(fitting))


def main() -> None:
    if sys.version_info < OLDEST:
        sys.exit(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; {sys.executable} is {sys.version.split()[0]}. "
            "Name another: make demo PYTHON=python3.12"
        )
    name = sys.argv[1]
    if not fits(name):
        make()
        install(name)


if __name__ == "__main__":
    main()
