"""The intake page: what was handed in, what the checks say, what can be promised (R9, R35, R39, R40)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.casefile import clocks, papers, values
from portal.casefile.clocks import Clock
from portal.counter.reads import IntakeFile
from portal.errors import DomainError
from portal.ui import lights
from portal.ui.fields import Field, Option
from portal.worktime import CalendarMissing, Limit, add_working_days, due_moment, table_for
from services.cases.models import CaseMaterial
from services.dictionary.validation import check_item_conditions
from workflows.queries import inbox


@dataclass(frozen=True)
class IntakeCheck:
    """One line of the checks. `good`: nothing to do about it."""

    text: str
    note: str
    good: bool


def clock(file: IntakeFile) -> Clock | None:
    task = file.task
    state = lights.state_of(task.light_at(file.now))
    left = inbox.time_left(task, file.now)
    table = clocks.table_of(file.case)
    return clocks.task_clock(state, left, task.due_at, task.created, file.now, table)


def checks(file: IntakeFile) -> list[IntakeCheck]:
    """What the system found before anybody looked: papers, conditions, objections."""
    typed = file.case.values()
    unmet = check_item_conditions([one.snapshot for one in file.rows if one.phase == "main"], typed)
    missing = [one for one in file.materials if one.status == CaseMaterial.Status.MISSING]
    deferred = [one for one in file.materials if one.status == CaseMaterial.Status.DEFERRED]
    found = [papers_check(missing)]
    if deferred:
        names = _(", ").join(one.title for one in deferred)
        found.append(IntakeCheck(_("Promised for later: %(papers)s") % {"papers": names}, _("dates below"), True))
    if unmet:
        found += [IntakeCheck(_("Not met: %(condition)s") % {"condition": one.text}, "", False) for one in unmet]
    else:
        found.append(IntakeCheck(_("All conditions the system can check are met"), condition_count(file), True))
    named = [one for one in file.proposals if one.is_open]
    if named:
        who = _(", ").join(dict.fromkeys(one.department.title for one in named))
        text = ngettext("%(who)s: %(n)d point to be mended", "%(who)s: %(n)d points to be mended", len(named))
        note = _("goes into the one-time notice; accepted without it, it cannot be a ground later")
        found.append(IntakeCheck(text % {"who": who, "n": len(named)}, note, False))
    found += [
        IntakeCheck(_("The applicant says “%(label)s” is wrong") % {"label": one.label}, one.claim, False)
        for one in file.objections
    ]
    return found


def papers_check(missing: list[CaseMaterial]) -> IntakeCheck:
    if not missing:
        return IntakeCheck(_("Every paper is in, or not needed"), "", True)
    names = _(", ").join(one.title for one in missing)
    note = _("agree on a date below, or ask for them in the one-time notice")
    return IntakeCheck(_("Missing: %(papers)s") % {"papers": names}, note, False)


def condition_count(file: IntakeFile) -> str:
    found = sum(bool(one.check) for item in file.rows for one in item.snapshot.conditions)
    return _("%(n)d conditions of %(items)d items") % {"n": found, "items": len(file.rows)}


def deferral_fields(file: IntakeFile, typed: Mapping[str, str], errors: Mapping[str, Any]) -> list[Field]:
    """One date for every missing or promised paper, bounded as the operation bounds it (R40)."""
    waiting = (CaseMaterial.Status.MISSING, CaseMaterial.Status.DEFERRED)
    return [
        deferral_field(row, file, typed.get(f"by-{row.code}"), errors.get(row.code, [""])[0])
        for row in file.materials
        if row.status in waiting and not row.essential and row.defer_days
    ]


def deferral_field(row: CaseMaterial, file: IntakeFile, typed: str | None, error: str) -> Field:
    today = timezone.localdate(file.now)
    last = last_day(row, file, today)
    promised = timezone.localdate(row.deferred_until).isoformat() if row.deferred_until else ""
    return Field(
        name=f"by-{row.code}",
        label=_("“%(paper)s” by") % {"paper": row.title},
        kind="date",
        value=promised if typed is None else typed,
        minimum=today.isoformat(),
        maximum=last.isoformat(),
        required=False,
        error=error,
    )


def last_day(row: CaseMaterial, file: IntakeFile, today: date) -> date:
    limit = int(Decimal(file.case.limit_amount).to_integral_value(rounding="ROUND_CEILING")) or 1
    days = min(row.defer_days or limit, limit)
    return add_working_days(today, days, table_for(file.case.calendar_code))


def promise(file: IntakeFile) -> datetime | None:
    """When the case would be done if it were accepted now."""
    limit = Limit(Decimal(file.case.limit_amount), file.case.limit_unit)
    try:
        return due_moment(file.now, limit, table_for(file.case.calendar_code))
    except CalendarMissing:
        return None


def refusal_fields(typed: Mapping[str, str], error: DomainError | None) -> list[Field]:
    """Kind of reason, reason, and where to apply instead (R7, R53)."""
    sentences = error.fields if error else {}
    chosen = typed.get("reason_code", "")
    options = [Option("", _("please choose"))]
    options += [Option(code, words, selected=code == chosen) for code, words in refusal_reasons()]
    return [
        Field("reason_code", _("Kind of reason"), "select", chosen, options=options,
              error=first(sentences, "reason_code")),
        Field("reason", _("Reason, as the applicant reads it"), "textarea", typed.get("reason", ""),
              hint=_("What is the matter, and what the applicant can do now."), error=first(sentences, "reason")),
        Field("apply_where", _("Where to apply instead"), "text", typed.get("apply_where", ""), required=False,
              hint=_("Department, window or telephone number")),
    ]  # fmt: skip


def first(sentences: Mapping[str, Any], name: str) -> str:
    texts = sentences.get(name) or [""]
    return str(texts[0])


def refusal_reasons() -> list[tuple[str, str]]:
    return [
        ("not_in_scope", _("Not something this window takes in")),
        ("not_entitled", _("The applicant is not somebody who can apply for it")),
        ("duplicate", _("The same application is already open or decided")),
        ("not_true", _("Papers or statements are not true")),
        ("other", _("Another reason")),
    ]


def file_context(file: IntakeFile) -> dict[str, Any]:
    """Form and papers for desk/_form.html and desk/_papers.html."""
    found = papers.papers(file.materials, file.case)
    return {
        "topics": values.form_topics(file.case, file.objections),
        "answers": values.answer_rows(file.case),
        "objections": file.objections,
        "papers": found,
        "papers_note": papers.papers_note(found),
        "exempt": [one for one in found if one.state == "exempt"],
    }
