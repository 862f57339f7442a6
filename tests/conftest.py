"""Fixtures of every test. The servers start before Django reads its settings."""

from __future__ import annotations

import os
from typing import Any

from portal.demo.running import PROJECT_DIR
from portal.translations.catalogue import compile_if_stale
from tests.support.private_servers import own_queue, provide

provide()
compile_if_stale(PROJECT_DIR / "portal" / "locale")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402

django.setup()


def pytest_xdist_auto_num_workers() -> int:
    """As many processes as cores this process may use, and no more than Valkey has databases for."""
    return min(len(os.sched_getaffinity(0)), 8)


def pytest_xdist_setupnodes(specs: list[Any]) -> None:
    """Tell each worker its own Valkey database before it starts: its settings are read before this file is."""
    for spec in specs:
        spec.env["REDIS_URL"] = own_queue(spec.id)


def pytest_xdist_make_scheduler(config: Any, log: Any) -> Any:
    """Files stay together; the long ones begin first."""
    from tests.support.order import LongestFirst

    return LongestFirst(config, log) if config.option.dist == "loadfile" else None


pytest_plugins = [
    "tests.support.fixtures",
    "tests.support.browser",
    "tests.support.demo_content",
    "tests.support.pages",
    "tests.town",
]
