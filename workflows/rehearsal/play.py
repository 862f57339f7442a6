"""One sample played to its end on one version: real operations, real flows, a clock that we move."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import time_machine
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.models import Department, Membership
from portal.accounts.models import User
from portal.errors import DomainError
from portal.worktime import CalendarMissing, moment_after
from services.cases.models import Case
from services.cases.states import CASE_ENDED
from services.catalog.models import Matter, MatterVersion
from services.catalog.publishing import checksum_of
from services.catalog.snapshot import MatterSnapshot
from workflows.acting import get_task
from workflows.models import APPLICANT_KINDS, Task
from workflows.operations.acts import act
from workflows.operations.entry.submission import submit
from workflows.operations.unattended import firing
from workflows.rehearsal.deeds import ORDINARY, SILENCE, fits, payload_of
from workflows.rehearsal.filling import application_of
from workflows.rehearsal.outcomes import ended_badly, hours_between, outcome_of
from workflows.rehearsal.sandbox import settle
from workflows.rehearsal.shapes import ActLine, DeedOutcome, Outcome, Script, Trouble
from workflows.timing import clocks
from workflows.words import telling

MOST_EVENTS = 400
LONGEST = timedelta(days=400)
A_MOMENT = timedelta(seconds=1)


@dataclass
class Play:
    """A rehearsed case under way. `lines` are those of the script nobody has spoken yet."""

    script: Script
    case: Case
    clock: Any
    begins: datetime
    lines: list[ActLine]
    deeds: list[DeedOutcome] = field(default_factory=list)
    chosen: dict[int, ActLine] = field(default_factory=dict)

    @property
    def table(self) -> Any:
        return clocks.table(self.case.calendar_code)

    def hours_since(self, moment: datetime) -> Decimal:
        """Working hours since the case was handed in; calendar hours for emergencies (R25)."""
        return hours_between(self.case, self.begins, moment)


def play(script: Script, snapshot: MatterSnapshot, matter_id: int, now: datetime) -> Outcome:
    """What comes of the sample. Never raises for what the version or the script does wrong: says it."""
    begins = beginning(script, now)
    with time_machine.travel(begins, tick=False) as clock:
        version = published_here(snapshot, matter_id, begins)
        applicant = somebody(script.department, begins)
        try:
            application = application_of(script, version, applicant, begins)
            case, _created = submit(application, applicant=applicant, actor=applicant)
        except DomainError as error:
            return ended_badly(error, snapshot)
        going = Play(script, case, clock, begins, list(script.acts))
        trouble = perform(going)
        return outcome_of(case, application, begins, tuple(going.deeds), trouble)


def beginning(script: Script, now: datetime) -> datetime:
    """The next moment from `now` on the script's weekday and hour."""
    local, wanted = timezone.localtime(now), timezone.localtime(script.moment)
    day = local.date() + timedelta(days=(wanted.weekday() - local.weekday()) % 7)
    found = local.replace(year=day.year, month=day.month, day=day.day, hour=wanted.hour, minute=wanted.minute)
    found = found.replace(second=0, microsecond=0)
    return found if found >= local else found + timedelta(days=7)


def published_here(snapshot: MatterSnapshot, matter_id: int, at: datetime) -> MatterVersion:
    """The snapshot as the version in force, in this copy of the house only."""
    document = snapshot.to_json()
    version = MatterVersion.objects.create(
        matter_id=matter_id,
        number=snapshot.version or 1,
        snapshot=document,
        checksum=checksum_of(document),
        published_at=at,
        effective_from=at,
        published_by_id=0,
        reviewed_by_id=-1,
    )
    Matter.objects.filter(pk=matter_id).update(published=version)
    return version


def somebody(department: str, at: datetime) -> User:
    """An applicant who does not exist outside: no person's data is read."""
    person = User.objects.create(username=f"rehearsal.{secrets.token_hex(6)}", name="预演申请人", name_en="Rehearsal")
    home = Department.objects.get(code=department)
    Membership.objects.create(user=person, department=home, starts=timezone.localdate(at) - timedelta(days=30))
    return person


# ---- moving on ------------------------------------------------------------------------


def perform(going: Play) -> Trouble | None:
    """Let everybody do their part until the case has ended. The trouble that kept it from ending, else None."""
    for _event in range(MOST_EVENTS):
        settle()
        going.case.refresh_from_db()
        if going.case.state in CASE_ENDED:
            return None
        try:
            due = next_event(going)
        except CalendarMissing as error:
            return Trouble("calendar_missing", error.detail, "limits")
        if due is None or due[0] > going.begins + LONGEST:
            return stuck(going)
        moment, task, line = due
        going.clock.move_to(max(moment, timezone.now()), tick=False)
        try:
            if task is None:
                ring(going)
            else:
                do(going, task, line)
        except DomainError as error:
            return refused(going, task, line, error)
    return stuck(going)


def next_event(going: Play) -> tuple[datetime, Task | None, ActLine] | None:
    """What happens next: (moment, task, line), or an alarm (no task). None when nothing ever will."""
    events = []
    for task in open_tasks(going.case):
        line = going.chosen.get(task.pk) or choose(going, task)
        if line is not None and line.act != SILENCE:
            hours = going.script.pace if line.hours is None else line.hours
            events.append((ready_at(going, task, hours), task, line))
    rows = Task.objects.filter(case=going.case, scheduled__isnull=False).order_by("scheduled")
    alarm = rows.values_list("scheduled", flat=True).first()
    first = min(events, key=lambda one: (one[0], one[1].pk), default=None)
    if alarm is not None and (first is None or alarm < first[0]):
        return alarm + A_MOMENT, None, ActLine("", "")
    return first


def open_tasks(case: Case) -> list[Task]:
    rows = Task.objects.filter(case=case, finished=None).exclude(kind="")
    return list(rows.select_related("case", "case_item", "department", "owner", "stand_in").order_by("pk"))


def choose(going: Play, task: Task) -> ActLine | None:
    """The first line left that fits the task, or the ordinary thing; None when there is neither."""
    for line in going.lines:
        if fits(line, task):
            going.lines.remove(line)
            going.chosen[task.pk] = line
            return line
    ordinary = ORDINARY.get(task.kind)
    return ActLine(task.kind, ordinary) if ordinary else None


def ready_at(going: Play, task: Task, hours: Decimal) -> datetime:
    work = timedelta(hours=float(hours))
    if going.case.limit_unit == "ch":
        return task.created + work
    return moment_after(max(task.created, going.begins), work, going.table)


def ring(going: Play) -> None:
    """Fire the alarms that are due, as the beat does; handlers a worker would run are run."""
    stages = list(Task.objects.filter(case=going.case, scheduled__lte=timezone.now()).order_by("scheduled", "pk"))
    kept = [(task, task.alarm_stage) for task in stages]
    firing.fire_due()
    for task, stage in kept:
        going.deeds.append(deed(going, task, f"alarm.{stage}"))


def do(going: Play, task: Task, line: ActLine) -> None:
    fresh = get_task(task.pk)
    payload = payload_of(line, task)
    going.deeds.append(deed(going, task, line.act))
    act(fresh, actor=person_for(going, task), action=line.act, payload=payload)


def person_for(going: Play, task: Task) -> Any:
    """The applicant, or whoever of the department comes first. Raises NobodyAble."""
    if task.kind in APPLICANT_KINDS:
        return going.case.applicant
    people = telling.able_people(task)
    if not people:
        raise NobodyAble(
            _("Nobody in %(department)s may do “%(step)s” now. Give somebody the duty, or change the step.")
            % {"department": task.department.title, "step": task.step_title or task.get_kind_display()}
        )
    return people[0]


class NobodyAble(DomainError):
    """The department has nobody who could act."""

    code = "nobody_able"


def deed(going: Play, task: Task, what: str) -> DeedOutcome:
    return DeedOutcome(
        hours=going.hours_since(timezone.now()),
        kind=task.kind,
        act=what,
        item=task.case_item.code if task.case_item else "",
        step=task.step_name,
        step_en=task.step_name_en,
        department=task.department.code if task.department else "",
    )


# ---- what keeps a case from ending ------------------------------------------------------


def refused(going: Play, task: Task | None, line: ActLine, error: DomainError) -> Trouble:
    place = "items" if error.error_code == NobodyAble.code else "flow"
    names = tuple(filter(None, (task.case_item.code if task and task.case_item else "", line.about)))
    return Trouble(error.error_code, error.detail, place, names)


def stuck(going: Play) -> Trouble:
    """Nothing will happen any more: where the case stands."""
    waiting = [one.step_title or str(one.get_kind_display()) for one in open_tasks(going.case)]
    left = list(unspoken(going))
    detail = _("The case stands still at: %(tasks)s.") % {"tasks": "、".join(waiting) or _("nothing")}
    return Trouble("stuck", detail, "flow", tuple(left))


def unspoken(going: Play) -> Iterator[str]:
    """Items of lines nobody came to speak."""
    yield from (line.item for line in going.lines if line.item)
