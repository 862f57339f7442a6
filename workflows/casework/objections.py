"""What an objection to shared data starts: its due moment, and the people of the source who are told (R83)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from departments.org.duties import holders
from departments.org.models import Department
from services.cases.models import Case
from workflows.timing import clocks
from workflows.words import telling, wording

ANSWER_LIMIT_DAYS = Decimal(3)  # R83
# Without a steward the head of the source answers.
ANSWERING_DUTIES = ("steward", "approve")
LIST = "/desk/objections/"


def due_of(case: Case, at: datetime) -> datetime:
    """When the source must have answered: three working days on the case's calendar."""
    return clocks.moments(case, at, clocks.working_limit(ANSWER_LIMIT_DAYS)).due_at


def answerers(source: Department | None) -> list[Any]:
    """The stewards of the source, or its heads where it has none."""
    if source is None:
        return []
    return next((people for duty in ANSWERING_DUTIES if (people := holders(duty, source.pk))), [])


def tell_stewards(case: Case, source: Department | None, label: str) -> None:
    people = [person for person in answerers(source) if person.pk != case.applicant_id]
    key = f"data.objected:{case.pk}:{label}"
    telling.tell_people(case, wording.OBJECTION_WAITING, people, key=key, label=label, url=LIST)


def tell_late(case: Case, source: Department | None, label: str, due_at: datetime | None) -> None:
    """Those who answer, their heads and supervision; and the applicant, before asking."""
    known = {person.pk: person for person in answerers(source)}
    for duty in ("approve", "supervise"):
        known |= {person.pk: person for person in (holders(duty, source.pk) if source else [])}
    known.pop(case.applicant_id, None)
    said = {"label": label, "department": source.title if source else "", "due": telling.moment_words(due_at)}
    key = f"data.objection_overdue:{case.pk}:{label}"
    telling.tell_people(case, wording.OBJECTION_OVERDUE, known.values(), key=key, url=LIST, **said)
    telling.tell_people(case, wording.OBJECTION_LATE, [case.applicant], key=f"{key}:applicant", **said)


def tell_sources(case: Case, claims: Iterable[tuple[Department | None, str]]) -> None:
    for source, label in claims:
        tell_stewards(case, source, label)
