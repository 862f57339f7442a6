"""Countersigners added and taken out while the opinions are being given (R45, R50, R57)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from departments.org.models import Department
from portal.errors import Conflict, Invalid
from services.cases.models import Case, CaseItem, Opinion
from workflows import flows, formal_flow
from workflows.acting import Acting, acting, required_text
from workflows.asking import approvals
from workflows.casework import ballot, conflicts, countersigning, reservations
from workflows.casework.ballot import CONSENT, Key
from workflows.casework.countersigning import round_is_running
from workflows.engine import joining
from workflows.models import Task, TaskKind, Void
from workflows.operations.heads import requests
from workflows.people import assignment
from workflows.words import telling, wording

from .opinions import RulingBinds
from .steering import require_leads, require_steerable, say


class NoCountersigning(Conflict):
    code = "no_countersigning"


class NotAsked(Conflict):
    """The department is no countersigner of this item."""

    code = "not_asked"


class LastCountersigner(Conflict):
    """R45: a group without anybody would decide itself."""

    code = "last_countersigner"


def add_countersigners(
    task: Task, *, actor: Any, departments: Sequence[str] | str = (), reason: str = "", key: str = ""
) -> Case:
    """Ask further departments: at once while the round runs, with the others when it begins (R45).

    At a step behind the round the item is countersigned once more, by these and by whoever disagreed.
    """
    codes = codes_of(departments)
    payload = {"departments": codes, "reason": reason}
    with acting(task, actor, key=key, payload=payload, permit=require_leads, still=require_steerable) as act:
        if act.repeated:
            return act.case
        item = countersigned(act)
        texts = required_text(payload, "reason")
        asked = read_departments(item, codes)
        refuse_asked(item, asked)
        say(act, "add_countersigners", text=texts["reason"], suggest=asked[0].code)
        act.note("countersign.added", text=texts["reason"], data={"departments": [one.code for one in asked]})
        ask(act, item, asked)
        return act.case


def codes_of(departments: Any) -> list[str]:
    """Codes as a list, as "A, B" or as one code."""
    given = departments.replace("，", ",").split(",") if isinstance(departments, str) else list(departments or ())
    return list(dict.fromkeys(code for one in given if (code := str(one).strip())))


def countersigned(act: Acting) -> CaseItem:
    item = act.item
    assert item is not None
    if not item.snapshot.countersigns:
        raise NoCountersigning(_("This item is decided without countersignatures. Ask the department for an opinion."))
    return item


def read_departments(item: CaseItem, codes: list[str]) -> list[Department]:
    """The departments named. Raises Invalid for none, unknown ones and the item's own."""
    if not codes:
        problem = _("Please choose a department.")
        raise Invalid(problem, fields={"departments": [problem]})
    known = {
        one.code: one
        for one in Department.objects.filter(code__in=codes, organisation_id=item.department.organisation_id)
    }
    for code in codes:
        if code not in known:
            problem = _("There is no department “%(text)s”.") % {"text": code}
            raise Invalid(problem, fields={"departments": [problem]})
        if known[code].pk == item.department_id:
            problem = _("%(department)s decides this item itself and cannot countersign it.") % {
                "department": known[code].title
            }
            raise Invalid(problem, fields={"departments": [problem]})
    return [known[code] for code in codes]


def refuse_asked(item: CaseItem, departments: Iterable[Department]) -> None:
    rows = ballot.questions(item)
    taking_part = {department.pk for _no, department in countersigning.members_of(item, ballot.newest(rows))}
    for one in departments:
        if one.pk in taking_part:
            problem = _("%(department)s is asked already. Choose another department.") % {"department": one.title}
            raise Invalid(problem, code="already_asked", fields={"departments": [problem]})


def ask(act: Acting, item: CaseItem, departments: list[Department]) -> None:
    """Put the question now, keep it for the round to come, or begin another round."""
    if round_is_running(item):
        join = joining.open_join(act.task)
        assert join is not None
        for one in departments:
            data = {"group_no": 0, "department": one, "weight": item.snapshot.countersigns[0].weight_of(one.code)}
            flows.ItemFlow.countersign._create(join, act.task.token, data=data)
        return
    latest = max((row.pk for row in ballot.questions(item)), default=0)
    added = {**act.task.data.get("added", {}), **{one.code: latest for one in departments}}
    act.task.data = {**act.task.data, "added": added}
    if (act.task.step_no or 0) < countersigning.position(item) or not item.round:
        act.task.save(update_fields=["data"])
    else:
        act.conclude("add_countersigners")


# ---- taking out -------------------------------------------------------------------------


def remove_countersigner(
    task: Task, *, actor: Any, departments: Sequence[str] | str = (), reason: str = "", key: str = ""
) -> Case:
    """Ask a department no longer. What it said stays on record and counts no more (R50).

    Who has disagreed goes only with the head's consent, and the decision names the dissent all the same.
    """
    codes = codes_of(departments)
    payload = {"departments": codes, "reason": reason}
    with acting(task, actor, key=key, payload=payload, permit=require_leads, still=require_steerable) as act:
        if act.repeated:
            return act.case
        item = countersigned(act)
        texts = required_text(payload, "reason")
        named = read_departments(item, codes)
        say(act, "remove_countersigner", text=texts["reason"], suggest=named[0].code)
        for department in named:
            leave_out(act, item, department, texts["reason"])
        return act.case


def leave_out(act: Acting, item: CaseItem, department: Department, reason: str) -> None:
    """Take the department out, or ask the head to when it has disagreed."""
    standing = questions_to(item, department)
    if any(row.outcome == "disagree" for row in standing) and needs_head(act, item):
        content = {"department": department.code, "name": department.name, "reason": reason}
        requests.ask(act, approvals.REMOVE, {**content, "dissent": dissent_of(item, standing)})
    else:
        take_out(act, item, department, reason)


def needs_head(act: Acting, item: CaseItem) -> bool:
    """Only a head who has not worked on the item may set a dissent aside alone (R3, R50)."""
    heads = duties_of(act.actor).holds("approve", item.department_id)
    return not heads or act.actor.pk in assignment.handlers_of(item)


def questions_to(item: CaseItem, department: Department) -> list[Task]:
    """The department's latest question in every group it takes part in. Raises when it cannot be taken out."""
    rows = ballot.questions(item)
    latest = ballot.newest(rows)
    own = [row for (_no, pk), row in latest.items() if pk == department.pk and not ballot.is_removed(row)]
    if not own:
        raise NotAsked(_("%(department)s is not asked to countersign this item.") % {"department": department.title})
    if ruled_in(item, department):
        raise RulingBinds(_("A ruling named %(department)s; it binds.") % {"department": department.title})
    if any(ballot.settled_as(row) == conflicts.UPHELD for row in own):
        raise RulingBinds(
            _(
                "The coordination office ruled that the objection of %(department)s stands. "
                "Send the item back with what has changed, or do not approve it."
            )
            % {"department": department.title}
        )
    members = countersigning.members_of(item, latest)
    for row in own:
        others = [pk for pk in counting(members, latest, row.group_no or 0) if pk != department.pk]
        if not others:
            raise LastCountersigner(
                _("%(department)s is the last one asked. Add another department first, or do not approve the item.")
                % {"department": department.title}
            )
    return own


def counting(members: dict[tuple[int, Department], int], latest: dict[Key, Task], group_no: int) -> list[int]:
    """Department ids of a group whose answer counts or is still owed; those excused by a ruling do not."""
    found = []
    for number, department in members:
        row = latest.get((number, department.pk))
        if number == group_no and (row is None or row.outcome != "not_my_duty"):
            found.append(department.pk)
    return found


def ruled_in(item: CaseItem, department: Department) -> bool:
    return Task.objects.filter(case_item=item, kind=TaskKind.DUTY, data__to=department.pk).exists()


def dissent_of(item: CaseItem, rows: Iterable[Task]) -> str:
    found = [one for one in reservations.opinions_on(item, rows) if one.action == "disagree"]
    return found[-1].text if found else ""


def take_out(act: Acting, item: CaseItem, department: Department, reason: str) -> None:
    """Close or set aside the department's questions, tell it, and close the round if enough is known now."""
    for row in questions_to(item, department):
        telling_to = telling.able_people(with_case(row, act)) if row.finished is None else []
        close_disputes(item, row)
        formal_flow.forget(item, [row.pk])
        if row.finished is None:
            row.data = {**row.data, "removed_because": reason}
            countersigning.close_unanswered(row, ballot.REMOVED)
        else:
            row.void, row.data = Void.REMOVED, {**row.data, "removed_because": reason}
            act.task.data = {**act.task.data, "voided": [*act.task.data.get("voided", []), row.pk]}
            row.save(update_fields=["void", "data"])
        set_aside(act, [row], reason)
        telling.tell_task(row, wording.COUNTERSIGN_REMOVED, telling_to, item=item.name, reason=reason)
    act.note("countersign.removed", text=reason, data={"departments": [department.code]})
    if round_is_running(item):
        if not conflicts.dissenters(item):
            conflicts.close(item, ballot.REMOVED)
        joining.conclude_join(act.task)


def with_case(row: Task, act: Acting) -> Task:
    row.case, row.case_item = act.case, act.item
    return row


def close_disputes(item: CaseItem, row: Task) -> None:
    """A dispute about this question needs no ruling any more."""
    countersigning.cancel_open(item, kinds=(TaskKind.DUTY,), data__answer=row.pk)


def set_aside(act: Acting, rows: Iterable[Task], reason: str) -> None:
    """The opinions given on these questions stay on record and count no more."""
    Opinion.objects.filter(
        task_id__in=[row.pk for row in rows], action__in=CONSENT | {"disagree", "not_my_duty"}, voided_at=None
    ).update(voided_at=act.change.at, voided_because=reason)


def grant(act: Acting, content: dict[str, Any]) -> None:
    """The head agrees to take out a department that has disagreed."""
    item = act.item
    assert item is not None
    department = Department.objects.get(code=content["department"])
    take_out(act, item, department, content["reason"])
