"""The demo organisation with its people, calendars and registers, without the rest of the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from departments.org.loading import load_organisation, load_registers
from portal.accounts.models import User
from portal.worktime import load_calendars


def document(name: str) -> dict[str, Any]:
    return yaml.safe_load((Path(settings.BASE_DIR) / "portal/demo/catalogue" / name).read_text(encoding="utf-8"))


@pytest.fixture
def organisation_doc() -> dict[str, Any]:
    return document("organisation.yaml")


@pytest.fixture
def roles_doc() -> dict[str, Any]:
    return document("roles.yaml")


@pytest.fixture
def calendars(db: None) -> None:
    load_calendars(document("calendar.yaml"))


@pytest.fixture
def organisation(calendars: None, organisation_doc: dict[str, Any], roles_doc: dict[str, Any]) -> None:
    load_organisation(organisation_doc, roles_doc, set_demo_passwords=True)


@pytest.fixture
def registers(organisation: None) -> None:
    load_registers()


@pytest.fixture
def person(db: None) -> Any:
    """person("hui.anpai") -> that User, freshly read."""
    return lambda username: User.objects.get(username=username)
