"""Fixtures of every test. The servers start before Django reads its settings."""

from __future__ import annotations

import os

from portal.demo.running import PROJECT_DIR
from portal.translations.catalogue import compile_if_stale
from tests.support.private_servers import provide

provide()
compile_if_stale(PROJECT_DIR / "portal" / "locale")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402

django.setup()

pytest_plugins = [
    "tests.support.fixtures",
    "tests.support.browser",
    "tests.support.demo_content",
    "tests.support.pages",
    "tests.town",
]
