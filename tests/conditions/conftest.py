"""Sentences are compared in English, unless a test asks for Chinese."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def chinese(english: None) -> Iterator[None]:
    with translation.override("zh-hans"):
        yield
