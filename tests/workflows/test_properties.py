"""Random people do random things, allowed and not, while the clock jumps: the case file stays whole.

In `make test` a short walk, the same every time. Further, and differently every time:
PROPERTY_EXAMPLES=300 PROPERTY_STEPS=60 python -m pytest tests/workflows/test_properties.py
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import time_machine
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal.errors import DomainError
from services.cases.models import Case, CaseItem
from tests.town import MONDAY, SHANGHAI, Town, _snapshots
from tests.workflows.invariants import chain_faults, faults
from tests.workflows.payloads import payload_for, spoil
from workflows import acting
from workflows.models import AlarmFailure, Task
from workflows.operations.acts import ACTS, act
from workflows.operations.conversation import applicant, rating
from workflows.operations.handling import holding
from workflows.operations.offered import available
from workflows.operations.second_thoughts import recalling, withdrawing
from workflows.operations.unattended import sweeping
from workflows.stages import automatic

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "60"))
STEPS = int(os.environ.get("PROPERTY_STEPS", "25"))
FURTHER = "PROPERTY_EXAMPLES" in os.environ

# matter, applicant, answers
APPLICATIONS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("OM-RECEPTION", "yuan.gongjia", {}),
    ("OM-RECEPTION", "yuan.gongyi", {}),
    ("OM-DUTY", "you.jingkou", {"duty_action": "roster", "duty_meal": True, "need_vehicle": True}),
    ("OM-DUTY", "yuan.gongjia", {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}),
    ("OM-HOUSING", "yuan.gongjia", {"housing_buy": True, "applicant_married": True}),
    ("OM-HOUSING", "yuan.gongyi", {"housing_buy": False, "applicant_married": False}),
)
BYSTANDERS = (
    "yuan.gongjia", "yuan.gongyi", "you.jingkou", "chuang.kouyi", "chuang.kouer", "zhen.tongchou", "bi.jieban",
    "che.lunzhuan", "guan.xitong", "he.shiqing", "you.liuchang", "ren.heshi", "ex.yonghu",
)  # fmt: skip
JUMPS = tuple(timedelta(minutes=one) for one in (5, 90, 26 * 60, 3 * 24 * 60, 9 * 24 * 60, 40 * 24 * 60))
# Beyond it the demo's calendar has no more published years.
LAST_DAY = datetime(2026, 10, 1, tzinfo=SHANGHAI)
number = st.integers(min_value=0, max_value=9999)


class Walk(RuleBasedStateMachine):
    """One office, a few cases, people who mean well and people who do not."""

    most_cases = 4

    def __init__(self) -> None:
        super().__init__()
        _snapshots["town"].restore()
        self.clock = time_machine.travel(MONDAY, tick=False)
        self.hands = self.clock.start()
        self.now = MONDAY
        self.town = Town()
        self.cases: list[int] = []

    def teardown(self) -> None:
        try:
            assert chain_faults() == []
        finally:
            self.clock.stop()

    # ---- who and what ------------------------------------------------------------------
    def attempt(self, what: str, do: Callable[[], Any]) -> Any:
        """Do it; a refusal is a domain error with a sentence a person can act on, nothing else."""
        try:
            done = do()
        except DomainError as refusal:
            note(f"{what}: {refusal.error_code}: {refusal.detail}")
            assert any("\u4e00" <= one <= "\u9fff" for one in refusal.detail), refusal.detail
            assert refusal.error_code
            return None
        note(f"{what}: done")
        return done

    def some_case(self, pick: int) -> Case:
        return Case.objects.get(pk=self.cases[pick % len(self.cases)])

    def some_task(self, pick: int, *, closed: bool = False) -> Task | None:
        tasks = Task.objects.exclude(kind="").filter(case_id__in=self.cases, finished__isnull=not closed)
        found = list(tasks.select_related("case", "case_item", "department", "owner", "stand_in").order_by("pk"))
        return found[pick % len(found)] if found else None

    def somebody(self, pick: int, task: Task | None = None) -> Any:
        """Mostly somebody the task waits for, sometimes anybody else."""
        if task is not None and pick % 4:
            return self.town.person(self.town.able(task).username)
        return self.town.person(BYSTANDERS[pick // 4 % len(BYSTANDERS)])

    # ---- rules ----------------------------------------------------------------------------
    @initialize(pick=number)
    def first_application(self, pick: int) -> None:
        self.apply(pick)

    @precondition(lambda self: len(self.cases) < self.most_cases)
    @rule(pick=number)
    def apply_again(self, pick: int) -> None:
        self.apply(pick)

    def apply(self, pick: int) -> None:
        matter, name, answers = APPLICATIONS[pick % len(APPLICATIONS)]
        town = self.town

        def submit() -> Case:
            if matter == "OM-RECEPTION":
                return town.reception(name, visit_end=(self.now + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M"))
            return town.apply(matter, name, answers, {})

        case = self.attempt(f"{name} applies for {matter}", submit)
        if case is not None:
            self.cases.append(case.pk)

    @precondition(lambda self: self.cases)
    @rule(pick=number, who=number, what=number, spoilt=st.integers(min_value=0, max_value=4))
    def act(self, pick: int, who: int, what: int, spoilt: int) -> None:
        task = self.some_task(pick)
        if task is None:
            return
        actions = [one.action for one in ACTS[task.kind]]
        self.do(task, self.somebody(who, task), actions[what % len(actions)], what, spoilt == 0)

    @precondition(lambda self: self.cases)
    @rule(pick=number, times=st.integers(min_value=1, max_value=12))
    def ordinary_work(self, pick: int, times: int) -> None:
        """Somebody takes a task and does the first thing it offers, and so on through the morning."""
        for turn in range(times):
            task = self.some_task(pick + turn)
            if task is not None:
                self.do(task, self.somebody(1, task), ACTS[task.kind][0].action, pick, False)

    @precondition(lambda self: self.cases)
    @rule(pick=number, what=number)
    def act_on_something_closed(self, pick: int, what: int) -> None:
        task = self.some_task(pick, closed=True)
        if task is None:
            return
        actions = [one.action for one in ACTS[task.kind]]
        person, action = self.somebody(1, task), actions[what % len(actions)]
        if action in {one.action for one in available(task, person)}:
            # The one act left on it: who opened a round of countersigning may send back while it runs.
            assert action == "send_back"
            return
        before = state_of(self.cases)
        self.do(task, person, action, what, False)
        assert state_of(self.cases) == before

    def do(self, task: Task, person: Any, action: str, seed: int, spoilt: bool) -> None:
        payload = payload_for(self.town, task, action, seed)
        if spoilt:
            payload = spoil(payload, seed)
        what = f"{person.username} does {action} on {task.kind} {task.step_name} {payload}"
        offered = {one.action for one in available(task, person)}
        done = self.attempt(
            what, lambda: act(acting.get_task(task.pk), actor=person, action=action, payload=payload, key="")
        )
        # What a screen does not offer is never accepted.
        assert done is None or action in offered, f"{what}: accepted, though only {offered} were offered"

    @precondition(lambda self: self.cases)
    @rule(pick=number, own=st.integers(min_value=0, max_value=3))
    def think_again(self, pick: int, own: int) -> None:
        """The author of a recent act takes it back; now and then somebody else tries."""
        task = self.some_task(-1 - pick % 3, closed=True)
        if task is None:
            return
        person = task.closed_by if own and task.closed_by else self.somebody(pick)
        self.attempt(
            f"{person.username} recalls {task.outcome} of {task.pk}", lambda: recalling.recall_act(task, actor=person)
        )

    @precondition(lambda self: self.cases)
    @rule(pick=number, who=number, back=st.booleans())
    def hold(self, pick: int, who: int, back: bool) -> None:
        task = self.some_task(pick)
        if task is not None:
            person = self.somebody(who, task)
            hand = holding.release if back else holding.claim
            self.attempt(f"{person.username} {hand.__name__}s {task.pk}", lambda: hand(task, actor=person))

    @precondition(lambda self: self.cases)
    @rule(pick=number, who=number, what=st.sampled_from(["withdraw", "urge", "write", "object", "rate"]))
    def applicants_act(self, pick: int, who: int, what: str) -> None:
        case = self.some_case(pick)
        # Withdrawals end a walk early, so they are rare.
        if what == "withdraw" and who % 3:
            return
        person = case.applicant if who % 4 else self.somebody(who)
        self.attempt(f"{person.username} {what}s {case.number}", lambda: APPLICANTS_ACTS[what](case, person, who))

    @rule(jump=st.sampled_from(JUMPS), fires=st.booleans())
    def time_passes(self, jump: timedelta, fires: bool) -> None:
        self.now = min(self.now + jump, LAST_DAY)
        self.hands.move_to(self.now)
        if fires:
            self.fire()

    def fire(self) -> None:
        """One beat tick. Everything due has fired once it is over."""
        note(f"{self.town.fire()} alarms fired at {self.now}")
        assert list(AlarmFailure.objects.values_list("error", flat=True)) == []
        assert not Task.objects.filter(scheduled__lte=self.now).exists()

    @precondition(lambda self: self.cases)
    @rule()
    def sweep(self) -> None:
        """Where nothing was lost, the sweep changes nothing."""
        before = state_of(self.cases)
        sweeping.sweep()
        automatic.sweep()
        assert state_of(self.cases) == before

    @invariant()
    def every_case_is_whole(self) -> None:
        if self.cases:
            assert faults(self.cases) == []


APPLICANTS_ACTS: dict[str, Callable[[Case, Any, int], Any]] = {
    "withdraw": lambda case, person, seed: withdrawing.withdraw(case, actor=person, reason="不办了"),
    "urge": lambda case, person, seed: applicant.urge(case, actor=person),
    "write": lambda case, person, seed: applicant.write_message(case, actor=person, text="请问进度如何?" * (seed % 2)),
    "object": lambda case, person, seed: applicant.object_to_value(
        case, actor=person, element=(sorted(case.form) or ["guests"])[seed % max(len(case.form), 1)], claim="应为其他值"
    ),
    "rate": lambda case, person, seed: rating.rate(case, actor=person, level=seed % 7, reasons=["efficiency"]),
}


def state_of(cases: list[int]) -> list[Any]:
    """States of cases and items and the open tasks: what no-one may change by accident."""
    return [
        list(Case.objects.filter(pk__in=cases).order_by("pk").values_list("pk", "state")),
        list(CaseItem.objects.filter(case_id__in=cases).order_by("pk").values_list("pk", "state", "decision")),
        list(Task.objects.filter(case_id__in=cases, finished=None).order_by("pk").values_list("pk", "owner_id")),
    ]


def walk_settings() -> settings:
    return settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        derandomize=not FURTHER,
        deadline=None,
        # Shrinking takes minutes: worth it when somebody is looking.
        phases=[Phase.generate, Phase.shrink] if FURTHER else [Phase.generate],
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )


def test_whatever_people_do_the_case_file_stays_whole__R3_R9_R10_R14(town):
    run_state_machine_as_test(Walk, settings=walk_settings())
