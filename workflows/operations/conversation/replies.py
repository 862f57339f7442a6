"""Canned replies of a department (常用语): written by its head or deputy, inserted by everybody there."""

from __future__ import annotations

from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from departments.org.models import Department
from portal import audit
from portal.errors import Conflict, Forbidden, Invalid, NotFound
from services.cases.models import CannedReply
from workflows.engine.change import Change, change

STREAM = "canned_replies"
LONGEST_TITLE, LONGEST_TEXT, MOST = 40, 1000, 40
KEPT_SECONDS = 60
# Acts whose text box takes ready-made words; "" is every one.
ACTIONS = ("", "pass", "deny", "send_back", "agree", "agree_with_conditions", "disagree", "answer", "ask_opinion")


class TitleTaken(Conflict):
    code = "title_taken"


def managed_departments(user: Any) -> list[Department]:
    """Departments whose replies this person writes: as head or deputy."""
    duties = duties_of(user)
    ids = duties.departments("approve") | duties.departments("deputise")
    return list(Department.objects.filter(pk__in=ids).order_by("code"))


def require_head(department_id: int, actor: Any) -> None:
    duties = duties_of(actor)
    if not any(duties.holds(duty, department_id) for duty in ("approve", "deputise")):
        raise Forbidden(_("The head of the department, or the deputy, writes its canned replies."))


def replies_of(department_id: int) -> list[CannedReply]:
    """The department's replies in their order. Kept for a minute: every open task offers them."""
    found = cache.get(cache_key(department_id))
    if found is None:
        found = list(CannedReply.objects.filter(department_id=department_id))
        cache.set(cache_key(department_id), found, KEPT_SECONDS)
    return list(found)


def cache_key(department_id: int) -> str:
    return f"canned_replies:{department_id}"


def save_reply(
    department: Department,
    *,
    actor: Any,
    title: str,
    text: str,
    action: str = "",
    position: Any = 0,
    reply_id: int | None = None,
) -> CannedReply:
    """Write a new reply, or change the one of that id."""
    require_head(department.pk, actor)
    values = read_reply(title, text, action, position)
    with change(actor) as opened:
        audit.lock(STREAM)
        row = find_reply(department, reply_id) if reply_id else new_reply(department)
        twin = CannedReply.objects.filter(department=department, title=values["title"], action=values["action"])
        if twin.exclude(pk=row.pk).exists():
            problem = _("There is a reply called “%(title)s” already. Give this one another name.") % {
                "title": values["title"]
            }
            raise TitleTaken(problem, fields={"title": [problem]})
        for name, value in values.items():
            setattr(row, name, value)
        row.written_by = actor
        row.save()
        note(opened, "reply.saved", row, department)
        return row


def new_reply(department: Department) -> CannedReply:
    if CannedReply.objects.filter(department=department).count() >= MOST:
        raise Conflict(
            _("A department keeps at most %(count)s replies. Delete one that nobody uses.") % {"count": MOST},
            code="too_many_replies",
        )
    return CannedReply(department=department)


def read_reply(title: str, text: str, action: str, position: Any) -> dict[str, Any]:
    """The reply's values. Raises Invalid naming everything that is missing or too long."""
    values: dict[str, Any] = {"title": title.strip(), "text": text.strip(), "action": action.strip()}
    problems: dict[str, list[str]] = {}
    if not values["title"] or len(values["title"]) > LONGEST_TITLE:
        problems["title"] = [_("Please give a short name, at most %(count)s characters.") % {"count": LONGEST_TITLE}]
    if not values["text"] or len(values["text"]) > LONGEST_TEXT:
        problems["text"] = [_("Please write the words, at most %(count)s characters.") % {"count": LONGEST_TEXT}]
    if values["action"] not in ACTIONS:
        problems["action"] = [_("Please choose for which act it is.")]
    given = str(position or "0").strip()
    if not given.isdecimal() or int(given) > 999:
        problems["position"] = [_("Please give a place between 0 and 999.")]
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    return {**values, "position": int(given)}


def find_reply(department: Department, reply_id: int) -> CannedReply:
    row = CannedReply.objects.filter(department=department, pk=reply_id).first()
    if row is None:
        raise NotFound(_("There is no such reply. It may have been deleted; the list shows what there is."))
    return row


def delete_reply(department: Department, reply_id: int, *, actor: Any) -> None:
    """Nobody is offered it any more; what was written with it stays."""
    require_head(department.pk, actor)
    with change(actor) as opened:
        audit.lock(STREAM)
        row = find_reply(department, reply_id)
        note(opened, "reply.deleted", row, department)
        row.delete()


def note(opened: Change, event: str, row: CannedReply, department: Department) -> None:
    data = {"reply": row.pk, "title": row.title, "action": row.action}
    opened.note(STREAM, event, subject=department.code, department=department.code, text=row.text, data=data)
    transaction.on_commit(lambda: cache.delete(cache_key(department.pk)))
