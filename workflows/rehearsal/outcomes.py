"""What came of a rehearsed case, read from its rows when it has ended."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from portal.errors import DomainError
from portal.worktime import working_time
from services.cases.models import Case, CaseItem
from services.cases.states import CASE_ENDED
from services.catalog.resolution import resolve
from services.catalog.snapshot import MatterSnapshot
from workflows.applying.application import Application
from workflows.rehearsal.shapes import (
    UNFINISHED,
    DeedOutcome,
    Ending,
    FieldOutcome,
    ItemOutcome,
    Outcome,
    PaperOutcome,
    Trouble,
)
from workflows.timing import clocks

DAY_HOURS = 8
TENTH = Decimal("0.1")


def hours_between(case: Case, begins: datetime, moment: datetime) -> Decimal:
    """Working hours on the case's calendar, calendar hours for emergencies (R25); to a tenth."""
    if case.limit_unit == "ch":
        passed = moment - begins
    else:
        passed = working_time(begins, moment, clocks.table(case.calendar_code))
    return in_hours(passed)


def in_hours(passed: timedelta) -> Decimal:
    return Decimal(passed / timedelta(hours=1)).quantize(TENTH)


def ended_badly(error: DomainError, snapshot: MatterSnapshot) -> Outcome:
    """A sample that could not even be handed in: nothing but why, and where that is mended."""
    names = tuple(map(str, error.fields))
    return Outcome(UNFINISHED, trouble=Trouble(error.error_code, sentence(error), place_of(names, snapshot), names))


def sentence(error: DomainError) -> str:
    """The most telling sentence: what is wrong with the first field, or the error's own."""
    first = next((texts[0] for texts in error.fields.values() if texts), "")
    return str(first or error.detail)


def place_of(names: tuple[str, ...], snapshot: MatterSnapshot) -> str:
    """The section of the designer that mends what a submission was refused for."""
    if any(name in snapshot.elements for name in names):
        return "form"
    if any(name in snapshot.materials for name in names):
        return "materials"
    return "rules"


def outcome_of(
    case: Case, application: Application, begins: datetime, deeds: tuple[DeedOutcome, ...], trouble: Trouble | None
) -> Outcome:
    """Read everything that is compared; the case has ended, or `trouble` says why not."""
    case.refresh_from_db()
    rows = list(case.items.select_related("department").order_by("position"))
    main = [row for row in rows if row.phase == "main"]
    decided = [row.decided_at for row in main if row.decided_at is not None]
    fields = resolve(case.version.typed, application.answers).fields
    return Outcome(
        ending=ending(case, main),
        items=tuple(item_outcome(row, case, begins) for row in rows),
        deeds=deeds,
        papers=tuple(
            PaperOutcome(row.code, row.name, row.handling, row.name_en) for row in case.materials.order_by("code")
        ),
        asked=tuple(
            FieldOutcome(one.key, one.element.name, one.element.name_en)
            for one in fields
            if one.expected and one.value is None
        ),
        promised=case.limit_amount,
        unit=case.limit_unit,
        days=days_until(case, begins, max(decided)) if decided and case.decided_at else None,
        trouble=trouble,
    )


def days_until(case: Case, begins: datetime, moment: datetime) -> Decimal:
    """Working days of eight hours, or hours for an emergency."""
    hours = hours_between(case, begins, moment)
    return hours if case.limit_unit == "ch" else (hours / DAY_HOURS).quantize(TENTH)


def ending(case: Case, main: list[CaseItem]) -> str:
    """How it ended, in the words an expectation is written in."""
    if case.state == "not_accepted":
        return Ending.NOT_ACCEPTED
    decisions = {row.decision for row in main if row.decision}
    if case.decided_at is not None and decisions:
        every = all(row.decision == "approved" for row in main)
        return Ending.APPROVED if every else Ending.PARTLY if "approved" in decisions else Ending.DENIED
    return Ending.ENDED_EARLY if case.state in CASE_ENDED else UNFINISHED


def item_outcome(row: CaseItem, case: Case, begins: datetime) -> ItemOutcome:
    return ItemOutcome(
        code=row.code,
        name=row.name,
        name_en=row.name_en,
        department=row.department.code,
        department_name=row.department.name,
        department_name_en=row.department.name_en,
        phase=row.phase,
        state=row.state,
        decision=row.decision,
        started=hours_between(case, begins, row.started_at) if row.started_at else None,
        decided=hours_between(case, begins, row.decided_at) if row.decided_at else None,
    )
