"""Acceptance at the window: accept, send the one-time notice, refuse; and the applicant's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from portal.errors import Conflict, Invalid
from portal.worktime import add_working_days, due_moment, end_of_day
from services.cases.models import Case, CaseMaterial, Correction, Defect, Document
from services.cases.states import CaseState, ItemState
from workflows.acting import Acting, acting, required_text
from workflows.casework import effects, holds
from workflows.engine.change import current
from workflows.models import Task
from workflows.stages.settling import items_of
from workflows.timing import clocks, promises
from workflows.words import telling, wording

from . import proposing
from .defects import read_defects, with_failed_checks


class SecondNotice(Conflict):
    """R36: one notice only; R37 names the exceptions, which need the head."""

    code = "second_notice"


def accept(task: Task, *, actor: Any, deferrals: Sequence[Mapping[str, Any]] = (), key: str = "") -> Case:
    """Take the case on (R9, R35). Missing deferrable papers need a date each (R39, R40)."""
    with acting(task, actor, key=key, payload={"deferrals": list(deferrals)}) as act:
        if act.repeated:
            return act.case
        settle_missing(act, deferrals)
        proposing.drop_open(act)
        act.opinion("accept")
        take_on(act.case, accepted_at=act.change.at)
        act.conclude("accept")
        return act.case


def take_on(case: Case, *, accepted_at: datetime) -> None:
    """The case is accepted: its clock runs from `accepted_at` (R20); its items wait for the coordinator."""
    case.accepted_at = accepted_at
    own = clocks.moments(case, accepted_at, clocks.promised_limit(case))
    effects.move_case(
        case,
        CaseState.IN_PROGRESS,
        accepted_at=accepted_at,
        due_at=own.due_at,
        yellow_at=own.yellow_at,
        due_provisional=clocks.is_provisional(own.due_at, case.calendar_code),
    )
    items = items_of(case)
    effects.move_each(
        case, [one for one in items if one.state == ItemState.SUBMITTED], ItemState.SUBMITTED, ItemState.WAITING
    )
    at = current().at
    Document.objects.create(
        case=case,
        kind=Document.Kind.ACCEPTANCE,
        number=f"SL-{case.number}-{case.documents.filter(kind=Document.Kind.ACCEPTANCE).count() + 1:02d}",
        name=_("Acceptance notice"),
        issued_by=case.window,
        issued_at=at,
        released_at=at,
        data={"due_at": own.due_at.isoformat()},
    )
    departments = len({one.department_id for one in items})
    telling.tell_applicant(case, wording.ACCEPTED, key="", count=departments, due=telling.moment_words(own.due_at))


def settle_missing(act: Acting, deferrals: Sequence[Mapping[str, Any]]) -> None:
    """Every paper still missing is either deferred to a date or blocks acceptance (R9, R39, R40)."""
    dates = {str(one.get("material", "")): one.get("by") for one in deferrals}
    # Read once: the coordinator plans its alarms from the same rows (workflows.timing.promises).
    prefetch_related_objects([act.case], "materials")
    rows = {row.code: row for row in act.case.materials.all()}
    promised = [row.code for row in rows.values() if row.status == CaseMaterial.Status.DEFERRED]
    problems = promises.refused(act.case.applicant, {*promised, *dates}, rows)
    for code in dates:
        if code not in rows:
            problems[code] = [_("This paper is not part of the case.")]
    for row in rows.values():
        if row.code in dates:
            if row.status not in (CaseMaterial.Status.MISSING, CaseMaterial.Status.DEFERRED):
                problems[row.code] = [_("“%(paper)s” is in already.") % {"paper": row.title}]
            elif row.code not in problems:
                defer(row, dates[row.code], act, problems)
        elif row.status == CaseMaterial.Status.MISSING:
            problems[row.code] = [
                _("“%(paper)s” is missing. Agree on a date for it, or ask for a correction.") % {"paper": row.title}
            ]
    if problems:
        raise Invalid(next(iter(problems.values()))[0], code="materials_missing", fields=problems)
    if dates:
        issue_commitment(act.case, [rows[code] for code in dates])


def defer_missing(act: Acting) -> None:
    """Deemed acceptance: papers still missing become due on their last possible day (R9, R40)."""
    rows = list(act.case.materials.filter(status=CaseMaterial.Status.MISSING))
    for row in rows:
        row.status = CaseMaterial.Status.DEFERRED
        row.deferred_until = end_of_day(last_day(row, act), clocks.table(act.case.calendar_code))
        row.save(update_fields=["status", "deferred_until"])
        act.note("material.deferred", data={"material": row.code, "until": row.deferred_until.date().isoformat()})
    if rows:
        issue_commitment(act.case, rows)


def issue_commitment(case: Case, rows: Sequence[CaseMaterial]) -> None:
    """The numbered paper that names what comes later and when (R39, R85)."""
    at = current().at
    count = case.documents.filter(kind=Document.Kind.DEFERRAL).count()
    papers = [
        {"code": row.code, "until": row.deferred_until.isoformat()} for row in rows if row.deferred_until is not None
    ]
    Document.objects.create(
        case=case,
        kind=Document.Kind.DEFERRAL,
        number=f"RQ-{case.number}-{count + 1:02d}",
        name=_("Commitment to hand in papers later"),
        issued_by=case.window,
        issued_at=at,
        released_at=at,
        data={"papers": papers},
    )


def last_day(row: CaseMaterial, act: Acting) -> date:
    """The last day a paper can be promised for: its own days, bounded by the matter's limit (R40)."""
    limit = int(Decimal(act.case.limit_amount).to_integral_value(rounding="ROUND_CEILING")) or 1
    days = min(row.defer_days or limit, limit)
    return add_working_days(timezone.localdate(act.change.at), days, clocks.table(act.case.calendar_code))


def defer(row: CaseMaterial, by: Any, act: Acting, problems: dict[str, list[str]]) -> None:
    """Promise one paper for later, within its own days and the matter's limit."""
    if row.essential or not row.defer_days:
        problems[row.code] = [_("“%(paper)s” decides the case and cannot come later.") % {"paper": row.title}]
        return
    table = clocks.table(act.case.calendar_code)
    last = last_day(row, act)
    day = by if hasattr(by, "isoformat") else parse_date(str(by or ""))
    if day is None or day < timezone.localdate(act.change.at) or day > last:
        problems[row.code] = [
            _("“%(paper)s” can be promised for %(day)s at the latest.") % {"paper": row.title, "day": last.isoformat()}
        ]
        return
    row.status, row.deferred_until = CaseMaterial.Status.DEFERRED, end_of_day(day, table)
    row.save(update_fields=["status", "deferred_until"])
    act.note("material.deferred", data={"material": row.code, "until": day.isoformat()})


def notify_correction(task: Task, *, actor: Any, defects: Sequence[Mapping[str, Any]] = (), key: str = "") -> Case:
    """Send the one notice that lists every defect (R36). A second one is refused (R37)."""
    with acting(task, actor, key=key, payload={"defects": list(defects)}) as act:
        if act.repeated:
            return act.case
        if act.case.corrections.exists():
            raise SecondNotice(
                _(
                    "The one-time notice was sent already. What it did not name cannot hold the case up: "
                    "accept it, or agree on a date for the paper."
                )
            )
        rows = with_failed_checks(act.case, read_defects(act.case, defects))
        notice = send_notice(act, rows)
        proposing.take_over(act, rows, chosen_voices(defects))
        effects.move_case(act.case, CaseState.CORRECTING)
        effects.move_items(act.case, ItemState.SUBMITTED, ItemState.CORRECTING)
        act.note("correction.sent", data={"defects": [row.material or row.field for row in rows]})
        act.conclude("notify_correction")
        telling.tell_applicant(
            act.case,
            wording.CORRECTION,
            key=str(notice.round),
            count=len(rows),
            due=telling.moment_words(notice.due_at),
        )
        return act.case


def chosen_voices(defects: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """{material or field: ids of the departments' points} where the window picked among them."""
    return {
        str(one.get("material") or one.get("field")): [str(pk) for pk in one["proposed"] if str(pk).isdecimal()]
        for one in defects
        if one.get("proposed") is not None
    }


def correction_due(case: Case, sent_at: datetime) -> datetime:
    """The last moment for the answer: the longest time any of its items gives (R38)."""
    days = max((item.snapshot.resupply_days for item in case.items.all()), default=10)
    return due_moment(sent_at, clocks.working_limit(Decimal(days)), clocks.table(case.calendar_code))


def send_notice(act: Acting, rows: list[Defect]) -> Correction:
    case, at = act.case, act.change.at
    notice = Correction.objects.create(
        case=case,
        number=f"BZ-{case.number}-{case.documents.filter(kind=Document.Kind.CORRECTION).count() + 1:02d}",
        sent_by=act.actor,
        sent_at=at,
        due_at=correction_due(case, at),
    )
    for row in rows:
        row.correction = notice
    Defect.objects.bulk_create(rows)
    Document.objects.create(
        case=case,
        kind=Document.Kind.CORRECTION,
        number=notice.number,
        name=_("One-time correction notice"),
        issued_by=case.window,
        issued_at=at,
        released_at=at,
        data={"due_at": notice.due_at.isoformat()},
    )
    return notice


def refuse(
    task: Task, *, actor: Any, reason_code: str = "", reason: str = "", apply_where: str = "", key: str = ""
) -> Case:
    """Do not accept: with the reason and where to apply instead (R7, R9, R53)."""
    payload = {"reason_code": reason_code, "reason": reason, "apply_where": apply_where}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        texts = required_text(payload, "reason_code", "reason")
        where = apply_where.strip()
        act.opinion("refuse", text=texts["reason"], reason_code=texts["reason_code"], suggest=where[:40])
        effects.move_case(act.case, CaseState.NOT_ACCEPTED, reason=texts["reason"], closed_at=act.change.at)
        effects.move_items(act.case, ItemState.SUBMITTED, ItemState.NOT_ACCEPTED)
        holds.release(act.case.items.all(), act.case)
        proposing.drop_open(act)
        Document.objects.create(
            case=act.case,
            kind=Document.Kind.REFUSAL,
            number=f"BS-{act.case.number}-01",
            name=_("Refusal of acceptance"),
            issued_by=act.case.window,
            issued_at=act.change.at,
            released_at=act.change.at,
            data={**payload},
        )
        act.conclude("refuse")
        telling.tell_applicant(
            act.case, wording.NOT_ACCEPTED, key="", reason=texts["reason"], where=where or act.case.window.name
        )
        return act.case
