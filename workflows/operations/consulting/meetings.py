"""Call the countersigners together, record who came, and what absence without a reason means (R50)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from departments.org.duties import holders
from departments.org.models import Department
from portal.errors import Conflict, Invalid
from portal.worktime import effective_start
from services.cases.models import Case, CaseItem, Invitation, Meeting
from workflows import flows
from workflows.acting import Acting, acting, read_locked, required_text
from workflows.asking.together import absence_words, what_words
from workflows.casework import countersigning
from workflows.casework import meetings as appointments
from workflows.engine import joining
from workflows.models import Task, TaskKind
from workflows.timing import clocks
from workflows.words import round_wording, telling

from .countersigners import codes_of, countersigned, read_departments
from .moments import moment_given
from .opinions import owe_formally
from .steering import require_leads, require_steerable, say

NOTICE = timedelta(hours=1)


class NobodyAsked(Conflict):
    """Nobody is being asked, so nobody can be called together."""

    code = "nobody_asked"


class MeetingCalled(Conflict):
    """One appointment at a time."""

    code = "meeting_called"


class NotBegun(Conflict):
    """Who came is known once it has begun."""

    code = "not_begun"


# ---- calling ------------------------------------------------------------------------------


def call_meeting(
    task: Task,
    *,
    actor: Any,
    what: str = "",
    starts_at: Any = "",
    place: str = "",
    departments: Sequence[str] | str = (),
    reason: str = "",
    key: str = "",
) -> Case:
    """Call departments that still owe their opinion to a joint inspection or meeting within their limit.

    `what` inspection or meeting; `reason`: what it is about. No clock stops for it (R26).
    """
    codes = codes_of(departments)
    payload = {"what": what, "starts_at": str(starts_at or ""), "place": place, "departments": codes, "reason": reason}
    with acting(task, actor, key=key, payload=payload, permit=require_leads, still=require_steerable) as act:
        if act.repeated:
            return act.case
        item = countersigned(act)
        texts = required_text(payload, "place", "reason")
        require_free(item)
        questions = questions_to(item, read_departments(item, codes))
        meeting = Meeting.objects.create(
            case=act.case, item=item, kind=read_kind(what), starts_at=read_start(act, item, questions, starts_at),
            place=texts["place"][:120], purpose=texts["reason"], called_by=actor, called_at=act.change.at,
        )  # fmt: skip
        say(act, "call_meeting", text=words_of(meeting))
        act.note("meeting.called", text=words_of(meeting), data={"meeting": meeting.pk, "departments": codes})
        invite(act, item, meeting, questions)
        return act.case


def require_free(item: CaseItem) -> None:
    if not countersigning.round_is_running(item):
        raise NobodyAsked(_("Nobody is being asked now. Call them together while they give their opinions."))
    standing = appointments.open_meeting(item)
    if standing is not None:
        raise MeetingCalled(
            _("%(who)s has called them together for %(when)s already. Record who came, or call it off first.")
            % {"who": standing.called_by.name, "when": telling.moment_words(standing.starts_at)}
        )


def questions_to(item: CaseItem, departments: Sequence[Department]) -> list[Task]:
    """The open question of each department. Raises Invalid for one that owes no opinion."""
    rows = Task.objects.filter(case_item=item, kind=TaskKind.COUNTERSIGN, finished=None, department__in=departments)
    found = list(rows.select_related("case__applicant", "case_item", "department", "owner", "stand_in").order_by("pk"))
    asked = {row.department_id for row in found}
    for one in departments:
        if one.pk not in asked:
            problem = _("%(department)s owes no opinion here. Choose departments that are still asked.") % {
                "department": one.title
            }
            raise Invalid(problem, fields={"departments": [problem]})
    return found


def read_kind(what: str) -> str:
    if what not in Meeting.Kind.values:
        problem = _("Choose one of: %(known)s.") % {"known": ", ".join(Meeting.Kind.values)}
        raise Invalid(problem, fields={"what": [problem]})
    return what


def read_start(act: Acting, item: CaseItem, questions: Sequence[Task], given: Any) -> datetime:
    """At least an hour ahead, in office hours, and before the first of their limits. Raises Invalid."""
    latest = min(row.due_at for row in questions if row.due_at is not None)
    earliest = act.change.at + NOTICE
    found = moment_given(given)
    if found is None or not earliest <= found < latest:
        problem = _("Please give a moment between %(from)s and %(until)s, when the first opinion is due.") % {
            "from": telling.moment_words(earliest), "until": telling.moment_words(latest),
        }  # fmt: skip
        raise Invalid(problem, fields={"starts_at": [problem]})
    if not telling.is_emergency(act.case) and effective_start(found, clocks.table(act.case.calendar_code)) != found:
        problem = _("The offices are closed then. Please give a moment within office hours.")
        raise Invalid(problem, fields={"starts_at": [problem]})
    return found


def words_of(meeting: Meeting) -> str:
    return _("%(what)s on %(when)s, %(place)s: %(purpose)s") % {
        "what": what_words(meeting.kind),
        "when": telling.moment_words(meeting.starts_at),
        "place": meeting.place,
        "purpose": meeting.purpose,
    }


def invite(act: Acting, item: CaseItem, meeting: Meeting, questions: Sequence[Task]) -> None:
    """Each invited department reads what its absence would mean; whoever called it records who came."""
    rows = [Invitation(meeting=meeting, department=row.department, question=row.pk) for row in questions]
    Invitation.objects.bulk_create(rows)
    for row in questions:
        rule = rule_of(row, item)
        row.data = {**row.data, "meeting": {**appointments.details(meeting), "rule": rule}}
        row.save(update_fields=["data"])
        telling.tell_task(
            row, round_wording.MEETING_CALLED, telling.able_people(row), key=str(meeting.pk), item=item.name,
            what=what_words(meeting.kind), when=telling.moment_words(meeting.starts_at),
            place=meeting.place, purpose=meeting.purpose, absence=absence_words(rule),
        )  # fmt: skip
    join = joining.open_join(act.task)
    assert join is not None
    opened = flows.ItemFlow.meeting._create(join, act.task.token, data={"meeting": meeting})
    meeting.task_id = opened.task.pk
    meeting.save(update_fields=["task_id"])


def rule_of(question: Task, item: CaseItem) -> str:
    """What absence without a reason means: as silence would; a dissent stands whoever stays away (R49)."""
    if "again" in question.data:
        return "stands"
    group = item.snapshot.countersigns[question.group_no or 0]
    assert question.department is not None
    return countersigning.timeout_rule(item, group, question.department)


# ---- who came -----------------------------------------------------------------------------


def record_attendance(
    task: Task, *, actor: Any, attendance: Mapping[str, str] | None = None, reason: str = "", key: str = ""
) -> Case:
    """`attendance` {department code: came, excused or absent} for everybody invited; `reason` why some are excused.

    Absent and without opinion: consent by absence where silence would consent, else the coordination office is told.
    """
    given = {str(code): str(state) for code, state in (attendance or {}).items()}
    with acting(task, actor, key=key, payload={"attendance": given, "reason": reason}) as act:
        if act.repeated:
            return act.case
        meeting = meeting_of(act.task)
        if act.change.at < meeting.starts_at:
            raise NotBegun(
                _("It begins on %(when)s. Record then who came.") % {"when": telling.moment_words(meeting.starts_at)}
            )
        rows = read_attendance(meeting, given, reason)
        meeting.recorded_by, meeting.recorded_at = act.actor, act.change.at
        meeting.save(update_fields=["recorded_by", "recorded_at"])
        Invitation.objects.bulk_update(rows, ["state"])
        said = attendance_words(rows, reason.strip())
        act.opinion("record_attendance", text=said)
        act.note("meeting.held", text=said, data={"meeting": meeting.pk, "attendance": given})
        # Closed before the absences take effect: the last of them may end the round.
        act.conclude("record_attendance")
        for one in rows:
            settle(act, meeting, one)
        return act.case


def meeting_of(task: Task) -> Meeting:
    return Meeting.objects.select_related("called_by").get(pk=task.data["which"])


def read_attendance(meeting: Meeting, given: Mapping[str, str], reason: str) -> list[Invitation]:
    """Every invitation with its state. Raises Invalid naming whoever was left out."""
    rows = list(meeting.invitations.select_related("department"))
    problems = {
        one.department.code: [_("Please say whether %(department)s came.") % {"department": one.department.title}]
        for one in rows
        if given.get(one.department.code) not in appointments.STATES
    }
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    if "excused" in given.values() and not reason.strip():
        problem = _("Please write why they are excused.")
        raise Invalid(problem, fields={"reason": [problem]})
    for one in rows:
        one.state = given[one.department.code]
    return rows


def attendance_words(rows: Sequence[Invitation], reason: str) -> str:
    """保卫部：到场；生产运行部：请假（检修）."""
    said = _("; ").join(f"{one.department.name}：{one.get_state_display()}" for one in rows)
    return _("%(attendance)s (%(reason)s)") % {"attendance": said, "reason": reason} if reason else said


def settle(act: Acting, meeting: Meeting, invitation: Invitation) -> None:
    """The question no longer names the appointment; absence without a reason takes effect on it."""
    question = read_locked(Task.objects.get(pk=invitation.question))
    appointments.forget(question)
    if invitation.state != appointments.ABSENT or question.finished is not None:
        return
    assert question.case_item is not None
    silent = Acting(question, question.case, question.case_item, act.change, None)
    rule = rule_of(question, question.case_item)
    if rule == "tacit":
        consent_by_absence(silent, meeting)
    elif rule == "escalate":
        report_absence(silent, meeting)


def consent_by_absence(act: Acting, meeting: Meeting) -> None:
    """Recorded at the minute of the appointment, with the consequence of silence (R48, R50)."""
    text = _("Absent without a reason; counted as consent.")
    act.opinion("absence_consent", tacit=True, created_at=meeting.starts_at, text=text)
    act.note("countersign.absence_consent", data={"meeting": meeting.pk, "absent_at": meeting.starts_at.isoformat()})
    owe_formally(act, round_wording.ABSENT, **told_of(meeting))
    act.conclude("absence_consent")


def report_absence(act: Acting, meeting: Meeting) -> None:
    """Where silence is no consent absence is none either: the coordination office is told, the question stays."""
    act.note("countersign.absent_escalated", data={"meeting": meeting.pk})
    office = telling.coordination_office(act.case.organisation_id)
    people = {
        one.pk: one for one in [*(holders("arbitrate", office.pk) if office else []), *telling.able_people(act.task)]
    }
    assert act.item is not None and act.task.department is not None
    names = {"department": act.task.department.name, "item": act.item.name}
    telling.tell_task(
        act.task, round_wording.ABSENT_ESCALATED, people.values(), key=str(meeting.pk), **names, **told_of(meeting)
    )


def told_of(meeting: Meeting) -> dict[str, str]:
    return {"what": what_words(meeting.kind), "when": telling.moment_words(meeting.starts_at)}


def cancel_meeting(task: Task, *, actor: Any, reason: str = "", key: str = "") -> Case:
    """Call the appointment off; everybody invited is told. Nobody was absent."""
    with acting(task, actor, key=key, payload={"reason": reason}) as act:
        if act.repeated:
            return act.case
        texts = required_text({"reason": reason}, "reason")
        assert act.item is not None
        act.opinion("cancel_meeting", text=texts["reason"])
        appointments.call_off(meeting_of(act.task), act.item, texts["reason"])
        act.conclude("cancel_meeting")
        return act.case


def overdue(act: Acting) -> None:
    """Who came was not recorded: whoever called it and the department's head are told, once."""
    assert act.item is not None
    meeting = meeting_of(act.task)
    act.note("meeting.unrecorded", data={"meeting": meeting.pk})
    people = {one.pk: one for one in [*telling.able_people(act.task), *holders("approve", act.item.department_id)]}
    telling.tell_task(
        act.task, round_wording.MEETING_UNRECORDED, people.values(), item=act.item.name, **told_of(meeting)
    )
