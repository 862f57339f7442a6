"""All cases somebody may see, and one case as staff see it: the same file the applicant has, read by colleagues."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.desk import reads
from portal.desk.access import for_staff
from portal.desk.presenters import cases as presenter
from portal.desk.presenters.standing import asker
from portal.desk.views import parts
from portal.errors import Invalid, NotFound
from portal.files import content_response
from services.cases.models import Case, CaseItem
from services.cases.states import CaseState
from workflows.models import Task
from workflows.operations.conversation.applicant import write_message as write
from workflows.operations.second_thoughts import cancelling
from workflows.queries import readers
from workflows.queries.voiding import voidable_by
from workflows.queries.withdrawal import is_undecided

PAGE_SIZE = 50
CASE_TABS = ("progress", "form", "papers", "opinions", "talk", "notes", "record")


@for_staff
@require_safe
def list_cases(request: HttpRequest) -> HttpResponse:
    """Every case this person may see, newest first; an exact number leads straight there."""
    q = request.GET.get("q", "").strip()[:100]
    state = request.GET.get("state", "")
    state = state if state in CaseState.values else ""
    exact = exact_case(q, request.user)
    if exact:
        return redirect("desk:case", exact)
    page = Paginator(with_standing(reads.cases_of(request.user, q=q, state=state)), PAGE_SIZE)
    page_obj = page.get_page(request.GET.get("page"))
    context = {
        "q": q,
        "state": state,
        "states": CaseState.choices,
        "page_obj": page_obj,
        "rows": presenter.case_rows(list(page_obj.object_list), timezone.now()),
        "query": query_of(q=q, state=state),
    }
    return render(request, "desk/cases.html", context)


def query_of(**given: str) -> str:
    text = urlencode({name: value for name, value in given.items() if value})
    return f"{text}&" if text else ""


def exact_case(q: str, user: Any) -> str:
    """The number of the case when `q` is one this person may see; one statement, only for numbers."""
    if "-" not in q or " " in q:
        return ""
    found = Case.objects.visible_to(user).filter(number__iexact=q).values_list("number", flat=True).first()
    return found or ""


def with_standing(rows: Any) -> Any:
    """With open tasks and items, two statements for the whole page."""
    waiting = Task.objects.filter(finished=None).exclude(kind="").select_related("department", "owner", "acting_for")
    return rows.prefetch_related(
        Prefetch("items", queryset=CaseItem.objects.defer("definition").order_by("position"), to_attr="item_list"),
        Prefetch("tasks", queryset=waiting.order_by("pk"), to_attr="open_tasks"),
    )


@for_staff
@require_safe
def show_case(request: HttpRequest, number: str) -> HttpResponse:
    """Head, lanes, file, record; each tab reads only its own part."""
    return render_case(request, read_case(number, request.user))


def read_case(number: str, user: Any) -> Case:
    """The case with its version's checksum, not its text. NotFound when this person may not see it."""
    relations = ("applicant", "applicant_department", "organisation", "lead_department", "window", "registered_by")
    rows = Case.objects.visible_to(user).select_related(*relations, "version").defer("version__snapshot")
    case: Case | None = rows.filter(number__iexact=number).first()
    if case is None:
        raise NotFound(_("There is no case %(number)s that you can see. Please check the number.") % {"number": number})
    return case


def render_case(
    request: HttpRequest, case: Case, *, tab: str = "", error: str = "", draft: str = "", status: int = 200
) -> HttpResponse:
    asked = tab or request.GET.get("tab", "")
    tab = asked if asked in CASE_TABS else "progress"
    rows = list(case.items.select_related("department", "decided_by", "decided_for").order_by("position"))
    readable = readers.may_read_file(case, request.user, rows)
    tasks = list(reads.people_tasks(case).filter(finished=None))
    context = {
        "case": case,
        "who": asker(case),
        "row": presenter.case_row(case, tasks, rows, timezone.now()),
        "mine": [one for one in tasks if reads.is_theirs(one, request.user)],
        "cancel_url": cancel_url(case, request.user, rows),
        "tabs": case_tabs(case, tab, readable, readers.is_applicant_side(case, request.user)),
        "tab_url": f"{reverse('desk:case', args=[case.number])}?tab={tab}",
        "part_query": f"tab={tab}&",
        "crumbs": [(_("All cases"), reverse("desk:cases")), (case.title, "")],
        "error": error,
        "draft": draft,
        **tab_parts(request, tab, case, rows, readable),
    }
    return render(request, "desk/case.html", context, status=status)


def cancel_url(case: Case, user: Any, rows: list[CaseItem]) -> str:
    """Where the coordination office reads what cancelling does; "" for everybody else and after the decision."""
    if not is_undecided(case, rows) or not cancelling.may_cancel(case, user):
        return ""
    return reverse("desk:cancel", args=[case.number])


def tab_parts(request: HttpRequest, tab: str, case: Case, rows: list[CaseItem], readable: bool) -> dict[str, Any]:
    if tab == "opinions":
        if not readable:
            raise parts.not_for_you()
        opinions = list(case.opinions.select_related("author", "acting_for", "department", "item"))
        stories = presenter.said_by_item(rows, opinions)
        told = {one.item.pk for one in stories if one.item is not None}
        silent = [one for one in rows if one.pk not in told]
        voidable = {one.pk for one in voidable_by(case, rows, request.user)}
        return {"tab": tab, "opinions": stories, "silent": silent, "voidable": voidable}
    return parts.tab_context(request, tab, case, None, readable, view=request.GET.get("view", ""))


def case_tabs(case: Case, current: str, readable: bool, own: bool) -> list[dict[str, Any]]:
    words = {
        "progress": _("Departments"),
        "form": _("Application form"),
        "papers": _("Papers"),
        "opinions": _("Opinions and decisions"),
        "talk": _("Conversation"),
        "notes": _("Notes and copies"),
        "record": _("Record"),
    }
    url = reverse("desk:case", args=[case.number])
    return [
        {"words": text, "url": f"{url}?tab={key}", "current": key == current}
        for key, text in words.items()
        if (readable or key in ("progress", "record")) and (key != "notes" or not own)
    ]


@for_staff
@require_POST
def write_message(request: HttpRequest, number: str) -> HttpResponse:
    """Write to the applicant and whoever works on the case; a refused text stays in the box."""
    case = read_case(number, request.user)
    text = request.POST.get("text", "")
    try:
        write(case, actor=request.user, text=text)
    except Invalid as error:
        return render_case(request, case, tab="talk", error=error.detail, draft=text, status=error.status)
    messages.success(request, _("Sent: the applicant is told at once."))
    task = request.GET.get("task", "")
    if task.isdecimal():
        # Written beside a task: back to it, so that the decision is still at hand.
        return HttpResponseRedirect(f"{reverse('desk:task', args=[int(task)])}?tab=talk")
    return HttpResponseRedirect(reverse("desk:case", args=[number]) + "?tab=talk")


@for_staff
@require_safe
def open_paper(request: HttpRequest, number: str, code: str) -> FileResponse:
    """One paper of a case, for those who may read its file (R8)."""
    case = read_case(number, request.user)
    rows = list(case.items.all())
    if not readers.may_read_file(case, request.user, rows):
        raise parts.not_for_you()
    row = case.materials.select_related("upload").filter(code=code, upload__isnull=False).first()
    if row is None or row.upload is None:
        raise NotFound(_("This paper has not been handed in."))
    return content_response(row.upload)
