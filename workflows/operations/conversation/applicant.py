"""The applicant's acts on a running case: urge, write, object; and who may act on it at all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from departments.org.duties import duties_of, holders
from departments.org.models import Department
from portal.errors import Conflict, Forbidden, Invalid
from services.cases.models import Case, Message, Objection
from workflows.acting import on_case
from workflows.casework import objections
from workflows.models import APPLICANT_KINDS, ASIDE_KINDS, Task, TaskKind
from workflows.people.permission import require_applicant
from workflows.timing import clocks
from workflows.words import telling, wording

MESSAGE_LIMIT = 2000
WORKING_DUTIES = frozenset({"accept", "handle", "review", "approve", "deputise", "countersign", "coordinate", "lead"})
URGE_PAUSE = timedelta(hours=4)


class NotYet(Conflict):
    """Urging is possible once something is due soon or nothing moved for a working day."""

    code = "not_yet"


# ---- urging -------------------------------------------------------------------------


def urge(case: Case, *, actor: Any) -> list[str]:
    """Remind whoever the case waits for. Returns the names of the departments reminded."""
    require_applicant(case, actor)
    with on_case(case, actor) as (fresh, opened):
        tasks = waiting_tasks(fresh)
        earliest = urge_possible_from(fresh, tasks, opened.at)
        if earliest is not None:
            raise NotYet(
                _("It is still within the promised time. You can urge from %(moment)s.")
                % {"moment": telling.moment_words(earliest)}
            )
        for task in tasks:
            telling.tell_task(task, wording.URGED, telling.able_people(task), key=f"{opened.at:%Y%m%d%H}")
        fresh.last_urged_at = opened.at
        fresh.save(update_fields=["last_urged_at"])
        names = sorted({task.department.title for task in tasks if task.department})
        opened.note(fresh.stream, "case.urged", subject=fresh.number, data={"departments": names})
        return names


def waiting_tasks(case: Case) -> list[Task]:
    tasks = Task.objects.filter(case=case, finished=None).exclude(kind="").exclude(kind__in=APPLICANT_KINDS)
    # A statement is checked after the decision, and nothing waits for an opinion owed after silence.
    tasks = tasks.exclude(kind__in=(TaskKind.CHECK, *ASIDE_KINDS))
    return list(tasks.select_related("case__applicant", "case_item", "department", "owner", "stand_in"))


def urge_possible_from(case: Case, tasks: list[Task], now: datetime) -> datetime | None:
    """None when urging is possible now, else the moment from which it is.

    Possible once a task is yellow or red, or nothing moved for a working day; at most once in 4 hours.
    """
    if not tasks:
        raise Conflict(_("Nobody has to act on this case right now."), code="nobody_to_urge")
    if case.last_urged_at is not None and now < case.last_urged_at + URGE_PAUSE:
        return case.last_urged_at + URGE_PAUSE
    yellow = [moment for task in tasks if (moment := task.yellow_at or task.due_at) is not None]
    quiet = clocks.working_day_after(max(task.created for task in tasks), case)
    earliest = min([*yellow, quiet])
    return None if earliest <= now else earliest


# ---- conversation ---------------------------------------------------------------------


def write_message(case: Case, *, actor: Any, text: str, to: str = "") -> Message:
    """Write to the other side; the applicant to a department or to whoever works on the case."""
    require_part(case, actor)
    words = text.strip()
    if not words or len(words) > MESSAGE_LIMIT:
        problem = _("Please write something, at most %(count)s characters.") % {"count": MESSAGE_LIMIT}
        raise Invalid(problem, fields={"text": [problem]})
    recipient = find_recipient(case, to)
    with on_case(case, actor) as (fresh, opened):
        own = None if actor.pk == fresh.applicant_id else own_department(fresh, actor)
        message = Message.objects.create(
            case=fresh, author=actor, department=own, to_department=recipient, text=words, created_at=opened.at
        )
        opened.note(
            fresh.stream,
            "message.written",
            subject=fresh.number,
            department=own.code if own else "",
            data={"message": message.pk},
        )
        tell_message(fresh, message, actor)
        return message


def require_part(case: Case, actor: Any) -> None:
    """Those who work on the case write; those who watch over it read (R4, R8)."""
    if actor.pk == case.applicant_id or own_department(case, actor) is not None:
        return
    raise Forbidden(_("You do not take part in this case."))


def find_recipient(case: Case, to: str) -> Department | None:
    if not to:
        return None
    department = Department.objects.filter(code=to).first()
    if department is None or (
        not case.items.filter(department=department).exists() and department.pk != case.window_id
    ):
        problem = _("“%(code)s” does not take part in this case.") % {"code": to}
        raise Invalid(problem, fields={"to": [problem]})
    return department


def own_department(case: Case, actor: Any) -> Department | None:
    """The department on whose behalf a member of staff writes."""
    duties = duties_of(actor)
    reach = {pk for duty, pk in duties.pairs() if duty in WORKING_DUTIES}
    reach |= {one.department_id for one in duties.delegated}
    asked = case.tasks.exclude(kind="").exclude(kind__in=APPLICANT_KINDS)
    involved = Q(pk__in=case.items.values("department_id")) | Q(pk__in=asked.values("department_id"))
    return Department.objects.filter(pk__in=reach).filter(involved | Q(pk=case.window_id)).order_by("pk").first()


def tell_message(case: Case, message: Message, actor: Any) -> None:
    people: dict[int, Any] = {}
    if actor.pk != case.applicant_id:
        people[case.applicant_id] = case.applicant
    for task in waiting_tasks(case):
        if message.to_department_id in (None, task.department_id):
            people.update({person.pk: person for person in telling.able_people(task)})
    if message.to_department_id is not None and not people:
        # Nothing is open there: whoever handles the department's items answers.
        people.update({person.pk: person for person in holders("handle", message.to_department_id)})
    people.pop(actor.pk, None)
    applicant = [person for person in people.values() if person.pk == case.applicant_id]
    staff = [person for person in people.values() if person.pk != case.applicant_id]
    who = (
        _("%(name)s (%(department)s)") % {"name": actor.name, "department": message.department.name}
        if (message.department)
        else actor.name
    )
    said = {"key": f"case.message:{message.pk}", "actor": who, "text": message.text[:80]}
    telling.tell_people(case, wording.MESSAGE, applicant, **said)
    # Colleagues answer at their desk, not on the applicant's page.
    telling.tell_people(case, wording.MESSAGE, staff, url=f"/desk/case/{case.number}/?tab=talk", **said)


# ---- objections -------------------------------------------------------------------------


def object_to_value(case: Case, *, actor: Any, element: str, claim: str) -> Objection:
    """The applicant says a shared value is wrong; the source has three working days (R83)."""
    require_applicant(case, actor)
    words = claim.strip()
    entry = case.form.get(element)
    if entry is None or not entry.get("source"):
        problem = _("Only values that come from a department's register can be objected to.")
        raise Invalid(problem, fields={"element": [problem]})
    if not words:
        problem = _("Please say what the right value is.")
        raise Invalid(problem, fields={"claim": [problem]})
    source = Department.objects.filter(code=entry["source"]["department"]).first()
    with on_case(case, actor) as (fresh, opened):
        try:
            with transaction.atomic():
                objection = Objection.objects.create(
                    case=fresh,
                    element=element,
                    label=entry.get("name", element),
                    source=source,
                    held_value=entry["value"],
                    claim=words,
                    created_at=opened.at,
                    due_at=objections.due_of(fresh, opened.at),
                )
        except IntegrityError as error:
            raise Conflict(_("You have objected to this value already."), code="already_objected") from error
        opened.note(fresh.stream, "data.objected", subject=fresh.number, data={"element": element})
        objections.tell_stewards(fresh, source, objection.label)
        return objection
