"""Receptions run from application to closing through the operations, every act measured."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from tests.town import RECEPTION_ANSWERS, RECEPTION_FIELDS, Town, complete
from tests.workflows.statements import counted

ORDINARY: dict[str, tuple[str, dict[str, Any]]] = {
    "intake": ("accept", {}),
    "step": ("pass", {"opinion": "同意"}),
    "deliver": ("deliver", {"method": "电子送达"}),
    "confirm": ("confirm", {}),
}
APPLICANT = "yuan.gongjia"
OFFICE = "OF-OFFICE-001"


@dataclass
class Measure:
    """Every run of one kind of act: wall milliseconds, this process's and PostgreSQL's processor, statements."""

    wall: list[float] = field(default_factory=list)
    own: list[float] = field(default_factory=list)
    server: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)

    def row(self) -> tuple[int, float, float, float, float, float]:
        """(runs, median statements, median ms, 95th percentile ms, median processor ms here, in PostgreSQL)."""
        ordered = sorted(self.wall)
        worst = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
        middle = median(self.server or [0])
        return len(ordered), median(self.statements or [0]), median(ordered), worst, median(self.own), middle


@dataclass
class Day:
    """What a number of receptions took. `steps` counts human acts from acceptance to confirmation."""

    acts: dict[str, Measure] = field(default_factory=lambda: defaultdict(Measure))
    steps: int = 0
    step_seconds: float = 0.0
    cases: int = 0
    seconds: float = 0.0

    @property
    def steps_per_second(self) -> float:
        return self.steps / self.step_seconds

    @property
    def cases_per_second(self) -> float:
        return self.cases / self.seconds


class Office:
    """Runs cases one after another. `watch` counts statements; `around` wraps every act (a profiler)."""

    def __init__(self, *, first_room: int = 0, watch: bool = False, around: Callable[[], Any] = nullcontext):
        self.town = Town(rooms=first_room)
        self.watch, self.around, self.day = watch, around, Day()

    def run(self, cases: int) -> Day:
        papers = self.papers()
        began = time.perf_counter()
        for _ in range(cases):
            self.one_case(papers)
        self.day.cases += cases
        self.day.seconds += time.perf_counter() - began
        return self.day

    def run_unusual(self, cases: int) -> Day:
        """What is done beside the ordinary: claimed, put back, sent back, withdrawn."""
        papers = self.papers()
        for _ in range(cases):
            self.unusual_case(papers)
        return self.day

    def unusual_case(self, papers: tuple[Any, dict[str, str]]) -> None:
        from workflows.acting import get_task
        from workflows.operations.handling.holding import claim, release
        from workflows.operations.second_thoughts.withdrawing import withdraw

        case = self.submission(papers)()
        self.town.accept(case)
        [step] = self.town.open_tasks(case, case_item__code=OFFICE)
        person = self.town.person(self.town.able(step).username)
        self.measured("claim", lambda: claim(get_task(step.pk), actor=person))
        self.measured("release", lambda: release(get_task(step.pk), actor=person))
        self.town.act(step, "pass", opinion="同意")
        [step] = self.town.open_tasks(case, case_item__code=OFFICE)
        head = self.town.person(self.town.able(step).username)
        back = {"to": "0", "reason": "请补充接待标准"}
        measure = self.measured_act(step, head, "send_back", back)
        self.rename(measure, "step: send back")
        applicant = self.town.person(APPLICANT)
        case.refresh_from_db()
        self.measured("withdraw", lambda: withdraw(case, actor=applicant, reason="改期"))

    def papers(self) -> tuple[Any, dict[str, str]]:
        """The open form and uploads for its papers: what stands on the screen before handing in."""
        from services.catalog.queries import published_version
        from workflows.applying.application import open_form

        form = open_form(self.town.person(APPLICANT), published_version("OM-RECEPTION").typed, RECEPTION_ANSWERS)
        wanted = [one.code for one in form.resolution.materials if one.handling != "exempt" and one.phase == "main"]
        return form, {code: self.town.upload(APPLICANT) for code in wanted}

    def one_case(self, papers: tuple[Any, dict[str, str]]) -> None:
        case = self.measured("submit", self.submission(papers))
        for task in self.open_tasks(case):
            person = self.town.person(self.town.able(task).username)
            action, payload = ORDINARY[task.kind]
            before = self.started(case)
            spent = self.measured_act(task, person, action, payload)
            self.day.steps += 1
            self.day.step_seconds += spent.wall[-1] / 1000
            self.rename(spent, kind_of(task, self.started(case) - before))

    def open_case(self) -> Any:
        """One case accepted and left at its first wave."""
        case = self.submission(self.papers())()
        self.town.accept(case)
        return case

    def submission(self, papers: tuple[Any, dict[str, str]]) -> Callable[[], Any]:
        from workflows.operations.entry.submission import Application, submit

        form, uploads = papers
        self.town.rooms += 1
        fields = complete(form, {**RECEPTION_FIELDS, "venue": f"第{self.town.rooms}会议室"})
        application = Application("OM-RECEPTION", RECEPTION_ANSWERS, fields, uploads)
        person = self.town.person(APPLICANT)
        return lambda: submit(application, applicant=person, actor=person)[0]

    def open_tasks(self, case: Any) -> Iterator[Any]:
        """The next human task of the main phase, until there is none."""
        while True:
            found = [one for one in self.town.open_tasks(case) if one.kind in ORDINARY]
            if not found:
                return
            yield found[0]

    def started(self, case: Any) -> int:
        return case.items.filter(phase="main", started_at__isnull=False).count()

    def measured_act(self, task: Any, person: Any, action: str, payload: dict[str, Any]) -> Measure:
        """One act as a page or the API calls it: find the task, act on it."""
        from workflows.acting import get_task
        from workflows.operations.acts import act

        measure = Measure()
        self.measure(measure, lambda: act(get_task(task.pk), actor=person, action=action, payload=payload))
        return measure

    def measured(self, name: str, do: Callable[[], Any]) -> Any:
        return self.measure(self.day.acts[name], do)

    def measure(self, measure: Measure, do: Callable[[], Any]) -> Any:
        with counted() if self.watch else nullcontext() as statements, self.around():
            served = server_milliseconds() if self.watch else None
            wall, own = time.perf_counter(), time.process_time()
            result = do()
            measure.own.append((time.process_time() - own) * 1000)
            measure.wall.append((time.perf_counter() - wall) * 1000)
        if served is not None:
            measure.server.append(server_milliseconds() - served)
        if statements is not None:
            measure.statements.append(len(statements))
        return result

    def rename(self, spent: Measure, name: str) -> None:
        """File one act under the name that fits what it did."""
        kept = self.day.acts[name]
        kept.wall += spent.wall
        kept.own += spent.own
        kept.server += spent.server
        kept.statements += spent.statements


def server_milliseconds() -> float:
    """Processor time this connection's PostgreSQL process has used; 0 where the system does not tell."""
    from django.db import connection

    connection.ensure_connection()
    try:
        told = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text()
    except OSError:
        return 0.0
    return int(told.split()[0]) / 1_000_000


def kind_of(task: Any, started: int) -> str:
    if task.kind != "step":
        return ORDINARY[task.kind][0] + (f", starts {started}" if started else "")
    if not task.decides:
        return "step: pass on"
    return f"step: decide, starts {started}" if started else "step: decide"
