"""The management page of canned replies: one list and one form for each department one heads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from departments.org.models import Department
from portal.desk.access import for_staff
from portal.desk.presenters.phrases import action_options
from portal.errors import DomainError, Forbidden, Invalid
from portal.ui.fields import Field, Option
from services.cases.models import CannedReply
from workflows.operations.conversation import replies


def chosen_department(request: HttpRequest, given: str) -> tuple[list[Department], Department]:
    """Departments one heads, and the one the page is about. Raises Forbidden for everybody else."""
    mine = replies.managed_departments(request.user)
    found = next((one for one in mine if one.code == given), mine[0] if mine else None)
    if found is None:
        raise Forbidden(_("The head of the department, or the deputy, writes its canned replies."))
    return mine, found


@for_staff
@require_safe
def show_replies(request: HttpRequest) -> HttpResponse:
    """The replies of a department, and a form for a new one or for `?edit=`."""
    return render_replies(request, request.GET.get("department", ""), edit=request.GET.get("edit", ""))


def render_replies(
    request: HttpRequest, code: str, *, edit: str = "", error: DomainError | None = None, status: int = 200
) -> HttpResponse:
    mine, department = chosen_department(request, code)
    rows = list(CannedReply.objects.filter(department=department).select_related("written_by"))
    edited = next((one for one in rows if str(one.pk) == edit), None)
    context = {
        "departments": mine,
        "department": department,
        "rows": [(one, action_words(one.action)) for one in rows],
        "edited": edited,
        "fields": fields(request, edited, error),
        "error": error.detail if error else "",
    }
    return render(request, "desk/replies.html", context, status=status)


def action_words(action: str) -> str:
    return dict(action_options()).get(action, action)


def fields(request: HttpRequest, edited: CannedReply | None, error: DomainError | None) -> list[Field]:
    """The form, with what was typed and the sentences about it."""

    def value(name: str, default: Any = "") -> str:
        return str(request.POST.get(name, getattr(edited, name, default)))

    def said(name: str) -> str:
        return (error.fields.get(name) or [""])[0] if error else ""

    action = value("action")
    options = [Option(code, words, selected=code == action) for code, words in action_options()]
    place = value("position", 0)
    return [
        Field("title", _("Short name"), value=value("title"), max_length=replies.LONGEST_TITLE, error=said("title")),
        Field("action", _("For which act"), "select", action, options=options, required=False, error=said("action")),
        Field("text", _("Words"), "textarea", value("text"), max_length=replies.LONGEST_TEXT, error=said("text")),
        Field("position", _("Place in the list"), "number", place, required=False, minimum="0", error=said("position")),
    ]


def page_url(department: Department) -> str:
    return f"{reverse('desk:replies')}?department={department.code}"


@for_staff
@require_POST
def save_reply(request: HttpRequest) -> HttpResponse:
    code, edit = request.POST.get("department", ""), request.POST.get("reply", "")
    _mine, department = chosen_department(request, code)
    given = {name: request.POST.get(name, "") for name in ("title", "text", "action", "position")}
    try:
        reply_id = int(edit) if edit.isdecimal() else None
        row = replies.save_reply(department, actor=request.user, reply_id=reply_id, **given)
    except (Invalid, replies.TitleTaken) as error:
        return render_replies(request, code, edit=edit, error=error, status=error.status)
    messages.success(request, _("Saved: “%(title)s” is offered to everybody of the department.") % {"title": row.title})
    return HttpResponseRedirect(page_url(department))


@for_staff
@require_POST
def delete_reply(request: HttpRequest, reply_id: int) -> HttpResponse:
    _mine, department = chosen_department(request, request.POST.get("department", ""))
    replies.delete_reply(department, reply_id, actor=request.user)
    messages.success(request, _("Deleted: nobody is offered it any more."))
    return HttpResponseRedirect(page_url(department))
