from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from portal.accounts.models import User
from portal.notices import Wording, notify

# A Wednesday in November, in the middle of the working day in Shanghai and in the night.
NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 18, 23, 0, tzinfo=UTC)


@pytest.fixture
def lin(db: None) -> User:
    return User.objects.create_user("you.lin", name="尤琳", email="lin@example.org")


@pytest.fixture
def wang(db: None) -> User:
    return User.objects.create_user("you.wang", name="尤望", email="wang@example.org", language="en")


@pytest.fixture
def quiet_person(db: None) -> User:
    """Somebody without an e-mail address."""
    return User.objects.create_user("you.jing", name="尤静")


@pytest.fixture
def tell() -> Callable[..., None]:
    def send(*people: User, key: str = "case.accepted:1", urgent: bool = False, title: str = "已受理") -> None:
        wording = Wording("case.accepted", title, "%(who)s的申请已受理", urgent=urgent)
        notify(people, wording, {"who": "尤琳"}, url="/c/YJS-1/", key=key, case_number="YJS-1")

    return send


@pytest.fixture
def travel_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield
