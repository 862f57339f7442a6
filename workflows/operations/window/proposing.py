"""Departments look beforehand: what they want mended goes into the window's one notice (R36).

While a case waits for acceptance, everybody who works on one of its items may name defects of the
papers and fields these items use. The window sees them all, words them, and sends one notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from departments.org.models import Department
from portal.errors import Conflict, Forbidden, NotFound
from services.cases.models import Case, CaseItem, Defect, ProposedDefect
from workflows.acting import Acting, acting
from workflows.engine.change import current
from workflows.models import Task, TaskKind
from workflows.people.involvement import involved
from workflows.people.permission import SelfDealing
from workflows.words import telling, wording

from .defects import read_defects, refuse_others

ACTIONS = frozenset({"add_defect", "withdraw_defect"})


class NoticeSent(Conflict):
    """R36, R37: after the notice nothing can be added to it."""

    code = "second_notice"


class AlreadyNamed(Conflict):
    code = "already_named"


def may_propose(task: Task, user: Any) -> bool:
    return task.kind == TaskKind.INTAKE and user.pk not in task.barred and bool(involved(task, user))


def require_involved(task: Task, user: Any) -> None:
    """Raise Forbidden unless a department of this person has an item of the case (R3)."""
    if user.pk in task.barred:
        raise SelfDealing(_("You applied for this yourself, so a colleague has to look at it."))
    if not involved(task, user):
        raise Forbidden(_("Only departments with an item of this case name defects before it is accepted."))


def add_defect(task: Task, *, actor: Any, defects: Sequence[Mapping[str, Any]] = (), key: str = "") -> Case:
    """Name defects of one's own items' papers and fields, for the window's notice (R36)."""
    payload = {"add": list(defects)}
    with acting(task, actor, key=key, payload=payload, permit=require_involved) as act:
        if act.repeated:
            return act.case
        if act.case.corrections.exists():
            raise NoticeSent(
                _("The one-time notice was sent already; what it did not name cannot hold the case up any more.")
            )
        rows = read_defects(act.case, defects)
        owners = owners_of(act, rows)
        refuse_repeated(act.case, rows, owners)
        for row, department in zip(rows, owners, strict=True):
            propose(act, row, department)
        tell_window(act, rows, owners)
        return act.case


def owners_of(act: Acting, rows: Sequence[Defect]) -> list[Department]:
    """For each defect the actor's department whose items use the thing. Raises Invalid naming the others."""
    reach = involved(act.task, act.actor)
    items = act.case.items.filter(phase="main", department_id__in=reach).select_related("department")
    owners = {name: item.department for item in items.order_by("-position") for name in used_by(item, act.case)}
    refuse_others(rows, set(owners), _("“%(label)s” is not used by your department's items."), "not_of_this_item")
    return [owners[row.material or row.field] for row in rows]


def used_by(item: CaseItem, case: Case) -> set[str]:
    """Codes of the papers and keys of the fields an item is decided on."""
    return {row.code for row in case.materials.all() if item.code in row.used_by} | set(item.snapshot.elements)


def refuse_repeated(case: Case, rows: Sequence[Defect], owners: Sequence[Department]) -> None:
    named = {
        (one.department_id, one.name): one
        for one in case.proposed_defects.filter(withdrawn_at=None).select_related("author")
    }
    for row, department in zip(rows, owners, strict=True):
        found = named.get((department.pk, row.material or row.field))
        if found is not None:
            raise AlreadyNamed(
                _("%(who)s has named “%(label)s” already: %(problem)s To say it otherwise, take that back first.")
                % {"who": found.author.name, "label": row.label, "problem": found.problem}
            )
        named[department.pk, row.material or row.field] = ProposedDefect(
            author=current().actor, problem=row.problem, material=row.material, field=row.field
        )


def propose(act: Acting, row: Defect, department: Department) -> None:
    ProposedDefect.objects.create(
        case=act.case,
        department=department,
        author=act.actor,
        material=row.material,
        field=row.field,
        label=row.label,
        problem=row.problem,
        remedy=row.remedy,
        created_at=act.change.at,
    )
    act.note(
        "defect.proposed",
        text=f"{row.label}：{row.problem}",
        department=department.code,
        data={"name": row.material or row.field},
    )


def tell_window(act: Acting, rows: Sequence[Defect], owners: Sequence[Department]) -> None:
    """Whoever holds the acceptance hears it at once; a queue shows it by itself."""
    if act.task.owner is not None and rows:
        telling.tell_task(
            act.task,
            wording.DEFECTS_PROPOSED,
            [act.task.owner],
            key=f"{act.change.at.isoformat()}:{owners[0].pk}",
            department=owners[0].name,
            count=len(rows),
        )


def withdraw_defect(task: Task, *, actor: Any, defect: Any = None, key: str = "") -> Case:
    """Take back what one's department named, as long as the window has not sent its notice."""
    with acting(task, actor, key=key, payload={"withdraw": str(defect)}, permit=require_involved) as act:
        if act.repeated:
            return act.case
        found = find_own(act, defect)
        if not found.is_open:
            raise Conflict(_("This was taken back or answered already."), code="already_answered")
        found.withdrawn_at = act.change.at
        found.save(update_fields=["withdrawn_at"])
        data = {"name": found.name}
        act.note("defect.withdrawn", text=found.label, department=found.department.code, data=data)
        return act.case


def find_own(act: Acting, pk: Any) -> ProposedDefect:
    rows = act.case.proposed_defects.select_related("department")
    found = rows.filter(pk=int(pk)).first() if str(pk or "").isdecimal() else None
    if found is None:
        raise NotFound(_("There is no such point in this case. Reload the page to see what is named now."))
    if found.department_id not in involved(act.task, act.actor):
        raise Forbidden(
            _("%(department)s named this; only they take it back.") % {"department": found.department.title}
        )
    return found


# ---- what the window makes of them ----------------------------------------------------------


def take_over(act: Acting, defects: Iterable[Defect], chosen: Mapping[str, Sequence[Any]]) -> None:
    """The notice goes out: link what became of every proposal. `chosen` {name: proposal ids} where the
    window picked among several voices about one thing; all of them count elsewhere."""
    by_name = {one.material or one.field: one for one in defects}
    left = []
    for one in open_proposals(act.case):
        defect = by_name.get(one.name)
        picked = chosen.get(one.name)
        if defect is None or (picked is not None and one.pk not in {int(pk) for pk in picked}):
            left.append(one)
        else:
            one.defect = defect
            one.save(update_fields=["defect"])
    leave_out(act, left)


def drop_open(act: Acting) -> None:
    """The window answered without a notice: what departments named has no consequence, and they hear so."""
    leave_out(act, open_proposals(act.case))


def leave_out(act: Acting, rows: Sequence[ProposedDefect]) -> None:
    if not rows:
        return
    ProposedDefect.objects.filter(pk__in=[one.pk for one in rows]).update(left_out_at=act.change.at)
    for one in rows:
        telling.tell_people(
            act.case,
            wording.DEFECT_LEFT_OUT,
            [one.author],
            key=f"defect.left_out:{one.pk}",
            what=one.label,
        )
    act.note("defect.left_out", text=_(", ").join(one.label for one in rows))


def open_proposals(case: Case) -> list[ProposedDefect]:
    """What departments named and the window has not answered, with who said it."""
    rows = case.proposed_defects.filter(withdrawn_at=None, left_out_at=None, defect=None)
    return list(rows.select_related("department", "author"))
