"""Ask a department or a person for an opinion, answer, withdraw the question; the step goes on all the while."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from departments.org.duties import duties_of, primary_department
from departments.org.models import Department
from portal.accounts.models import User
from portal.errors import Conflict, Invalid
from portal.worktime import end_of_day
from services.cases.managers import READING_DUTIES
from services.cases.models import Case, CaseItem
from services.cases.states import ItemState
from workflows import flows
from workflows.acting import Acting, acting, required_text
from workflows.asking import questions
from workflows.models import Task
from workflows.timing import clocks
from workflows.words import telling, wording

from .opinions import suggested

LONGEST_QUESTION = 2000
MOST_QUESTIONS = 8
FAR = timedelta(days=400)


class NothingAsked(Conflict):
    code = "nothing_asked"


def ask_opinion(
    task: Task,
    *,
    actor: Any,
    department: str = "",
    user: str = "",
    question: str = "",
    by: Any = "",
    key: str = "",
) -> Case:
    """Ask for an opinion by a moment within the item's limit. The own step stays open, its clock runs."""
    payload = {"department": department, "user": user, "question": question, "by": str(by or "")}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        item = act.item
        assert item is not None
        texts = read_question(payload)
        asked, person = read_whom(act, department, user)
        due = read_moment(act, item, by)
        require_new(item, asked, person)
        step = act.task.flow_task.activation_class(act.task)
        data = {"asker": act.actor, "department": asked, "person": person, "question": texts, "due": due}
        opened = flows.ItemFlow.opinion._create(step, act.task.token, data=data)
        act.opinion("ask_opinion", text=texts, suggest=asked.code)
        act.note("opinion.asked", text=texts, data={"to": asked.code, "question": opened.task.pk})
        questions.keep_count(item)
        return act.case


def read_question(payload: dict[str, str]) -> str:
    text = payload["question"].strip()
    if not text or len(text) > LONGEST_QUESTION:
        problem = _("Please write the question, at most %(count)s characters.") % {"count": LONGEST_QUESTION}
        raise Invalid(problem, fields={"question": [problem]})
    return text


def read_whom(act: Acting, department: str, user: str) -> tuple[Department, User | None]:
    """A department, or a person with the department they answer for; never both. Raises Invalid."""
    if bool(department.strip()) == bool(user.strip()):
        problem = _("Please name a department or a person, one of the two.")
        raise Invalid(problem, fields={"department": [problem]})
    if department.strip():
        try:
            found = suggested(department.strip())
        except Invalid as error:
            raise Invalid(error.detail, fields={"department": [error.detail]}) from error
        if found.kind == "external":
            problem = _("%(name)s has no staff here. Ask a department of the house.") % {"name": found.title}
            raise Invalid(problem, fields={"department": [problem]})
        return found, None
    return read_person(act, user.strip())


def read_person(act: Acting, name: str) -> tuple[Department, User]:
    """Somebody who works on cases, by user name or full name; not oneself, not the applicant (R3)."""
    people = User.objects.filter(Q(username=name) | Q(name=name), is_active=True).order_by("pk")[:2]
    person = people[0] if len(people) == 1 else None
    seat = primary_department(person) if person is not None else None
    if person is None or seat is None or not any(duties_of(person).departments(one) for one in READING_DUTIES):
        problem = _("Nobody who works on cases is called “%(name)s”. Please write the user name.") % {"name": name}
        raise Invalid(problem, fields={"user": [problem]})
    if person.pk in (act.actor.pk, act.case.applicant_id):
        problem = _("An opinion comes from somebody else than the applicant and yourself. Name another person.")
        raise Invalid(problem, fields={"user": [problem]})
    return seat, person


def read_moment(act: Acting, item: CaseItem, by: Any) -> datetime:
    """A day (its end) or a moment: to come, and not after the item's own limit. Raises Invalid."""
    due = moment_of(by, act.case)
    latest = item.due_at
    if due is None:
        problem = _("Please give the day by which you need the answer.")
        raise Invalid(problem, fields={"by": [problem]})
    if due <= act.change.at:
        problem = _("The answer cannot be due in the past. Please give a later day.")
        raise Invalid(problem, fields={"by": [problem]})
    if latest is not None and due > latest:
        problem = _("The item is due by %(moment)s; the answer has to come before that.") % {
            "moment": telling.moment_words(latest)
        }
        raise Invalid(problem, fields={"by": [problem]})
    return due


def moment_of(given: Any, case: Case) -> datetime | None:
    """The moment meant; a day without an hour ends with its last session. None for what is no moment."""
    if isinstance(given, datetime):
        found: datetime | None = given
    elif isinstance(given, date):
        return day_end(given, case)
    else:
        text = str(given or "").strip()
        try:
            day = parse_date(text)
            found = parse_datetime(text) if day is None else None
        except ValueError:
            return None
        if day is not None:
            return day_end(day, case)
    if found is None:
        return None
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def day_end(day: date, case: Case) -> datetime:
    """The end of the day's last session; past days and far ones need no calendar, they are refused anyway."""
    if not timezone.localdate() <= day <= timezone.localdate() + FAR:
        return timezone.make_aware(datetime.combine(day, time(12)))
    return end_of_day(day, clocks.table(case.calendar_code))


def require_new(item: CaseItem, department: Department, person: User | None) -> None:
    """The same is not asked twice at once, and not the whole house."""
    waiting = list(questions.open_questions(item))
    owner = person.pk if person else None
    if any(one.department_id == department.pk and (one.owner_id == owner or person is None) for one in waiting):
        raise Conflict(
            _("%(whom)s was asked already and has not answered yet. Withdraw that question first.")
            % {"whom": person.name if person else department.title},
            code="already_asked",
        )
    if len(waiting) >= MOST_QUESTIONS:
        raise Conflict(
            _("%(count)s questions are open on this item. Wait for an answer, or withdraw one.")
            % {"count": MOST_QUESTIONS},
            code="too_many_questions",
        )


def answer(task: Task, *, actor: Any, text: str = "", key: str = "") -> Case:
    """Answer the question; the asker reads it at once, and it stays in the case file."""
    with acting(task, actor, key=key, payload={"text": text}) as act:
        if act.repeated:
            return act.case
        item = act.item
        assert item is not None
        said = required_text({"text": text}, "text")["text"]
        act.opinion("answer", text=said)
        act.note("opinion.answered", text=said)
        act.conclude("answer")
        questions.keep_count(item)
        telling.tell_task(
            act.task,
            wording.OPINION_ANSWERED,
            asker_of(act.task),
            item=item.name,
            actor=act.actor.name,
            text=said[:80],
        )
        return act.case


def asker_of(task: Task) -> list[User]:
    return list(User.objects.filter(pk=task.data["asker"], is_active=True))


def withdraw_question(task: Task, *, actor: Any, which: Any = "", key: str = "") -> Case:
    """Nobody has to answer it any more; `which` is the id of its task, "" the only open one."""
    with acting(task, actor, key=key, payload={"which": str(which)}) as act:
        if act.repeated:
            return act.case
        item = act.item
        assert item is not None
        found = find_question(item, str(which or "").strip())
        people = telling.able_people(found)
        found.outcome = "cancelled"
        found.flow_task.activation_class(found).cancel()
        act.opinion("withdraw_question", text=str(found.data.get("question", "")))
        act.note("opinion.withdrawn", data={"question": found.pk})
        questions.keep_count(item)
        telling.tell_task(found, wording.OPINION_WITHDRAWN, people, item=item.name, actor=act.actor.name)
        return act.case


def find_question(item: CaseItem, wanted: str) -> Task:
    waiting = list(questions.open_questions(item))
    chosen = [one for one in waiting if str(one.pk) == wanted] if wanted else waiting
    if not waiting:
        raise NothingAsked(_("No question is open on this item. Go on with it."))
    if len(chosen) != 1:
        problem = _("Please choose which question to withdraw.")
        raise Invalid(problem, fields={"which": [problem]})
    return chosen[0]


def overdue(act: Acting) -> None:
    """No answer in time: both sides are told; the asker goes on without it or withdraws the question."""
    item, task = act.item, act.task
    assert item is not None and task.department is not None
    act.note("opinion.overdue", data={"expired_at": task.due_at.isoformat() if task.due_at else ""})
    params = {"item": item.name, "whom": questions.whom(task)}
    telling.tell_task(task, wording.OPINION_LATE, telling.able_people(task), **params)
    telling.tell_task(task, wording.OPINION_MISSING, asker_of(task), **params)


def may_ask(task: Task) -> bool:
    """Whether a question could be asked beside this task, as far as it can tell itself."""
    item = task.case_item
    return item is not None and item.state in (ItemState.ACCEPTED, ItemState.IN_REVIEW, ItemState.SUSPENDED)
