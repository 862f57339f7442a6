"""The tabs of a file, read only when they are open. Used by the inbox, the task page and the case page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.core.cache import cache
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal import audit
from portal.casefile import lanes, papers, record, values
from portal.desk import reads
from portal.desk.presenters import tabs
from portal.errors import Forbidden
from portal.worktime import table_for
from services.cases.models import Case, CaseItem
from services.regulations.citing import cited_by
from workflows.models import APPLICANT_KINDS, Task
from workflows.operations.conversation import sharing
from workflows.operations.conversation.applicant import WORKING_DUTIES, own_department
from workflows.queries import casefile, readers
from workflows.queries.why import explain

PAGE = 50
LONGEST_LIST = 200
WHY_KEPT_SECONDS = 60


def tab_context(
    request: HttpRequest,
    tab: str,
    case: Case,
    item: CaseItem | None,
    may_read: bool,
    *,
    view: str = "",
    read: tuple[Sequence[CaseItem], Sequence[Task]] | None = None,
) -> dict[str, Any]:
    """Context of desk/_tab.html for one tab. Raises Forbidden for papers of others (R8).

    `read`: the case's items and people's tasks where the page has them already.
    """
    if tab in ("form", "papers", "talk", "notes") and not may_read:
        raise not_for_you()
    if tab == "progress":
        return {"tab": tab, "case": case, "text_view": view == "text", "chart": chart_of(case, read)}
    if tab == "notes":
        return {"tab": tab, "case": case, **notes(request, case, read)}
    if tab == "basis" and item is not None:
        return {"tab": tab, "case": case, **basis(request, case, item), **reasons(case, item, read)}
    makers = {"form": form, "papers": paper_list, "basis": basis, "talk": talk, "record": entries}
    maker = makers.get(tab)
    if maker is None:
        return {}
    context: dict[str, Any] = maker(request, case, item)
    return {"tab": tab, "case": case, **context}


def not_for_you() -> Forbidden:
    return Forbidden(_("You see how far the case is. Form, papers and messages are for those who work on it."))


def form(request: HttpRequest, case: Case, item: CaseItem | None) -> dict[str, Any]:
    objections = list(case.objections.all())
    return {
        "topics": values.form_topics(case, objections),
        "answers": values.answer_rows(case),
        "objections": objections,
    }


def paper_list(request: HttpRequest, case: Case, item: CaseItem | None) -> dict[str, Any]:
    found = papers.papers(case.materials.select_related("upload"), case, items=items_of(case))
    return {
        "papers": found,
        "papers_note": papers.papers_note(found),
        "exempt": [one for one in found if one.state == "exempt"],
    }


def chart_of(case: Case, read: tuple[Sequence[CaseItem], Sequence[Task]] | None = None) -> Any:
    """Items and tasks as read before, or two statements for them; one more for the pauses."""
    now = timezone.now()
    rows, tasks = read or (items_of(case), list(reads.people_tasks(case)))
    prefetch_related_objects(list(rows), "pauses")
    open_tasks = [one for one in tasks if one.finished is None]
    items = [casefile.item_view(one, rows, open_tasks, case, now) for one in rows]
    return lanes.progress_chart(lanes.Progress(case, items, tasks, now, table_for(case.calendar_code)))


def items_of(case: Case) -> list[CaseItem]:
    return list(case.items.select_related("department").order_by("position"))


def basis(request: HttpRequest, case: Case, item: CaseItem | None) -> dict[str, Any]:
    matter = case.version.typed
    names = {code: one.label for code, one in matter.departments.items()}
    items: Sequence[CaseItem] = [item] if item else list(case.items.order_by("position"))
    for one in items:
        one.case = case
    cited = cited_by([one.code for one in items])
    shown = [tabs.basis_of(one, names, cited.get(one.code, [])) for one in items]
    # Only beside an item somebody decides is there an opinion to put a citation into.
    return {"basis": shown, "because": case.promised_because, "cites": item is not None}


def reasons(case: Case, item: CaseItem, read: tuple[Sequence[CaseItem], Sequence[Task]] | None) -> dict[str, list[str]]:
    """Who has the item now and until when; and every line behind the item's own date (R90)."""
    tasks = read[1] if read else list(reads.people_tasks(case))
    held = [one for one in tasks if one.case_item_id == item.pk and one.finished is None]
    # Whatever changes the lines (a pause, an extension, the decision) changes the state or the date.
    due = f"{item.due_at:%Y%m%d%H%M}" if item.due_at else ""
    key = f"desk:why:{item.pk}:{item.state}:{due}:{item.decided_at is not None}:{get_language()}"
    lines = cache.get_or_set(key, partial(why_lines, case, item), WHY_KEPT_SECONDS) or []
    return {"held": [tabs.held_words(one) for one in held], "when": lines}


def why_lines(case: Case, item: CaseItem) -> list[str]:
    return [line.text for line in explain(item, case)]


def talk(request: HttpRequest, case: Case, item: CaseItem | None) -> dict[str, Any]:
    """The latest 50 messages, oldest first; earlier ones on the next page."""
    rows = case.messages.select_related("author", "department").order_by("-created_at", "-pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = tabs.thread_lines(list(page.object_list)[::-1], request.user)
    return {"thread": lines, "part_page": page, "send_url": send_url(request, case)}


def send_url(request: HttpRequest, case: Case) -> str:
    """Where a message goes; written beside a task one comes back to the task."""
    match = request.resolver_match
    task = str((match.kwargs.get("task_id") if match else None) or request.GET.get("task", ""))
    return reverse("desk:message", args=[case.number]) + (f"?task={task}" if task.isdecimal() else "")


def notes(
    request: HttpRequest, case: Case, read: tuple[Sequence[CaseItem], Sequence[Task]] | None = None
) -> dict[str, Any]:
    """Internal notes and copies; never for the applicant's side. Two statements, one more without `read`.

    Raises Forbidden.
    """
    user = request.user
    if readers.is_applicant_side(case, user):
        raise Forbidden(_("Notes and copies are for those who work on this case."))
    copies = case.copies.select_related("department", "person", "given_by", "given_for")
    return {
        "notes": list(case.notes.select_related("author", "department")[:LONGEST_LIST]),
        "copies": [(one, one.revoked_at is None and sharing.may_revoke(one, user)) for one in copies],
        "may_write": works_on(case, user, *read) if read else own_department(case, user) is not None,
        "readers": reads.departments_to_choose(case.organisation_id),
    }


def works_on(case: Case, user: Any, items: Sequence[CaseItem], tasks: Sequence[Task]) -> bool:
    """As `own_department`, from what the page has read already."""
    involved = {case.window_id, *(one.department_id for one in items)}
    involved |= {one.department_id for one in tasks if one.kind not in APPLICANT_KINDS}
    return any(duty in WORKING_DUTIES and pk in involved for duty, pk in duties_of(user).pairs())


def entries(request: HttpRequest, case: Case, item: CaseItem | None) -> dict[str, Any]:
    """Newest first, 50 a page; names come from the case's own snapshot, not from further statements."""
    own = request.user.pk == case.applicant_id
    hidden = record.hidden_events(own=own, user=request.user)
    found = audit.timeline(case.number).exclude(event__in=hidden).order_by("-at", "-pk")
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    matter = case.version.typed
    lines = record.record_lines(
        page.object_list,
        {one.item.code: one.item.label for one in matter.items},
        {code: one.label for code, one in matter.departments.items()},
        {code: one.label for code, one in matter.materials.items()},
    )
    return {"entries": lines, "part_page": page}
