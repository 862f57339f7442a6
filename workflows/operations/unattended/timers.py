"""What each alarm does when its moment has come (R32–R35, R38, R48). Late fires count as at their moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from departments.org.duties import holders, leader_of
from departments.org.models import Department
from workflows.acting import Acting, acting_as_system
from workflows.asking import subjects
from workflows.models import AlarmStage, Task, TaskKind
from workflows.operations.absence import covering
from workflows.operations.belonging import arbitration, transfers
from workflows.operations.consulting import asking, formal, meetings, opinions, reconciling
from workflows.operations.handling import speaking
from workflows.operations.heads import pausing, second_notice
from workflows.operations.owed import deferral, resupply
from workflows.operations.window import delivery, intake, proposing
from workflows.queries.estimate import expected_end
from workflows.timing import alarms
from workflows.words import telling, wording


def fire(task: Task) -> None:
    """Fire the task's current alarm and plan the next one. The dispatcher holds the process lock."""
    stage = task.alarm_stage
    with acting_as_system(task) as act:
        if act.task.alarm_stage != stage:
            return
        HANDLERS[stage](act)
        if stage not in PLAN_THEMSELVES:
            alarms.advance(act.task, stage)


def remind_yellow(act: Acting) -> None:
    """Yellow: a reminder to the holder and the B-role (R34)."""
    act.note("alarm.yellow")
    telling.tell_task(act.task, wording.YELLOW, with_deputy(act.task))


def remind_red(act: Acting) -> None:
    """Red: the head hears it the same day, and the applicant before asking (R34)."""
    act.note("alarm.red")
    task = act.task
    assert task.department is not None
    people = {person.pk: person for person in with_deputy(task)}
    people.update({person.pk: person for person in holders("approve", task.department_id)})
    telling.tell_task(task, wording.RED, people.values(), department=task.department.name)
    # A check after the decision keeps no applicant waiting.
    if act.item is not None and task.kind != TaskKind.CHECK:
        expected = expected_now(act)
        words = wording.LATE_EXPECTED if expected else wording.LATE_APPLICANT
        due, names = telling.moment_words(expected), {"department": task.department.name, "item": act.item.name}
        telling.tell_applicant(act.case, words, key=act.item.code, due=due, **names)


def expected_now(act: Acting) -> datetime | None:
    """When the case is likely to be done, if that is past its promise."""
    open_tasks = Task.objects.filter(case=act.case, finished=None, kind=TaskKind.STEP).select_related("case_item")
    steps = {one.case_item.code: one.step_title for one in open_tasks if one.case_item is not None}
    items = list(act.case.items.prefetch_related("pauses"))
    return expected_end(act.case, items, steps, act.change.at)


def with_deputy(task: Task) -> list[Any]:
    people = {person.pk: person for person in telling.able_people(task)}
    department = Department.objects.select_related("deputy").get(pk=task.department_id)
    if department.deputy is not None and department.deputy_id not in task.barred:
        people[department.deputy_id] = department.deputy
    return list(people.values())


def silence_is_consent(act: Acting) -> None:
    opinions.consent_by_silence(act)


def silence_escalates(act: Acting) -> None:
    if act.task.kind == TaskKind.FORMAL:
        formal.overdue(act)
        return
    if act.task.kind == TaskKind.MEETING:
        meetings.overdue(act)
        return
    if act.task.kind == TaskKind.RECONCILE:
        reconciling.overdue(act)
        return
    if act.task.kind == TaskKind.OPINION:
        asking.overdue(act)
        return
    if speaking.is_filing(act.task):
        speaking.overdue(act)
        return
    subject = subjects.subject_of(act.task)
    if subject == subjects.CONFLICT:
        reconciling.ruling_overdue(act)
        return
    if subject == subjects.TRANSFER:
        transfers.unanswered(act)
        return
    if subject == subjects.ARBITRATION:
        leader = leader_of(act.case.organisation)
        arbitration.escalate(act, [leader] if leader else [])
        return
    office = Department.objects.filter(organisation_id=act.case.organisation_id, kind="coordination").first()
    opinions.escalate(act, holders("arbitrate", office.pk) if office else [])


def deem_accepted(act: Acting) -> None:
    """Five working days without a decision: accepted as of the day of receipt (R35)."""
    act.note("case.deemed_accepted")
    act.opinion("accept", tacit=True, text=_("No decision within five working days; counted as accepted."))
    proposing.drop_open(act)
    intake.defer_missing(act)
    intake.take_on(act.case, accepted_at=alarms.received_at(act.task))
    act.conclude("accept")


def remind_applicant(act: Acting) -> None:
    if second_notice.is_supplement(act.task):
        second_notice.remind(act)
        return
    words = wording.CORRECTION_REMINDER if act.item is None else wording.PAPERS_REMINDER
    item = act.item.name if act.item else ""
    due = telling.moment_words(act.task.due_at)
    telling.tell_applicant(act.case, words, key=str(act.task.pk), due=due, item=item)
    act.note("alarm.reminded")


def lapse(act: Acting) -> None:
    if second_notice.is_supplement(act.task):
        second_notice.silence(act)
        return
    resupply.lapse(act)
    words = wording.LAPSED if act.item is None else wording.PAPERS_LAPSED
    item = act.item.name if act.item else ""
    due = telling.moment_words(act.task.due_at)
    telling.tell_applicant(act.case, words, key=item, due=due, item=item)


def close_quietly(act: Acting) -> None:
    """One working day after delivery the case closes by itself (R9)."""
    delivery.close(act, _("Closed one working day after delivery."))


HANDLERS: dict[str, Callable[[Acting], None]] = {
    AlarmStage.YELLOW: remind_yellow,
    AlarmStage.RED: remind_red,
    AlarmStage.TACIT: silence_is_consent,
    AlarmStage.ESCALATE: silence_escalates,
    AlarmStage.DEEMED: deem_accepted,
    AlarmStage.REMIND: remind_applicant,
    AlarmStage.LAPSE: lapse,
    AlarmStage.CLOSE: close_quietly,
    AlarmStage.RESUME: pausing.resume_by_itself,
    AlarmStage.PROMISE: deferral.look_after_promises,
    AlarmStage.BACKUP: covering.pass_to_backup,
}
# These leave the next alarm planned: what follows depends on what they found.
PLAN_THEMSELVES = frozenset({AlarmStage.RESUME, AlarmStage.PROMISE})
