"""The clock stops for a named special procedure and goes on again (R26–R28)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.errors import Conflict, Invalid
from portal.worktime import due_moment
from services.cases.models import Case, CaseItem, Document, Pause
from services.cases.states import ItemState
from workflows.acting import Acting, acting, required_text
from workflows.asking import approvals, procedures
from workflows.casework import ledger
from workflows.models import Task
from workflows.operations import papers
from workflows.stages.waking import follow_later
from workflows.timing import clocks
from workflows.words import telling, wording

from . import requests

CAN_STOP = (ItemState.ACCEPTED, ItemState.IN_REVIEW)


class ProcedureUsed(Conflict):
    """R26: once per procedure per item."""

    code = "procedure_used"


class ClockStands(Conflict):
    code = "clock_stands"


class ClockRuns(Conflict):
    code = "clock_runs"


def suspend(
    task: Task,
    *,
    actor: Any,
    procedure: str = "",
    reason: str = "",
    expected_days: Any = None,
    evidence: str = "",
    key: str = "",
) -> Case:
    """Ask the head to stop the item's clock for a special procedure (R26). Nothing stops before the answer."""
    payload = {"procedure": procedure, "reason": reason, "expected_days": expected_days, "evidence": evidence}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        item = act.item
        assert item is not None
        texts = required_text(payload, "reason")
        named = read_procedure(item, procedure)
        days = read_days("expected_days", expected_days, named.max_days)
        require_free(item, named.code)
        proof = papers.own_upload(evidence, actor)
        content = {
            "procedure": named.code,
            "name": named.label,
            "reason": texts["reason"],
            "expected_days": days,
            "evidence": str(proof.pk) if proof else "",
        }
        act.opinion("suspend", text=texts["reason"], reason_code=named.code)
        requests.ask(act, approvals.SUSPEND, content)
        return act.case


def read_procedure(item: CaseItem, code: str) -> Any:
    """The special procedure of that code. Raises Invalid naming those the item has."""
    found = approvals.procedure_of(item, str(code or "").strip())
    if found is None:
        known = ", ".join(f"{one.code} ({one.label})" for one in approvals.procedures_of(item))
        problem = _("The clock of this item stops only for: %(known)s.") % {"known": known}
        raise Invalid(problem, code="unknown_procedure", fields={"procedure": [problem]})
    return found


def read_days(name: str, given: Any, most: int) -> int:
    """A whole number of working days from 1 to `most`."""
    text = str(given if given is not None else "").strip()
    if not text.isdecimal() or not 1 <= int(text) <= most:
        problem = ngettext(
            "Please give a whole number of working days, at most %(most)s.",
            "Please give a whole number of working days, at most %(most)s.",
            most,
        ) % {"most": most}
        raise Invalid(problem, fields={name: [problem]})
    return int(text)


def require_free(item: CaseItem, code: str) -> None:
    """The clock runs, and this procedure has not stopped it before (R26)."""
    require_running(item)
    if item.pauses.filter(procedure=code).exists():
        raise ProcedureUsed(
            _("The clock was stopped for this procedure before; each may stop it once. Ask for an extension instead.")
        )


def require_running(item: CaseItem) -> None:
    if item.state == ItemState.SUSPENDED:
        raise ClockStands(_("The clock stands still already. Let it go on first, then go on with the item."))
    if item.state not in CAN_STOP:
        raise Conflict(
            _("“%(item)s” is “%(state)s”; its clock can be stopped only while the department itself reviews it.")
            % {"item": item.title, "state": item.get_state_display()},
            code="transition_refused",
        )


def grant(act: Acting, content: dict[str, Any]) -> None:
    """The head agrees: the clock stops now, never before now, and the applicant is told (R26)."""
    item, case = act.item, act.case
    assert item is not None
    require_free(item, content["procedure"])
    named = read_procedure(item, content["procedure"])
    pause = Pause(
        procedure=named.code,
        name=named.name,
        name_en=named.name_en,
        reason=content["reason"],
        evidence_id=content["evidence"] or None,
        started_at=act.change.at,
        expected_days=content["expected_days"],
        max_days=named.max_days,
        resumes_at=last_moment(case, act.change.at, named.max_days),
        asked_by_id=act.task.data["asker"],
        approved_by=act.actor,
    )
    ledger.stop(item, case, pause)
    issue_notice(act, item, pause)
    telling.tell_applicant(
        case,
        wording.SUSPENDED,
        key=f"{item.code}:{pause.pk}",
        item=item.name,
        procedure=pause.name,
        days=pause.expected_days,
        reason=pause.reason,
        latest=telling.moment_words(pause.resumes_at),
    )
    follow_later(case.pk)


def last_moment(case: Case, at: datetime, days: int) -> datetime:
    """The end of the last working day a pause from `at` may take."""
    return due_moment(at, clocks.working_limit(Decimal(days)), clocks.table(case.calendar_code))


def issue_notice(act: Acting, item: CaseItem, pause: Pause) -> Document:
    data = {
        "procedure": pause.procedure,
        "name": pause.name,
        "reason": pause.reason,
        "expected_days": pause.expected_days,
        "resumes_at": pause.resumes_at.isoformat() if pause.resumes_at else "",
    }
    return papers.issue(act, item, Document.Kind.PROCEDURE, _("Notice of a special procedure"), data)


def resume(task: Task, *, actor: Any, key: str = "") -> Case:
    """The handler lets the clock go on before its last day (R27)."""
    with acting(task, actor, key=key) as act:
        if act.repeated:
            return act.case
        item = act.item
        assert item is not None
        if item.state != ItemState.SUSPENDED:
            raise ClockRuns(_("The clock of this item is running."))
        pause = item.pauses.get(ended_at=None)
        if pause.procedure in procedures.WAITING_FOR_APPLICANT:
            raise Conflict(
                _("The clock waits for the applicant here and goes on by itself once the answer is in."),
                code="waits_for_applicant",
            )
        act.opinion("resume")
        go_on(item, act.case, act.change.at)
        return act.case


def resume_by_itself(act: Acting) -> None:
    """At its last day the clock goes on without anybody (R26); counted as at that moment, also when late."""
    item = act.item
    assert item is not None
    pause = item.pauses.get(ended_at=None)
    go_on(item, act.case, min(act.change.at, pause.resumes_at or act.change.at))


def go_on(item: CaseItem, case: Case, at: datetime) -> None:
    pause = ledger.go_on(item, case, at)
    telling.tell_applicant(
        case,
        wording.RESUMED,
        key=f"{item.code}:{pause.pk}",
        item=item.name,
        procedure=pause.name,
        due=telling.moment_words(item.due_at),
    )
    follow_later(case.pk)
