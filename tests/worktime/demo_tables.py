"""The demo's calendars as tables, built without a database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from portal.worktime import WorkTable
from portal.worktime.building import build
from portal.worktime.documents import calendar_specs
from portal.worktime.inheritance import blueprint

CATALOGUE = Path(__file__).resolve().parents[2] / "portal" / "demo" / "catalogue"
VECTORS = Path(__file__).with_name("worktime-vectors.tsv")
BEIJING = ZoneInfo("Asia/Shanghai")


def demo_document() -> dict[str, Any]:
    return yaml.safe_load((CATALOGUE / "calendar.yaml").read_text(encoding="utf-8"))


def table_of(code: str, document: dict[str, Any] | None = None, years: set[int] | None = None) -> WorkTable:
    """A calendar of a document for the years its nation publishes, or for `years`."""
    specs = {spec.code: spec for spec in calendar_specs(document or demo_document())}
    published = frozenset(years) if years is not None else specs["CN"].years
    return build(blueprint(code, specs, published, f"{code}/test"))


def at(text: str) -> datetime:
    """ "2026-03-02 11:00" on a clock in Beijing."""
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


XJ = table_of("CN-XJ")
CN = table_of("CN")
