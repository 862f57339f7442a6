"""Extend an item's limit: once, before it ends, with the head's consent (R29)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.errors import Conflict, Invalid
from portal.worktime import Limit, due_moment
from services.cases.models import Case, CaseItem, Document
from workflows.acting import Acting, acting, required_text
from workflows.asking import approvals
from workflows.casework import ledger
from workflows.models import Task
from workflows.operations import papers
from workflows.stages.waking import follow_later
from workflows.timing import clocks
from workflows.words import telling, wording

from . import requests
from .pausing import read_days, require_running


class AlreadyExtended(Conflict):
    """R29: once."""

    code = "already_extended"


class TooLate(Conflict):
    """R29: before expiry."""

    code = "limit_passed"


def extend(task: Task, *, actor: Any, days: Any = None, reason: str = "", key: str = "") -> Case:
    """Ask the head to extend the limit by `days` working days (R29)."""
    payload = {"days": days, "reason": reason}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        item = act.item
        assert item is not None
        texts = required_text(payload, "reason")
        require_extensible(act, item)
        count = read_days("days", days, longest(item))
        require_lawful(act, item, count)
        act.opinion("extend", text=texts["reason"])
        requests.ask(act, approvals.EXTEND, {"days": count, "reason": texts["reason"]})
        return act.case


def require_extensible(act: Acting, item: CaseItem) -> None:
    """The clock runs, has not run out, and was not extended before."""
    require_running(item)
    if item.extended_days:
        raise AlreadyExtended(_("The limit of this item was extended once; a second extension is not possible."))
    if item.due_at is not None and act.change.at > item.due_at:
        raise TooLate(_("The limit has passed already; it can be extended only before it ends."))
    if not longest(item):
        problem = _("This item's limit is too short to be extended: at most half of it, in whole working days.")
        raise Conflict(problem, code="too_short_to_extend")


def is_possible(item: CaseItem) -> bool:
    """Whether an extension could still be asked for, as far as the item alone can tell."""
    return not item.extended_days and bool(longest(item))


def longest(item: CaseItem) -> int:
    """Half the promised limit in whole working days (R29); emergencies are not extended (R25)."""
    return 0 if item.snapshot.unit == "ch" else int(item.snapshot.promised.amount / 2)


def require_lawful(act: Acting, item: CaseItem, days: int) -> None:
    """Never past the statutory limit (R29)."""
    assert item.started_at is not None
    allowed = Limit(item.snapshot.promised.amount + Decimal(days))
    table = clocks.table(act.case.calendar_code)
    end = due_moment(item.started_at, allowed, table, ledger.pauses_of(item))
    if item.statutory_due_at is not None and end > item.statutory_due_at:
        problem = _("That would pass the statutory limit, which ends on %(moment)s.") % {
            "moment": telling.moment_words(item.statutory_due_at)
        }
        raise Invalid(problem, code="past_statutory_limit", fields={"days": [problem]})


def grant(act: Acting, content: dict[str, Any]) -> None:
    """The head agrees: the limit is longer, the applicant reads why (R29)."""
    item, case = act.item, act.case
    assert item is not None
    require_extensible(act, item)
    require_lawful(act, item, content["days"])
    before = item.due_at
    ledger.extend(item, case, days=content["days"], reason=content["reason"], at=act.change.at)
    assert item.due_at is not None and before is not None
    data = {"before": before.isoformat(), "after": item.due_at.isoformat(), "days": item.extended_days}
    act.note("item.extended", text=content["reason"], data=data)
    papers.issue(act, item, Document.Kind.EXTENSION, _("Notice of an extension"), {**data, "reason": content["reason"]})
    telling.tell_applicant(
        case,
        wording.EXTENDED,
        key=item.code,
        item=item.name,
        days=days_words(item.extended_days),
        due=telling.moment_words(item.due_at),
        reason=content["reason"],
    )
    follow_later(case.pk)


def days_words(days: int) -> str:
    return ngettext("%(days)s working day", "%(days)s working days", days) % {"days": days}
