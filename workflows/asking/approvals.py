"""What a handler asks of the head: to stop the clock, to extend the limit, to send a second notice;
what a head asks of the legal department: to void a result (R9); and what is put on file later (R60).

The handler's own step stays open beside the request (R26, R29, R37). `task.data` of the
head's task: {"request": one of REQUESTS, "asker": user id, "content": what was asked}.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from services.cases.models import CaseItem
from services.catalog.snapshot import SpecialProcedureSnapshot
from workflows.models import Task, TaskKind

from . import spoken
from .procedures import FORCE_MAJEURE, FORCE_MAJEURE_DAYS

SUSPEND, EXTEND, SECOND_NOTICE, VOID = "suspend", "extend", "second_notice", "void"
REMOVE = "remove_countersigner"
REQUESTS: Mapping[str, tuple[str, str]] = {
    SUSPEND: ("特别程序审批", "Approve the special procedure"),
    EXTEND: ("延期审批", "Approve the extension"),
    SECOND_NOTICE: ("再次告知审批", "Approve the second notice"),
    VOID: ("作废复核", "Confirm the voiding"),
    REMOVE: ("撤出会签审批", "Approve leaving a department out"),
    spoken.FILING: ("口头审批补录", "File a spoken approval"),
}
# These stand beside a decided item and hold nothing of it up.
BESIDE = frozenset({VOID, spoken.FILING})

# How the head's acts are called: approve_<noun>, refuse_<noun>.
NOUNS: Mapping[str, str] = {
    SUSPEND: "suspension",
    EXTEND: "extension",
    SECOND_NOTICE: "notice",
    VOID: "voiding",
    REMOVE: "removal",
}
ANSWERS: Mapping[str, str] = {
    f"{verb}_{noun}": request for request, noun in NOUNS.items() for verb in ("approve", "refuse")
}


def request_of(task: Task) -> str:
    """Which request this task answers; "" for every other task."""
    return str(task.data.get("request", "")) if task.kind == TaskKind.DUTY else ""


def open_requests(item: CaseItem) -> Iterable[Task]:
    rows = Task.objects.filter(case_item=item, kind=TaskKind.DUTY, finished=None, data__has_key="request")
    return rows.select_related("process", "case", "case_item")


def drop(item: CaseItem) -> None:
    """The step went on without the answer: nobody has to give it any more."""
    for task in open_requests(item):
        task.outcome = "cancelled"
        task.flow_task.activation_class(task).cancel()


def procedure_of(item: CaseItem, code: str) -> SpecialProcedureSnapshot | None:
    """A special procedure the item names, or force majeure. Emergencies know force majeure only (R25, R26)."""
    named = item.snapshot.special_procedure(code)
    if code == FORCE_MAJEURE:
        return named or SpecialProcedureSnapshot(FORCE_MAJEURE, "不可抗力", FORCE_MAJEURE_DAYS, "Force majeure")
    return None if item.snapshot.unit == "ch" else named


def procedures_of(item: CaseItem) -> list[SpecialProcedureSnapshot]:
    """Everything the clock of this item may be stopped for."""
    codes = dict.fromkeys([*(one.code for one in item.snapshot.special_procedures), FORCE_MAJEURE])
    return [found for code in codes if (found := procedure_of(item, code)) is not None]


def procedure_name(task: Task, code: str) -> str:
    found = procedure_of(task.case_item, code) if task.case_item is not None else None
    return found.label if found is not None else code


def words(task: Task) -> str:
    """The request in one sentence, for the head, its message and the dock."""
    content: dict[str, Any] = task.data.get("content", {})
    request = request_of(task)
    if request == SUSPEND:
        return ngettext(
            "Stop the clock for “%(procedure)s”, about %(days)s working day: %(reason)s",
            "Stop the clock for “%(procedure)s”, about %(days)s working days: %(reason)s",
            int(content["expected_days"]),
        ) % {
            "procedure": procedure_name(task, content["procedure"]),
            "days": content["expected_days"],
            "reason": content["reason"],
        }
    if request == EXTEND:
        return ngettext(
            "Extend the limit once by %(days)s working day: %(reason)s",
            "Extend the limit once by %(days)s working days: %(reason)s",
            int(content["days"]),
        ) % {"days": content["days"], "reason": content["reason"]}
    if request == spoken.FILING:
        return spoken.words(content)
    if request == VOID:
        return _("Void the result “%(result)s”: %(reason)s") % {
            "result": content["result"],
            "reason": content["reason"],
        }
    if request == REMOVE:
        return _("Ask %(department)s no longer, which disagreed (“%(dissent)s”): %(reason)s") % {
            "department": content["name"],
            "dissent": content["dissent"],
            "reason": content["reason"],
        }
    if request == SECOND_NOTICE:
        points = _("; ").join(f"{one['label']}: {one['problem']}" for one in content["defects"])
        return _("Send a second notice: %(points)s") % {"points": points}
    return ""
