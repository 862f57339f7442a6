"""PostgreSQL and Valkey of one test run: private folders, free ports, gone afterwards.

The first process (pytest itself, or the xdist controller) starts them and leaves their
addresses in the environment, for each xdist worker with a queue of its own. A watchdog
at the other end of a pipe ends them even when pytest is killed.
"""

from __future__ import annotations

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from portal.demo.servers import Postgres, Valkey
from tests.support import laid_out

MARK = "ONEWINDOW_TEST_FOLDER"
# Nothing of a test run has to survive a crash.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")

WATCHDOG = """
import os, shutil, signal, sys, time
sys.stdin.read()
for pid, number in ((sys.argv[2], signal.SIGKILL), (sys.argv[3], signal.SIGQUIT)):
    try:
        os.kill(int(pid), number)
    except ProcessLookupError:
        pass
time.sleep(0.3)
shutil.rmtree(sys.argv[1], ignore_errors=True)
"""


def provide() -> None:
    """Set DATABASE_URL, REDIS_URL, SECRET_KEY and MEDIA_ROOT for this process and its children."""
    if MARK in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="onewindow-test-"))
    folder.chmod(0o711)
    postgres = Postgres(folder / "postgres", settings=QUICK)
    valkey = Valkey(folder / "valkey", durable=False)
    laid_out.fetch(folder)
    postgres.start()
    valkey.start()
    assert postgres.process and valkey.process
    watchdog = subprocess.Popen(
        [sys.executable, "-c", WATCHDOG, str(folder), str(valkey.process.pid), str(postgres.process.pid)],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    os.environ[MARK] = str(folder)
    os.environ["DATABASE_URL"] = postgres.url("postgres")
    os.environ["REDIS_URL"] = valkey.url()
    os.environ["SECRET_KEY"] = "for-tests-only-" + "x" * 40
    os.environ["CONN_MAX_AGE"] = "0"
    os.environ["MEDIA_ROOT"] = str(folder / "media")
    os.environ["DEMO_DIR"] = str(folder / "demo")

    def clear_away() -> None:
        valkey.stop()
        laid_out.keep(postgres)
        postgres.stop()
        shutil.rmtree(folder, ignore_errors=True)
        assert watchdog.stdin
        watchdog.stdin.close()
        watchdog.wait(5)

    atexit.register(clear_away)


def own_queue(worker: str) -> str:
    """REDIS_URL of the worker gw0, gw1 …: database 1, 2 … There are sixteen; tests/conftest.py stays below."""
    return os.environ["REDIS_URL"].rpartition("/")[0] + f"/{int(worker.removeprefix('gw')) + 1}"
