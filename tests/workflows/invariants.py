"""What must hold for every case at every moment, however it was acted upon.

`faults()` reads the rows as they are, independent of the code that wrote them, and names
each case and rule that is broken. Empty means whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from portal.audit.verification import verify
from services.cases.models import Case, CaseItem, Document, Opinion
from services.cases.states import CASE_ENDED
from workflows.models import Process, Task

ENDED = {"decided", "delivered", "closed", "not_accepted", "withdrawn", "lapsed", "terminated", "cancelled", "voided"}
FAILED = ENDED - {"decided", "delivered", "closed"}
WORKING = {"accepted", "in_review", "suspended"}
# state of the case -> the one kind of open task its own process waits at ("" is the coordinator)
WAITS_AT = {
    "submitted": "intake",
    "correcting": "resupply",
    "in_progress": "",
    "decided": "deliver",
    "partly_approved": "deliver",
    "delivered": "confirm",
}
# state of the case -> states its main items may have
ITEM_STATES = {
    "submitted": {"submitted"},
    "correcting": {"correcting"},
    "in_progress": {"waiting", "countersigning", "decided", "cancelled", "voided"} | WORKING,
    "decided": {"decided", "cancelled", "terminated", "voided"},
    "partly_approved": {"decided", "cancelled", "terminated", "voided"},
    "delivered": {"delivered", "cancelled", "terminated", "voided"},
    "closed": {"closed", "cancelled", "terminated", "voided"},
    "withdrawn": {"withdrawn", "decided", "cancelled", "terminated", "voided"},
    "cancelled": {"decided", "cancelled", "terminated", "voided"},
    "terminated": {"cancelled", "terminated", "voided"},
    "lapsed": {"lapsed"},
    "not_accepted": {"not_accepted"},
}
RUNNING_AGAIN = {"waiting", "countersigning", "decided", "delivered", "closed"} | WORKING
# Outcomes that leave exactly one opinion in the file.
SAID = {"accept", "refuse", "pass", "deny", "send_back", "agree", "agree_with_conditions", "disagree", "not_my_duty"}
SILENT = {"tacit", "absence_consent"}
SAID |= SILENT | {"rule", "deliver", "file_opinion"}


@dataclass
class File:
    """One case with its rows, as they are in the database."""

    case: Case
    items: list[CaseItem] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    processes: list[Process] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    opinions: list[Opinion] = field(default_factory=list)

    @property
    def open_tasks(self) -> list[Task]:
        return [one for one in self.tasks if one.finished is None]

    def open_of(self, item: CaseItem | None, *types: str) -> list[Task]:
        own = [one for one in self.open_tasks if one.case_item_id == (item.pk if item else None)]
        return [one for one in own if not types or one.kind in types or one.flow_task_type in types]

    def standing(self, code: str) -> str | None:
        """approved, failed or open; None when the item is not part of the case."""
        item = next((one for one in self.items if one.code == code), None)
        if item is None:
            return None
        if item.state in FAILED or item.decision == "denied":
            return "failed"
        return "approved" if item.decision == "approved" and not item.provisional else "open"


def faults(cases: Iterable[Any] | None = None) -> list[str]:
    """Every broken rule of these cases (ids or rows; None: all). Reads six statements in all."""
    return [f"{file.case.number}: {fault}" for file in files(cases) for fault in file_faults(file)]


def chain_faults() -> list[str]:
    finding = verify().finding
    return [f"the record is broken: {finding}"] if finding else []


def files(cases: Iterable[Any] | None) -> Iterable[File]:
    rows = Case.objects.order_by("pk")
    if cases is not None:
        rows = rows.filter(pk__in=[getattr(one, "pk", one) for one in cases])
    found = {case.pk: File(case) for case in rows}
    for model, name in (
        (CaseItem, "items"),
        (Task, "tasks"),
        (Process, "processes"),
        (Document, "documents"),
        (Opinion, "opinions"),
    ):
        for row in model.objects.filter(case_id__in=list(found)).order_by("pk"):
            getattr(found[row.case_id], name).append(row)
    return found.values()


def file_faults(file: File) -> Iterator[str]:
    yield from case_faults(file)
    for item in file.items:
        for fault in (*item_faults(file, item), *order_faults(file, item), *paper_faults(file, item)):
            yield f"{item.code} ({item.state}): {fault}"
    yield from formal_faults(file)
    yield from task_faults(file)


def case_faults(file: File) -> Iterator[str]:
    """The case's own process waits at exactly one place, and its state follows from its items (R9, R11)."""
    case, main = file.case, [one for one in file.items if one.phase == "main"]
    # A silent register's department supplies values beside the case's own way (R44).
    waits = [one.kind for one in file.open_of(None) if one.kind != "owed"]
    expected = [WAITS_AT[case.state]] if case.state in WAITS_AT else []
    if waits != expected:
        yield f"{case.state} waits at {waits}, not at {expected}"
    live = [one for one in file.processes if one.case_item_id is None and one.status == "NEW"]
    if len(live) != len(expected):
        yield f"{case.state} has {len(live)} running processes of the case"
    # A denied item handed in again goes its own way once the others are handed over (R12).
    again = RUNNING_AGAIN if case.state in ("delivered", "closed") else set()
    strange = {one.state for one in main if one.attempt == 1 or one.state not in again} - ITEM_STATES[case.state]
    if strange:
        yield f"{case.state} has items that are {sorted(strange)}"
    if case.state == "in_progress" and all(one.state in ENDED for one in main):
        yield "every item has ended, and the case was not concluded"
    if case.state in ("decided", "partly_approved"):
        approved = [one for one in main if one.decision == "approved" and one.state == "decided"]
        mixed = bool(approved) and len(approved) < len(main)
        if mixed != (case.state == "partly_approved"):
            yield f"{case.state} with {len(approved)} of {len(main)} items approved"
    if (case.state in CASE_ENDED) != (case.closed_at is not None):
        yield f"{case.state} with closed_at {case.closed_at}"


def of_item(process: Process) -> bool:
    return process.flow_class.__name__ not in ("VoidFlow", "SpokenFlow", "FormalFlow")


def is_beside(task: Task) -> bool:
    """What holds nothing up: a request to void, an approval to file, an opinion owed after silence (R9, R48, R60)."""
    return task.data.get("request") in ("void", "filing") or task.kind == "formal"


def formal_faults(file: File) -> Iterator[str]:
    """Owed once for each silence, until it is filed or the silence counts no more (R48)."""
    silent = {one.pk: one for one in file.tasks if one.kind == "countersign" and one.outcome in SILENT}
    owed = [one for one in file.tasks if one.kind == "formal"]
    if sorted(one.data["silent"] for one in owed) != sorted(silent):
        yield f"{len(silent)} departments were silent, {len(owed)} opinions are owed"
    for one in owed:
        question = silent.get(one.data["silent"])
        if one.finished is None and (question is None or question.void):
            yield f"task {one.pk} asks for the formal opinion on a question that counts no more"


def item_faults(file: File, item: CaseItem) -> Iterator[str]:
    """Exactly one place where an open item waits, and none where a closed one could."""
    # A request to void a result, and a spoken approval to be filed, stand beside the decided item.
    live = [one for one in file.processes if one.case_item_id == item.pk and one.status == "NEW" and of_item(one)]
    steps = file.open_of(item, "step", "AUTOMATIC")
    asked = file.open_of(item, "countersign", "duty", "reconcile")
    together = file.open_of(item, "reconcile") + [one for one in file.open_of(item, "duty") if "conflict" in one.data]
    if len(together) > (1 if item.state == "countersigning" else 0):
        yield f"{item.state} with {len(together)} tasks to bring departments together (R50)"
    fan_outs = file.open_of(item, "FANOUT")
    papers = file.open_of(item, "resupply")
    checks = file.open_of(item, "check") if item.state in ("decided", "delivered", "closed") else []
    if item.state in WORKING:
        # A second notice stops the item's clock and waits for the applicant beside the step (R37).
        if len(steps) != 1 or fan_outs or (papers and item.state != "suspended"):
            yield f"is open at {len(steps)} steps, {len(fan_outs)} joins, {len(papers)} papers instead of one step"
    elif item.state == "countersigning":
        if len(fan_outs) != 1 or not asked or steps:
            yield f"is countersigned at {len(fan_outs)} joins by {len(asked)} departments with {len(steps)} steps open"
    elif item.state == "waiting" and item.phase == "post" and file.case.delivered_at is not None:
        if len(papers) != 1:
            yield f"waits for papers at {len(papers)} tasks"
    elif len([one for one in file.open_of(item) if not is_beside(one)]) > len(checks):
        yield f"has open tasks {[one.kind or one.flow_task_type for one in file.open_of(item)]}"
    wanted = 1 if item.state in WORKING | {"countersigning"} or papers or checks else 0
    if len(live) != wanted:
        yield f"has {len(live)} running processes instead of {wanted}"


def order_faults(file: File, item: CaseItem) -> Iterator[str]:
    """Nothing starts before its hard predecessors are approved, and nothing that could start waits (R9, R14)."""
    needs = {code: file.standing(code) for code in item.needs if file.standing(code)}
    if item.state == "waiting" and item.phase == "main" and file.case.state == "in_progress":
        if all(one == "approved" for one in needs.values()):
            yield "waits although everything it needs is approved"
        if "failed" in needs.values():
            yield "waits for something that will never come"
    if item.started_at is not None:
        # What was decided on a result that was voided or rested on a false statement stands until its own
        # head thinks otherwise (R9, R43).
        voided = {one.code for one in file.items if one.state == "voided"}
        early = [code for code, standing in needs.items() if standing != "approved" and code not in voided]
        if early:
            yield f"started although {early} are not approved"
        for code in needs:
            before = next(one for one in file.items if one.code == code)
            if before.decided_at is None or before.decided_at > item.started_at:
                yield f"started at {item.started_at}, {code} was decided at {before.decided_at}"
        # An item that starts after the matter's limit is late from its first minute (R19).
        if item.due_at is None or item.due_at < min(item.started_at, file.case.due_at or item.started_at):
            yield f"started at {item.started_at} and due at {item.due_at}"
        if item.phase == "main" and file.case.due_at is not None and item.due_at > file.case.due_at:
            yield f"is due at {item.due_at}, later than its case at {file.case.due_at} (R19)"
    softs = [file.standing(code) for code in item.soft if file.standing(code)]
    if item.provisional and item.state == "decided" and "open" not in softs and file.case.state == "in_progress":
        yield "is provisional although what it depends on has ended"


def paper_faults(file: File, item: CaseItem) -> Iterator[str]:
    """One result for an approved item, none for any other; handed over when the case was (R14)."""
    issued = [one for one in file.documents if one.item_id == item.pk and one.kind == "BJ"]
    # A paper whose act was taken back is kept, and is nobody's result.
    results = [one for one in issued if not one.data.get("taken_back") and one.data["attempt"] == item.attempt]
    if len(results) != (1 if item.decision == "approved" else 0):
        yield f"decision “{item.decision}” with {len(results)} results"
    for result in results:
        if result.revoked_at is None and result.provisional != item.provisional:
            yield f"result provisional={result.provisional}, item provisional={item.provisional}"
        if result.released_at is not None and file.case.delivered_at is None:
            yield "its result was handed over before the case was delivered"
        if item.state in ("delivered", "closed") and result.released_at is None:
            yield "is delivered, its result is not handed over"
        if item.state in ("cancelled", "voided") and result.revoked_at is None:
            yield "was withdrawn, its result still stands"


def task_faults(file: File) -> Iterator[str]:
    """Tasks agree with themselves: alarms, holders, and one saying for each act."""
    running = {one.pk for one in file.processes if one.status == "NEW"}
    said = Counter((opinion.task_id, opinion.action) for opinion in file.opinions)
    for task in file.tasks:
        if task.finished is not None:
            if task.scheduled is not None or task.alarm_stage:
                yield f"closed task {task.pk} ({task.kind}) still has an alarm"
        elif task.process_id not in running:
            yield f"open task {task.pk} ({task.kind}) belongs to a process that has ended"
        if task.finished is None and task.kind and bool(task.alarm_stage) != (task.scheduled is not None):
            yield f"task {task.pk}: alarm “{task.alarm_stage}” at {task.scheduled}"
        if task.finished is not None and task.outcome in SAID and said[task.pk, task.outcome] != bool(task.kind):
            yield f"task {task.pk} ({task.kind}): “{task.outcome}” was said {said[task.pk, task.outcome]} times"
        if task.owner_id is not None and task.owner_id in task.barred:
            yield f"task {task.pk} is held by somebody who may not act on it (R3)"
        # Who takes an act back also takes away the task it brought to somebody else.
        acted = task.outcome != "recalled"
        if acted and task.closed_by_id is not None and task.closed_by_id in task.barred:
            yield f"task {task.pk} was closed by somebody who may not act on it (R3)"
