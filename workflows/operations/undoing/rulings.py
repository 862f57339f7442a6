"""The ways back of what was answered to a transfer and of the ruling on it: the item is where it was (R53–R57)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from portal import audit
from services.cases.duty_list import LOCK
from services.cases.models import CaseItem, DutyListEntry, SupervisionEvent, Transfer
from workflows.acting import Acting
from workflows.casework import handover, untouched
from workflows.models import Task, TaskKind

from . import restoring
from .ordinary import ask_again, forget
from .restoring import Undone

UNANSWERED: dict[str, Any] = {"answered_by": None, "answered_at": None, "refusal": "", "refusal_basis": ""}
UNRULED: dict[str, Any] = {"owner": None, "ruling": "", "ruled_by": None, "ruled_at": None, "document": None}


def undo_taken_on(act: Acting, since: Any) -> Undone:
    """The item is with the department that had it; the suggested owner is asked again."""
    row = row_of(act)
    gone = bring_back(act, row, since)
    put(row, Transfer.State.OFFERED, **UNANSWERED)
    return Undone(gone, said=[told(act, "item.transferred", row)], answers=[f"transfer.taken:{act.task.pk}:"])


def undo_transfer_refused(act: Acting, since: Any) -> Undone:
    """Nobody has to rule; the suggested owner answers anew."""
    row = row_of(act)
    gone = restoring.take_away(untouched.followers(act.task), act.actor)
    put(row, Transfer.State.OFFERED, **UNANSWERED)
    return Undone(gone, said=[told(act, "item.disputed", row)], answers=[f"transfer.disputed:{act.task.pk}:"])


def undo_ruling(act: Acting, since: Any) -> Undone:
    """Nothing is ruled: the item is where it was, the duty list says what it said, nobody is counted (R57)."""
    row, item = row_of(act), act.item
    assert item is not None
    moved = row.owner_id != row.source_id
    gone = bring_back(act, row, since) if moved else []
    loosen(item)
    paper = row.document
    put(row, Transfer.State.DISPUTED, **UNRULED)
    if paper is not None:
        restoring.take_paper_back(paper, _("Taken back by the coordination office."))
    end_entry(act, row)
    SupervisionEvent.objects.filter(transfer=row, happened_at=since).update(recalled_at=act.change.at)
    event = "item.transferred" if moved else "item.settled"
    return Undone(gone, said=[told(act, event, row)], answers=[f"arbitration.ruled:{act.task.pk}:"])


def row_of(act: Acting) -> Transfer:
    return Transfer.objects.select_related("source", "target", "document", "case").get(pk=act.task.data["transfer"])


def told(act: Acting, event: str, row: Transfer) -> str:
    """The key of what the applicant read about it."""
    return f"{event}:{act.case.pk}:{act.item.code if act.item else ''}:{row.pk}"


def put(row: Transfer, state: str, **columns: Any) -> None:
    Transfer.objects.filter(pk=row.pk).update(state=state, **columns)


def bring_back(act: Acting, row: Transfer, since: Any) -> list[int]:
    """The item belongs to the department that had it, with its step, holder, limits and alarms (R55)."""
    item = act.item
    assert item is not None
    taken = item.department
    handover.assign(item, row.source)
    CaseItem.objects.filter(pk=item.pk).update(department=row.source, definition=item.definition)
    data = {"item": item.code, "from": taken.code, "to": row.source.code, "transfer": row.pk}
    act.change.note(item.stream, "item.brought_back", subject=act.case.number, department=row.source.code, data=data)
    opened = Task.objects.filter(case_item=item, kind=TaskKind.STEP, finished=None, department=taken)
    before = Task.objects.filter(case_item=item, kind=TaskKind.STEP, outcome="transferred", finished__gte=since)
    gone = restoring.take_away(opened, act.actor)
    restoring.reopen_all(act, before)
    ask_again(act, since)
    return gone


def loosen(item: CaseItem) -> None:
    """No ruling binds the holder."""
    for step in Task.objects.filter(case_item=item, kind=TaskKind.STEP, finished=None):
        forget(step, "bound")


def end_entry(act: Acting, row: Transfer) -> None:
    """The duty list says what it said before; the entry stays, with the moment it ended."""
    audit.lock(LOCK)
    entry = row.entries.latest("pk")
    DutyListEntry.objects.filter(pk=entry.pk).update(ended_at=act.change.at)
    replaced = entry.supersedes.all()
    data = {"entry": entry.pk, "item": entry.item_code, "again": list(replaced.values_list("pk", flat=True))}
    replaced.update(ended_at=None, superseded_by=None)
    assert act.item is not None
    act.change.note(act.item.stream, "duty_list.ended", subject=act.case.number, data=data)
