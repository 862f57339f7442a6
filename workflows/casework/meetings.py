"""Appointments of those who countersign an item: which is open, in words, and no longer needed (R50).

The question of an invited department carries the appointment in `data["meeting"]`, so that lists ask nothing:
{"what", "at" (ISO), "place", "purpose", "rule": what absence means, as countersigning.timeout_rule}.
"""

from __future__ import annotations

from services.cases.models import CaseItem, Meeting
from workflows.asking.together import what_words
from workflows.casework import countersigning
from workflows.engine.change import current
from workflows.models import Task, TaskKind
from workflows.words import round_wording, telling

CAME, EXCUSED, ABSENT = "came", "excused", "absent"
STATES = (CAME, EXCUSED, ABSENT)


def open_meeting(item: CaseItem) -> Meeting | None:
    return Meeting.objects.filter(item=item, recorded_at=None, cancelled_at=None).first()


def details(meeting: Meeting) -> dict[str, str]:
    return {
        "what": meeting.kind,
        "at": meeting.starts_at.isoformat(),
        "place": meeting.place,
        "purpose": meeting.purpose,
    }


def drop(item: CaseItem, because: str) -> None:
    """Nobody has to come any more: the round is over, or the item was sent back."""
    meeting = open_meeting(item)
    if meeting is not None:
        call_off(meeting, item, because)
        for task in Task.objects.filter(case_item=item, kind=TaskKind.MEETING, finished=None).select_related("process"):
            countersigning.close_unanswered(task, "cancelled")


def call_off(meeting: Meeting, item: CaseItem, because: str) -> None:
    """Cancel the appointment and tell everybody who was to come, once."""
    meeting.cancelled_at, meeting.cancelled_because = current().at, because
    meeting.save(update_fields=["cancelled_at", "cancelled_because"])
    current().note(
        item.stream,
        "meeting.off",
        subject=item.case.number,
        text=because,
        data={"item": item.code, "meeting": meeting.pk},
    )
    for row in questions_of(meeting):
        forget(row)
        people = telling.able_people(row) if row.finished is None else [row.closed_by] if row.closed_by else []
        what, when = what_words(meeting.kind), telling.moment_words(meeting.starts_at)
        telling.tell_task(
            row,
            round_wording.MEETING_OFF,
            people,
            key=str(meeting.pk),
            item=item.name,
            what=what,
            when=when,
            reason=because,
        )


def questions_of(meeting: Meeting) -> list[Task]:
    ids = list(meeting.invitations.values_list("question", flat=True))
    relations = ("case__applicant", "case_item", "department", "owner", "closed_by", "stand_in")
    return list(Task.objects.filter(pk__in=ids).select_related(*relations).order_by("pk"))


def forget(row: Task) -> None:
    """The question names the appointment no more."""
    if "meeting" in row.data:
        row.data = {name: value for name, value in row.data.items() if name != "meeting"}
        row.save(update_fields=["data"])
