"""Countersigning: agree, agree with conditions, disagree, not my duty; and the ruling on duty (R45–R50)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from departments.org.models import Department
from portal.errors import Conflict, Invalid
from portal.notices import Wording
from services.cases.models import Case
from workflows.acting import Acting, acting, required_text
from workflows.formal_flow import FormalFlow
from workflows.models import Task, TaskKind
from workflows.words import telling, wording

NEEDS: dict[str, tuple[str, ...]] = {
    "agree": (),
    "agree_with_conditions": ("conditions",),
    "disagree": ("reason", "basis", "cure"),
    "not_my_duty": ("reason", "suggest", "basis"),
}


def answer(task: Task, *, actor: Any, action: str, key: str = "", **payload: str) -> Case:
    """Give the department's opinion. A disagreement needs reason, basis and cure (R46)."""
    with acting(task, actor, key=key, payload={"action": action, **payload}) as act:
        if act.repeated:
            return act.case
        texts = required_text(payload, *NEEDS[action])
        if action == "not_my_duty":
            refuse_second_dispute(act.task)
            texts["suggest"] = suggested(texts["suggest"]).code
            act.task.data = {**act.task.data, "suggest": texts["suggest"], "reason": texts["reason"]}
        said = str(payload.get("opinion") or payload.get("reason") or "").strip()
        act.opinion(action, text=said, **{name: text for name, text in texts.items() if name != "reason"})
        act.note(f"countersign.{action}", text=said or texts.get("conditions", ""))
        act.conclude(action)
        return act.case


def suggested(text: str) -> Department:
    department = Department.objects.filter(code=text).first() or Department.objects.filter(name=text).first()
    if department is None:
        raise Invalid(
            _("There is no department “%(text)s”.") % {"text": text},
            fields={"suggest": [_("Please choose a department from the list.")]},
        )
    return department


def consent_by_silence(act: Acting) -> None:
    """No opinion in time: recorded as consent at the minute of expiry; the flow goes on (R48)."""
    task, item = act.task, act.item
    assert item is not None and task.due_at is not None and task.department is not None
    act.opinion("tacit", tacit=True, created_at=task.due_at, text=_("No opinion by the limit; counted as consent."))
    act.note("countersign.tacit", data={"expired_at": task.due_at.isoformat()})
    due = telling.moment_words(task.due_at)
    owe_formally(act, wording.TACIT, due=due)
    act.conclude("tacit")


def owe_formally(act: Acting, words: Wording, **params: str) -> None:
    """The department files its opinion within one working day; the message leads there."""
    task, item = act.task, act.item
    assert item is not None and task.department is not None
    process = FormalFlow.start.run(item=item, case=act.case, silent=task)
    owed = Task.objects.select_related("department", "case__applicant").get(process=process, kind=TaskKind.FORMAL)
    people = {one.pk: one for one in [*telling.able_people(owed), *telling.able_people(task)]}
    telling.tell_task(owed, words, people.values(), department=task.department.name, item=item.name, **params)


def escalate(act: Acting, people: list[Any]) -> None:
    """No opinion in time and silence is no consent: the coordination office is told, the flow waits (R48)."""
    task, item = act.task, act.item
    assert item is not None and task.department is not None
    act.note("countersign.escalated", data={"expired_at": task.due_at.isoformat() if task.due_at else ""})
    told = {person.pk: person for person in [*people, *telling.able_people(task)]}
    telling.tell_task(task, wording.ESCALATED, told.values(), department=task.department.name, item=item.name)


class RulingBinds(Conflict):
    """R57: who was named by a ruling answers."""

    code = "ruling_binds"


def refuse_asked_twice(ruling: Task, department: Department) -> None:
    """A department that has answered or still owes its answer in this group is not asked a second time."""
    asked = Task.objects.filter(
        case_item_id=ruling.case_item_id,
        kind=TaskKind.COUNTERSIGN,
        group_no=ruling.group_no,
        department=department,
    ).exclude(pk=ruling.data.get("answer"))
    if asked.exclude(outcome__in=["cancelled", "returned", "removed"]).filter(void="").exists():
        problem = _("%(department)s is asked already. Name another department, or excuse this one.") % {
            "department": department.title
        }
        raise Invalid(problem, fields={"to": [problem]})


class VotedAlready(Conflict):
    """R50: who has disagreed and is asked once more knows that it is their duty."""

    code = "voted_already"


def refuse_second_dispute(task: Task) -> None:
    if "again" in task.data:
        raise VotedAlready(
            _("Your department has given its opinion on this. Please agree now, or say what still stands against it.")
        )
    named = Task.objects.filter(case_item_id=task.case_item_id, kind=TaskKind.DUTY, data__to=task.department_id)
    if named.exists():
        raise RulingBinds(_("A ruling named your department; it binds. Please give your opinion."))


def rule(task: Task, *, actor: Any, to: str = "", reason: str = "", key: str = "") -> Case:
    """Rule whose duty an opinion is (R57): `to` names the department that must answer, "" excuses the asked one."""
    with acting(task, actor, key=key, payload={"to": to, "reason": reason}) as act:
        if act.repeated:
            return act.case
        texts = required_text({"reason": reason}, "reason")
        department = suggested(to) if to.strip() else None
        if department is not None:
            refuse_asked_twice(act.task, department)
        act.task.data = {**act.task.data, "to": department.pk if department else None}
        act.opinion("rule", text=texts["reason"], suggest=department.code if department else "")
        act.note("duty.ruled", text=texts["reason"], data={"to": department.code if department else ""})
        act.conclude("rule")
        return act.case
