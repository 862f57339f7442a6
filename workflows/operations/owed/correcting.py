"""More time for the applicant's answer to the one-time notice: once, on request (R38)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Conflict
from portal.worktime import due_moment
from services.cases.models import Case, Correction
from workflows.acting import on_case
from workflows.casework.corrections import EXTENSION_DAYS, open_notice
from workflows.models import Task, TaskKind
from workflows.people.permission import require_applicant
from workflows.timing import alarms, clocks
from workflows.words import telling, wording


class NothingToExtend(Conflict):
    code = "nothing_to_extend"


class ExtendedAlready(Conflict):
    """R38: one extension."""

    code = "already_extended"


def extend_correction(case: Case, *, actor: Any) -> Case:
    """Ten more working days to answer the notice; asking is enough, once."""
    require_applicant(case, actor)
    with on_case(case, actor) as (fresh, opened):
        notice = open_notice(fresh)
        if notice is None:
            raise NothingToExtend(_("There is no correction you have to answer right now."))
        if notice.extended_at is not None:
            raise ExtendedAlready(
                _("The time was extended on %(day)s already. Please answer by %(due)s; what you fill in is kept.")
                % {"day": telling.moment_words(notice.extended_at), "due": telling.moment_words(notice.due_at)}
            )
        before = notice.due_at
        days = clocks.table(fresh.calendar_code)
        notice.due_at = due_moment(before, clocks.working_limit(Decimal(EXTENSION_DAYS)), days)
        notice.extended_at = opened.at
        notice.save(update_fields=["due_at", "extended_at"])
        postpone(fresh, notice)
        data = {"before": before.isoformat(), "after": notice.due_at.isoformat()}
        opened.note(fresh.stream, "correction.extended", subject=fresh.number, data=data)
        telling.tell_applicant(fresh, wording.CORRECTION_EXTENDED, key="", due=telling.moment_words(notice.due_at))
        return fresh


def postpone(case: Case, notice: Correction) -> None:
    """The applicant's task follows: its reminder comes again, three working days before the new end."""
    task = Task.objects.select_related("process__case").get(
        case=case, case_item=None, kind=TaskKind.RESUPPLY, finished=None
    )
    task.due_at = task.red_at = notice.due_at
    task.yellow_at = clocks.shortly_before(notice.due_at, case, clocks.CORRECTION_REMINDER_DAYS)
    assert notice.extended_at is not None
    alarms.plan_after(task, notice.extended_at)
    task.save(update_fields=["due_at", "red_at", "yellow_at", "alarm_stage", "scheduled"])
