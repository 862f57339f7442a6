"""Browser fixtures: the system's Chromium, Chinese locale, a live server on PostgreSQL.

`page` and `context` are pytest-playwright's, so that `--headed` and `--tracing` work.
Without a Chromium these tests are skipped, unless REQUIRE_BROWSER is set: then they fail.
"""

from __future__ import annotations

import os
import shutil
from typing import Any

import pytest
from playwright.sync_api import expect

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

# A busy machine is slow, not wrong: wait long for what must come. Milliseconds.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

# Playwright runs an event loop in the test's thread; Django takes that for asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def chromium() -> str | None:
    """Path of a Chromium on this machine."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """How Chromium is started. Also the one place that says what a missing browser means."""
    program = chromium()
    if program is None:
        sentence = "no Chromium on this machine (looked for: " + ", ".join(PROGRAMS) + ")"
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(sentence + ", and REQUIRE_BROWSER is set")
        pytest.skip(sentence)
    words = ["--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    words += ["--disable-component-update", "--disable-sync", "--disable-quic"]
    if os.geteuid() == 0:
        words.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": program, "args": words}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Chinese, Shanghai time, the larger of the two sizes."""
    return {**browser_context_args, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": DESKTOP}


@pytest.fixture
def context(context: Any) -> Any:
    """The browser's own window, patient with a busy machine."""
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def phone(page: Any) -> Any:
    """The page at the size of a phone."""
    page.set_viewport_size(PHONE)
    return page
