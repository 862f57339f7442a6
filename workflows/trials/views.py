"""The page of trials: many cases at once, with so many people at the desks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from portal.errors import Invalid
from portal.ui.admin_pages import admin_page, show
from services.catalog.simulation import conclusions, drawing
from services.catalog.simulation.forms import answer_fields, answers_of
from services.catalog.simulation.plans import HEADS, Desk, Planner
from services.catalog.simulation.trial import DAY_MINUTES, Setting, Trial, run, with_one_more
from services.catalog.simulation.views import snapshot_for
from services.catalog.snapshot import MatterSnapshot
from workflows.trials.recorded import Recorded, recorded, staffing

DEFAULTS = {"days": 20.0, "per_day": 2.0, "share": 30.0, "seed": 1.0}
BOUNDS = {"days": (1, 260), "per_day": (0.1, 2000), "share": (1, 100), "seed": (0, 10**6)}


@dataclass(frozen=True)
class Asked:
    """What the form says, and the trial it makes; without a trial the problem."""

    numbers: dict[str, float]
    source: str
    answers: dict[str, Any]
    staff: dict[str, int]
    trial: Trial | None = None
    better: Trial | None = None
    problem: str = ""


@admin_page("catalog.view_matter")
def trial(request: HttpRequest, code: str) -> HttpResponse:
    """Arrivals, staffing and answers in; lengths, queues and the bottleneck out. Runs when asked to."""
    matter, snapshot = snapshot_for(code, request.GET.get("of", ""))
    came = recorded(matter, snapshot)
    asked = read(snapshot, request.GET, came, staffing())
    done = asked.trial
    queues = drawing.queues(done) if done else None

    def name(desk: Desk) -> str:
        return conclusions.desk_name(snapshot, desk)

    return show(
        request,
        "admin/workbench/trial.html",
        title=_("Trial: %(matter)s") % {"matter": snapshot.label},
        status=400 if asked.problem else 200,
        matter=matter,
        of=request.GET.get("of", ""),
        asked=asked,
        came=came,
        answers=answer_fields(snapshot, asked.answers),
        desks=desks(snapshot, asked),
        trial=done,
        conclusions=conclusions.of_trial(done, asked.better) if done else [],
        histogram=drawing.histogram(done) if done else None,
        queues=queues,
        lines=[(name(line.desk.desk), line) for line in queues.lines] if queues else [],
        results=[(name(one.desk), one) for one in done.desks] if done else [],
        quantiles=[(share, done.percentile(share)) for share in (0.5, 0.75, 0.9, 0.95, 0.99)] if done else [],
    )


def read(snapshot: MatterSnapshot, given: QueryDict, came: Recorded, usual: dict[str, int]) -> Asked:
    """The trial the form asks for; only a form that was sent (`run`) is tried."""
    numbers, staff, source = DEFAULTS, usual, given.get("source", "invented")
    answers = dict(snapshot.reference)
    try:
        answers = answers_of(snapshot, given)
        numbers = {name: _number(given, name, *BOUNDS[name], DEFAULTS[name]) for name in DEFAULTS}
        staff = {**usual, **_staff(given)}
        if not given.get("run"):
            return Asked(numbers, source, answers, staff)
        setting = Setting(
            answers=came.answers if source == "recorded" else [answers],
            recorded=came.per_day if source == "recorded" else (),
            days=int(numbers["days"]),
            per_day=numbers["per_day"],
            staff=staff,
            share=numbers["share"] / 100,
            seed=int(numbers["seed"]),
        )
        done = run(snapshot, setting)
    except Invalid as error:
        return Asked(numbers, source, answers, staff, problem=error.detail)
    jam = done.bottleneck
    return Asked(numbers, source, answers, staff, done, with_one_more(done, jam.desk) if jam else None)


def _number(given: QueryDict, name: str, least: float, most: float, default: float) -> float:
    raw = given.get(name, "").strip()
    if not raw:
        return default
    try:
        value = float(raw)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        raise Invalid(
            _("“%(raw)s” is not between %(least)g and %(most)g.") % {"raw": raw[:20], "least": least, "most": most}
        )
    return value


def _staff(given: QueryDict) -> dict[str, int]:
    """People from `p-CODE` and `p-CODE:heads`."""
    names = [name for name in given if name.startswith("p-") and given[name].strip()]
    return {name[2:]: int(_number(given, name, 1, 200, 1)) for name in names}


def desks(snapshot: MatterSnapshot, asked: Asked) -> list[tuple[str, str, int]]:
    """(name of the field, name of the desk, people) of every desk these answers reach."""
    planner = Planner(snapshot, share=1.0, day_minutes=DAY_MINUTES)
    planner.plan(asked.answers)
    return [
        (f"p-{_key(desk)}", conclusions.desk_name(snapshot, desk), asked.staff.get(_key(desk), 1))
        for desk in planner.desks
    ]


def _key(desk: Desk) -> str:
    return f"{desk.department}:{HEADS}" if desk.role == HEADS else desk.department
