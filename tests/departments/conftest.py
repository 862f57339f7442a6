"""The demo organisation with filled registers, and items as handlers and rules see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from departments.org.contract import ItemFacts
from tests.org.conftest import calendars, organisation, organisation_doc, person, registers, roles_doc

__all__ = ["calendars", "organisation", "organisation_doc", "person", "registers", "roles_doc"]

XINJIANG_CLOCK = ZoneInfo("Asia/Shanghai")
# Monday, an ordinary working week.
NOW = datetime(2026, 3, 9, 11, 0, tzinfo=XINJIANG_CLOCK)


def moment(text: str) -> datetime:
    """ "2026-03-09 11:00" on the office clock."""
    return datetime.fromisoformat(text).replace(tzinfo=XINJIANG_CLOCK)


def item(code: str, values: dict[str, Any], **changes: Any) -> ItemFacts:
    """An item of 员工甲 on Monday 9 March 2026, 11:00."""
    facts: dict[str, Any] = {
        "case_number": "YJS-20260309-OF-000001-1",
        "applicant_username": "yuan.gongjia",
        "department_code": "OF-CY1",
        "facts": {},
        "submitted_at": NOW,
        "now": NOW,
    }
    return ItemFacts(item_code=code, values=values, **(facts | changes))


@pytest.fixture
def monday(calendars: None) -> Any:
    """The clock stands at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield
