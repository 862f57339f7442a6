"""Random policies, weights, additions, removals, silence and returns: the engine does what a small model says.

PROPERTY_EXAMPLES makes the walk longer and different every time.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import time_machine
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from portal.errors import DomainError
from services.cases.models import CaseItem
from tests.town import MONDAY, Town, _snapshots
from tests.workflows.invariants import chain_faults, faults
from tests.workflows.test_countersign import keep_dissent
from workflows.casework import dependence
from workflows.casework.ballot import tallies
from workflows.casework.dependence import Changes, Given
from workflows.models import Task
from workflows.operations.second_thoughts.returning import preview

EXAMPLES = int(os.environ.get("PROPERTY_EXAMPLES", "12"))
FURTHER = "PROPERTY_EXAMPLES" in os.environ
DUTY = {"duty_action": "roster", "duty_meal": False, "need_vehicle": False}
DEPARTMENTS = ("OF-PROD", "OF-SEC", "OF-HR", "OF-LIFE", "OF-HSE")
# Their silence is never consent (R49).
NEVER_SILENT = {"OF-HR", "OF-HSE"}
CONSENT = {"agree", "tacit"}
DISSENT = {"reason": "人手不足", "basis": "办法第五条", "cure": "加一人"}


# ---- what falls: the pure function against the words of the decision ---------------------------

names = st.frozensets(st.sampled_from("abc"), max_size=3)


@st.composite
def returns(draw: Any) -> tuple[list[Given], Changes, int, int]:
    """Decisions of an item with up to five steps, countersigned before one of them; and a return."""
    steps = draw(st.integers(1, 5))
    position = draw(st.integers(0, steps - 1))
    rows = [Given(n + 1, 2 * n, draw(names), draw(names)) for n in range(steps)]
    signatures = draw(st.integers(0, 3))
    rows += [Given(100 + n, 2 * position - 1, draw(names), draw(names), n + 1) for n in range(signatures)]
    target = draw(st.sampled_from(sorted({one.place for one in rows})))
    changes = Changes(draw(names), draw(names), draw(st.booleans()), draw(st.frozensets(st.integers(1, 3))))
    return rows, changes, target, 2 * position - 1


def falls_naively(rows: list[Given], changes: Changes, target: int) -> tuple[int, set[int]]:
    """The same, decision by decision until nothing more falls."""
    begins, fallen = target, set()
    while True:
        before = (begins, len(fallen))
        for one in rows:
            signature = one.place % 2 == 1
            saw = one.papers & changes.papers or one.fields & changes.fields
            anew = signature and one.place == target and (changes.opinion or one.department in changes.departments)
            rests = signature and changes.opinion and target < one.place
            behind = not signature and one.place >= begins
            if saw or anew or rests or behind:
                fallen.add(one.task)
                begins = min(begins, one.place)
        if (begins, len(fallen)) == before:
            return begins, fallen


@settings(max_examples=400, deadline=None, derandomize=not FURTHER, database=None)
@given(returns())
def test_what_falls_is_what_rested_on_the_change__R47(case):
    rows, changes, target, _round = case
    found = dependence.fall(rows, changes, target)
    assert (found.begins, set(found.tasks)) == falls_naively(rows, changes, target)


@settings(max_examples=300, deadline=None, derandomize=not FURTHER, database=None)
@given(returns(), returns())
def test_changing_more_never_voids_less_and_changing_nothing_voids_no_signature__R47(case, other):
    rows, changes, target, _round = case
    more = Changes(
        changes.papers | other[1].papers,
        changes.fields | other[1].fields,
        changes.opinion or other[1].opinion,
        changes.departments | other[1].departments,
    )
    assert dependence.fall(rows, changes, target).tasks <= dependence.fall(rows, more, target).tasks
    none = dependence.fall(rows, Changes(), target)
    assert none.begins == target and not any(one.task in none.tasks for one in rows if one.place % 2)


# ---- the engine against a model -------------------------------------------------------------------


@dataclass
class Model:
    """One countersigned item: who takes part with what weight, and what stands of each."""

    policy: str
    quorum: int
    members: dict[str, int]
    weights: dict[str, int]
    place: str = "first"
    answers: dict[str, str] = field(default_factory=dict)
    asked_once: set[str] = field(default_factory=set)

    @property
    def open(self) -> set[str]:
        return {code for code, answer in self.answers.items() if answer == "open"}

    def agreed(self, codes: Any) -> int:
        return sum(self.members[one] for one in codes) if self.policy == "quorum" else len(list(codes))

    @property
    def met(self) -> bool:
        consents = [code for code, answer in self.answers.items() if answer in CONSENT]
        if self.policy == "advisory":
            return True
        if self.policy == "any":
            return len(consents) >= min(1, len(self.answers))
        if self.policy == "all":
            return len(consents) == len(self.answers)
        return self.agreed(consents) >= min(self.quorum, self.agreed(self.answers))

    def ask(self) -> None:
        self.place = "round"
        for code in self.members:
            if self.answers.get(code) not in CONSENT:
                self.answers[code] = "open"
                self.asked_once.add(code)
        self.settle()

    def settle(self) -> None:
        if self.place == "round" and (self.policy == "advisory" or self.met or not self.open):
            self.place = "deciding"
            if self.policy != "advisory":
                self.drop(self.open)

    def drop(self, codes: Any) -> None:
        for code in list(codes):
            del self.answers[code]

    def answer(self, code: str, said: str) -> None:
        self.answers[code] = said
        self.settle()

    def add(self, code: str) -> None:
        self.members[code] = self.weights.get(code, 1)
        if self.place == "round":
            self.answers[code] = "open"
            self.asked_once.add(code)
        elif self.place == "deciding":
            self.ask()

    def remove(self, code: str) -> None:
        del self.members[code]
        self.answers.pop(code, None)
        self.settle()

    def back(self, *, opinion: bool) -> None:
        if self.place == "round":
            self.drop(self.open)
        self.place = "first"
        if opinion:
            self.drop([code for code, answer in self.answers.items() if answer != "open"])


class Office:
    """The same item in the engine."""

    def __init__(self, town: Town, clock: Any, model: Model, *, tacit: bool):
        self.town, self.clock, self.model = town, clock, model
        self.case = town.apply("OM-DUTY", "you.jingkou", DUTY, {})
        town.accept(self.case)
        item = self.item
        group = {"policy": model.policy, "quorum": model.quorum if model.policy == "quorum" else None}
        group |= {"departments": list(model.members), "weights": model.weights}
        item.definition["countersigns"][0].update(group | {"on_timeout": "tacit" if tacit else "escalate"})
        item.save(update_fields=["definition"])

    @property
    def item(self) -> CaseItem:
        return CaseItem.objects.get(case=self.case)

    @property
    def step(self) -> Task:
        """The open step, or the closed one that asked."""
        rows = Task.objects.filter(case=self.case, kind="step").order_by("-pk")
        found = rows.filter(finished=None).first() or rows.first()
        assert found is not None
        return Task.objects.select_related("case__version", "case_item", "department", "owner").get(pk=found.pk)

    @property
    def questions(self) -> dict[str, Task]:
        return {one.department.code: one for one in self.town.open_tasks(self.case, kind="countersign")}

    def who(self) -> Any:
        step = self.step
        return self.town.able(step) if step.finished is None else self.town.person("zhen.tongchou")

    def act(self, action: str, **payload: Any) -> None:
        self.town.act(self.step, action, self.who().username, **payload)

    def back(self, changes: dict[str, Any]) -> None:
        step = self.step
        shown = preview(step, self.who(), to="0", changes=changes)
        voided = Task.objects.filter(case=self.case, void="returned")
        before = set(voided.values_list("pk", flat=True))
        self.act("send_back", to="0", reason="有误", changes=changes, seen=shown.digest)
        # What was shown is what was done.
        assert set(voided.values_list("pk", flat=True)) - before == {one.task for one in shown.falls}

    def silence(self) -> list[str]:
        """Let every open question run out; who consented by it, in the order in which it happened."""
        rows = sorted(self.questions.values(), key=lambda one: (one.due_at, one.pk))
        self.clock.move_to(max([one.due_at for one in rows]))
        self.town.fire()
        return [one.department.code for one in rows if one.data["on_timeout"] == "tacit"]


acts = st.tuples(
    st.sampled_from(["answer", "answer", "answer", "pass", "pass", "add", "remove", "back", "silence"]),
    st.integers(0, 99),
)


def attempt(do: Any) -> bool:
    try:
        do()
    except DomainError as refusal:
        note(f"refused: {refusal.error_code}")
        return False
    return True


def play(office: Office, model: Model, what: str, pick: int) -> None:
    note(f"{what} {pick} at {model.place}: {model.answers} of {model.members}")
    if what == "answer" and model.open:
        code = sorted(model.open)[pick % len(model.open)]
        said = ("agree", "agree", "disagree")[pick % 3]
        office.town.act(office.questions[code], said, **(DISSENT if said == "disagree" else {}))
        model.answer(code, said)
    elif what == "pass" and model.place == "first":
        office.act("pass", opinion=f"第{pick}次")
        model.ask()
    elif what == "add":
        code = DEPARTMENTS[pick % len(DEPARTMENTS)]
        done = attempt(lambda: office.act("add_countersigners", departments=[code], reason="涉及"))
        assert done == (code not in model.members)
        if done:
            model.add(code)
    elif what == "remove":
        code = DEPARTMENTS[pick % len(DEPARTMENTS)]
        may = code in model.members and code in model.asked_once and len(model.members) > 1
        first = model.place == "first"
        # At the first step a handler acts, who needs the head to set a dissent aside.
        if first and model.answers.get(code) == "disagree":
            return
        done = attempt(lambda: office.act("remove_countersigner", departments=[code], reason="不涉及"))
        assert done == may
        if done:
            model.remove(code)
    elif what == "back" and model.place != "first":
        opinion = bool(pick % 2)
        office.back({"opinion": opinion})
        model.back(opinion=opinion)
    elif what == "silence" and model.open:
        for code in office.silence():
            if model.answers.get(code) == "open":
                model.answer(code, "tacit")


def compare(office: Office, model: Model) -> None:
    # Who disagrees against others is brought together first; the model knows only what comes after it (R50).
    if office.town.open_tasks(office.case, kind="reconcile"):
        keep_dissent(office.town, office.case)
    item = office.item
    assert set(office.questions) == model.open
    assert (item.state == "countersigning") == (model.place == "round")
    [tally] = tallies(item)
    assert tally.met == model.met
    if model.place == "round":
        assert not tally.concluded
    elif model.place == "deciding":
        assert office.step.decides
    else:
        assert office.step.step_no == 0
    assert faults([office.case]) == []


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=not FURTHER,
    database=None,
    phases=[Phase.generate, Phase.shrink] if FURTHER else [Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_countersigning_follows_the_model_whatever_happens__R45_R48_R50(town, data):
    _snapshots["town"].restore()
    published = data.draw(st.lists(st.sampled_from(DEPARTMENTS[:4]), min_size=1, max_size=4, unique=True))
    policy = data.draw(st.sampled_from(["all", "any", "quorum", "advisory"]))
    weights = {one: data.draw(st.integers(1, 3)) for one in published} if policy == "quorum" else {}
    quorum = data.draw(st.integers(1, max(1, sum(weights.values()))))
    members = {one: weights.get(one, 1) for one in sorted(published)}
    model = Model(policy, quorum, members, {code: n for code, n in weights.items() if n != 1})
    with time_machine.travel(MONDAY, tick=False) as clock:
        office = Office(Town(), clock, model, tacit=data.draw(st.booleans()))
        for what, pick in data.draw(st.lists(acts, min_size=5, max_size=14)):
            play(office, model, what, pick)
            compare(office, model)
        assert chain_faults() == []
