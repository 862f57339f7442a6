"""Fixtures of every test. The servers start before Django reads its settings."""

from __future__ import annotations

import os

from tests.support.private_servers import provide

provide()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

import django  # noqa: E402

django.setup()

pytest_plugins = ["tests.support.fixtures", "tests.support.browser"]
