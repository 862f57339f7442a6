"""What another process needs to see a test's stage."""

from __future__ import annotations

import os
from typing import Any

import pytest


@pytest.fixture
def elsewhere(stage: None, settings: Any) -> dict[str, str]:
    """Environment in which another process sees this test's database, cache and files."""
    url = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**settings.DATABASES["default"])
    return {
        **os.environ,
        "DATABASE_URL": url,
        "REDIS_URL": settings.REDIS_URL,
        "SECRET_KEY": settings.SECRET_KEY,
        "MEDIA_ROOT": str(settings.MEDIA_ROOT),
        "DJANGO_SETTINGS_MODULE": "portal.settings",
    }
