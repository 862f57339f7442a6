"""One task as a panel: read, shape, and the tab that is open. Shared by the inbox and the task page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from portal.desk import decisions, reads
from portal.desk.place import Place
from portal.desk.presenters.dock import needs_departments
from portal.desk.presenters.dockfields import Typed, has_form
from portal.desk.presenters.panel import Turn, panel_of, tabs_of
from portal.desk.reads import TaskFile
from portal.desk.views import parts
from workflows.models import TaskKind
from workflows.operations.acts import Act
from workflows.operations.offered import available
from workflows.queries import readers


def acts_on(file: TaskFile) -> list[Act]:
    """What this person may decide here; acceptance and delivery have their pages at the counter."""
    if file.task.kind not in decisions.DECIDED_HERE:
        return []
    # Read with the file: whose departments have an item here is not asked again.
    file.task.__dict__.setdefault("item_departments", [one.department_id for one in file.rows if one.phase == "main"])
    offered = [one for one in available(file.task, file.user) if has_form(one)]
    if file.task.kind == TaskKind.INTAKE:
        return [one for one in offered if one.action in decisions.EARLY]
    return offered


def panel_context(
    request: HttpRequest,
    place: Place,
    task_id: int,
    *,
    turn: Turn | None = None,
    typed: Typed | None = None,
    alone: bool = False,
) -> dict[str, Any]:
    """Context of desk/_panel.html: `panel`, `place` and the open tab's own names."""
    task = reads.find_task(task_id, request.user)
    file = reads.read_task_file(task, request.user, with_papers=place.current_tab == "review")
    acts = acts_on(file)
    code = task.case_item.code if task.case_item else ""
    departments = reads.departments_to_choose(task.case.organisation_id, code) if needs_departments(acts) else []
    panel = panel_of(file, place, acts=acts, typed=typed or Typed(), departments=departments, turn=turn, alone=alone)
    return {
        "panel": panel,
        "place": place,
        **parts.tab_context(request, place.tab, task.case, task.case_item, file.may_read, read=(file.rows, file.tasks)),
    }


def tab_only(request: HttpRequest, place: Place, task_id: int, *, alone: bool = False) -> dict[str, Any]:
    """Context of desk/_tab_swap.html: one tab, nothing of the review part or the dock is touched."""
    task = reads.find_task(task_id, request.user)
    rows = list(task.case.items.select_related("department").order_by("position"))
    readable = reads.is_theirs(task, request.user) or readers.may_read_file(task.case, request.user, rows)
    file = TaskFile(task, request.user, parts.timezone.now(), readable, rows=rows)
    tabs = tabs_of(file, place, alone)
    return {
        "place": place,
        "task": task,
        "tabs": tabs,
        **parts.tab_context(request, place.tab, task.case, task.case_item, readable),
    }
