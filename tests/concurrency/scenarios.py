"""What one process of a crowd does. Everything goes through the operations; answers are plain JSON."""

from __future__ import annotations

import random
import time
import traceback
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.db import connection

from portal.errors import DomainError
from services.cases.models import Case
from tests.town import Town
from tests.workflows.payloads import payload_for
from workflows.acting import get_task
from workflows.models import Task
from workflows.operations.acts import act
from workflows.operations.entry.submission import Application, submit
from workflows.operations.handling import holding
from workflows.operations.second_thoughts.recalling import recall_act
from workflows.operations.second_thoughts.withdrawing import withdraw
from workflows.operations.unattended import firing, sweeping
from workflows.stages import automatic
from workflows.words.telling import able_people

ORDINARY = {"intake": "accept", "step": "pass", "countersign": "agree", "duty": "rule", "deliver": "deliver"}
UNUSUAL = {"step": ("deny", "send_back"), "countersign": ("disagree", "agree_with_conditions", "not_my_duty")}
APPLICANTS = ("yuan.gongjia", "yuan.gongyi", "you.jingkou")
DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}
MOST_OPEN = 5
# Whoever is slow goes on until this much is done, but no longer than so many seconds.
FEWEST_ACTS = 4
PATIENCE = 300


def claim(task: int, name: str) -> dict[str, str]:
    """One clerk reaches for a task."""
    try:
        holding.claim(get_task(task), actor=Town().person(name))
    except DomainError as refusal:
        return {"who": name, "outcome": refusal.error_code, "detail": refusal.detail}
    return {"who": name, "outcome": "claimed", "detail": ""}


def decide(task: int, name: str, action: str, payload: dict[str, Any]) -> dict[str, str]:
    """Somebody acts on a task others act on as well."""
    try:
        act(get_task(task), actor=Town().person(name), action=action, payload=payload)
    except DomainError as refusal:
        return {"who": name, "outcome": refusal.error_code, "detail": refusal.detail}
    return {"who": name, "outcome": "done", "detail": ""}


def hand_in(name: str, application: dict[str, Any], key: str) -> dict[str, Any]:
    """One of two clicks on the same button."""
    person = Town().person(name)
    try:
        case, created = submit(Application(**application), applicant=person, actor=person, key=key)
    except DomainError as refusal:
        return {"outcome": refusal.error_code, "detail": refusal.detail}
    return {"outcome": "submitted", "number": case.number, "created": created}


def in_turns(rounds: list[dict[str, Any]], gap: float) -> list[dict[str, str]]:
    """One act of each round, every `gap` seconds: whoever plays the other side acts at the same moments."""
    began, answers = time.monotonic(), []
    for number, job in enumerate(rounds):
        time.sleep(max(0.0, began + number * gap - time.monotonic()))
        answers.append(tried(**job))
    connection.close()
    return answers


def tried(do: str, name: str, task: int = 0, case: int = 0, **payload: Any) -> dict[str, str]:
    """What became of it; anything but a sentence of the house fails the whole crowd."""
    person = Town().person(name)
    try:
        if do == "recall":
            recall_act(get_task(task), actor=person)
        elif do == "claim":
            holding.claim(get_task(task), actor=person)
        elif do == "withdraw":
            withdraw(Case.objects.get(pk=case), actor=person, reason="改期")
        else:
            act(get_task(task), actor=person, action=do, payload=payload)
    except DomainError as refusal:
        return {"who": name, "do": do, "outcome": refusal.error_code, "detail": refusal.detail}
    return {"who": name, "do": do, "outcome": "done", "detail": ""}


def dispatch(batch: int) -> int:
    """One beat tick of one of several dispatchers."""
    return firing.fire_due(batch=batch)


def office(number: int, seconds: float) -> Callable[[], dict[str, Any]]:
    """One member of a busy office; number 0 is the beat with its alarms and sweeps. Comes warmed up."""
    member = Beat(number) if number == 0 else Member(number)
    member.warm_up()

    def day() -> dict[str, Any]:
        end = time.monotonic() + seconds
        while time.monotonic() < end or (member.acts < FEWEST_ACTS and time.monotonic() < end + PATIENCE):
            member.turn()
        connection.close()
        return member.report()

    return day


class LockWaits:
    """Adds up how long statements that lock a process row took."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "FOR NO KEY UPDATE" not in sql:
            return execute(sql, params, many, context)
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.seconds += time.perf_counter() - began


class Member:
    """Works on whatever is open, mostly sensibly, and remembers what came of it."""

    def __init__(self, number: int):
        self.chance = random.Random(number)
        self.town = Town(rooms=(number + 1) * 1000)
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.errors: list[str] = []
        # (act, milliseconds, of which it waited for locks); a refusal is an act of its own.
        self.milliseconds: list[tuple[str, float, float]] = []
        self.warm_up_seconds = 0.0

    def report(self) -> dict[str, Any]:
        return {
            "done": self.done,
            "refused": self.refused,
            "errors": self.errors,
            "milliseconds": self.milliseconds,
            "warm_up": self.warm_up_seconds,
        }

    @property
    def acts(self) -> int:
        return sum(self.done.values())

    def warm_up(self) -> None:
        """What a process does once: connection, catalogue, calendars, composed statements. The case is withdrawn."""
        began = time.perf_counter()
        case = self.town.reception(self.chance.choice(APPLICANTS))
        self.town.accept(case)
        for _ in range(2):
            [step] = self.town.open_tasks(case, case_item__code="OF-OFFICE-001")
            self.town.act(step, "pass", opinion="同意")
        case.refresh_from_db()
        withdraw(case, actor=case.applicant, reason="改期")
        self.warm_up_seconds = time.perf_counter() - began

    def attempt(self, what: str, do: Any) -> None:
        waits, began = LockWaits(), time.perf_counter()
        try:
            with connection.execute_wrapper(waits):
                do()
            self.done[what] += 1
        except DomainError as refusal:
            self.refused[refusal.error_code] += 1
            what = "refused"
        except Exception:
            self.errors.append(f"{what}: {traceback.format_exc()[-1500:]}")
        self.milliseconds.append((what, (time.perf_counter() - began) * 1000, waits.seconds * 1000))

    def turn(self) -> None:
        dice = self.chance.random()
        cases = list(Case.objects.filter(closed_at=None).order_by("pk"))
        if len(cases) < MOST_OPEN and dice < 0.3:
            self.attempt("submit", self.apply)
        elif cases and dice < 0.02:
            case = self.chance.choice(cases)
            self.attempt("withdraw", lambda: withdraw(case, actor=case.applicant, reason="改期"))
        else:
            self.work()

    def apply(self) -> None:
        name = self.chance.choice(APPLICANTS)
        if self.chance.random() < 0.4:
            self.town.apply("OM-DUTY", name, DUTY, {})
        else:
            self.town.reception(name)

    def work(self) -> None:
        rows = Task.objects.filter(finished=None, kind__in=ORDINARY).order_by("pk")
        open_ones = list(rows.values_list("pk", flat=True))
        if not open_ones:
            return
        wanted = rows.select_related("case", "case_item", "owner").filter(pk=self.chance.choice(open_ones))
        task = wanted.first()
        if task is None:
            return
        people = able_people(task)
        if not people:
            return
        person = self.town.person(self.chance.choice(people).username)
        if self.chance.random() < 0.15:
            hand = holding.claim if task.owner_id is None else holding.release
            self.attempt(hand.__name__, lambda: hand(get_task(task.pk), actor=person))
            return
        action = ORDINARY[task.kind]
        if task.kind in UNUSUAL and self.chance.random() < 0.12:
            action = self.chance.choice(UNUSUAL[task.kind])
        payload = payload_for(self.town, task, action, self.chance.randrange(1000))
        self.attempt(action, lambda: act(get_task(task.pk), actor=person, action=action, payload=payload))


class Beat(Member):
    """Alarms come due at random under the hands of those who work, and the sweeps look after them."""

    def turn(self) -> None:
        waiting = list(Task.objects.filter(finished=None).exclude(alarm_stage="").values_list("pk", flat=True))
        due = self.chance.sample(waiting, min(2, len(waiting)))
        # As if their moment had come; a task closed meanwhile is left alone.
        Task.objects.filter(pk__in=due, finished=None).update(scheduled="2026-01-01T00:00+08:00")
        self.attempt("fire", firing.fire_due)
        if self.chance.random() < 0.2:
            self.attempt("sweep", sweeping.sweep)
            self.attempt("sweep", automatic.sweep)
        time.sleep(0.1)
