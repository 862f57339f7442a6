"""What the designer works out and shows: merged form, merged papers, time, the try-out, versions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from portal.audit.models import Entry
from portal.errors import Invalid
from services.catalog import graph
from services.catalog.actuals import Actual, of_items, of_matter
from services.catalog.admin.design.controls import answer_control
from services.catalog.admin.design.stage import Stage
from services.catalog.diff import compare
from services.catalog.graph import Scenario, scenario
from services.catalog.merging import merged_fields, merged_papers
from services.catalog.models import MatterVersion, Proposal
from services.catalog.operations import gate
from services.catalog.publishing import STREAM
from services.catalog.reasons import length_in_words
from services.catalog.rendering import computable
from services.catalog.resolution import resolve
from services.catalog.running import SHOWN, running, running_by_version
from services.conditions import ConditionError

BAR = 640
ROW = 32
HISTORY = 40


def form_context(stage: Stage) -> dict[str, Any]:
    fields = merged_fields(stage.snapshot)
    wished = sum(len(one.used_by) for one in fields)
    prefilled = sum(1 for one in fields if one.element.source)
    return {"fields": fields, "wished": wished, "prefilled": prefilled, "asked": len(fields) - prefilled}


def materials_context(stage: Stage) -> dict[str, Any]:
    papers = merged_papers(stage.snapshot)
    return {
        "papers": papers,
        "wished": sum(len(one.wishes) for one in papers),
        "handed_in": sum(1 for one in papers if not one.material.exempt),
    }


def limits_context(stage: Stage) -> dict[str, Any]:
    """Serial and parallel from the same items, for the sample answers."""
    matter = stage.snapshot
    if not computable(matter):
        return {"computable": False}
    plan = scenario(matter, {**matter.fixed, **matter.reference})
    actual = of_matter(stage.matter, matter.unit)
    actuals = of_items(stage.matter, {item.code: item.unit for item in plan.live})
    path = plan.longest_path(graph.promised)
    rows = list(_rows(plan, path.codes))
    serial = sum((item.promised.amount for item in plan.live), Decimal(0))
    longest = max(serial, Decimal(1))
    for row in rows:
        row["x"] = round(float(row["start"] / longest) * BAR)
        row["width"] = max(4, round(float(row["amount"] / longest) * BAR))
        found = actuals.get(row["code"])
        row["actual"] = _in_words(found) if found else None
        row["actual_width"] = max(3, round(float(found.usual / longest) * BAR)) if found else 0
        row["length"] = length_in_words(row["amount"], matter.unit)
        row["from"] = length_in_words(row["start"], matter.unit) if row["start"] else _("at once")
    return {
        "computable": True,
        "rows": rows,
        "bar": BAR,
        "serial": length_in_words(serial, matter.unit),
        "parallel": length_in_words(path.amount, matter.unit),
        "promised": length_in_words(matter.promised.amount, matter.unit),
        "statutory": length_in_words(matter.statutory.amount, matter.unit),
        "chain": [matter.by_code[code].item.label for code in path.codes],
        "parallel_width": max(4, round(float(path.amount / longest) * BAR)),
        "figures": matter.figures,
        "height": len(rows) * ROW + 8,
        "actual": _in_words(actual) if actual else None,
    }


def _in_words(found: Actual) -> dict[str, Any]:
    """Real time in words; nobody reads a single case out of it."""
    return {
        "count": found.count,
        "usual": length_in_words(found.usual, found.unit),
        "slow": length_in_words(found.slow, found.unit),
        "on_time": found.on_time_percent,
    }


def _rows(plan: Scenario, critical: tuple[str, ...]) -> Any:
    finish: dict[str, Decimal] = {}
    for number, code in enumerate(plan.order):
        item = plan.matter.by_code[code].item
        start = max((finish[before] for before in plan.predecessors[code]), default=Decimal(0))
        finish[code] = start + item.promised.amount
        yield {
            "code": code,
            "label": item.label,
            "department": plan.matter.department_label(item.department),
            "start": start,
            "amount": item.promised.amount,
            "critical": code in critical,
            "y": 4 + number * ROW,
            "text_y": 4 + number * ROW + 15,
        }


def try_context(stage: Stage, asked: QueryDict) -> dict[str, Any]:
    """The case these answers would make, as its applicant sees it. Never raises: says what is in the way."""
    matter = stage.snapshot
    answers = {key: asked[f"try-{key}"] for key in matter.question_ids if asked.get(f"try-{key}", "") != ""}
    shown = {**matter.reference, **answers}
    context: dict[str, Any] = {
        "tries": [answer_control(one, f"try-{one.id}", _as_answer(shown.get(one.id))) for one in matter.questions]
    }
    try:
        result = resolve(matter, {**matter.reference, **answers})
    except (Invalid, ConditionError, KeyError, ValueError) as problem:
        return {**context, "problem": getattr(problem, "detail", str(problem))}
    handed_in = [one for one in result.materials if one.handling != "exempt"]
    return {
        **context,
        "result": result,
        "names": {one.code: one.item.label for one in result.items},
        "items": [
            {
                "label": one.item.label,
                "department": matter.department_label(one.item.department),
                "because": one.because,
                "waits": [matter.by_code[code].item.label for code in one.needs],
                "post": one.phase == "post",
            }
            for one in result.items
        ],
        "left_out": [{"label": matter.by_code[one.code].item.label, "because": one.because} for one in result.excluded],
        "to_fill": [one.element.label for one in result.fields if one.expected and one.value is None],
        "to_check": [one.element.label for one in result.fields if not one.expected or one.value is not None],
        "to_hand_in": [one.material.label for one in handed_in],
        "spared": [one.material.label for one in result.materials if one.handling == "exempt"],
        "promise": length_in_words(result.promised.amount, result.promised.unit),
    }


def _as_answer(value: Any) -> Any:
    return value == "true" if value in ("true", "false") else value


def versions_context(stage: Stage, asked: QueryDict) -> dict[str, Any]:
    """What the draft changes, what waits, every version with its running cases, two compared, the history."""
    versions = stage.versions
    cases = running_by_version(stage.matter)
    in_force = stage.matter.published_id
    waiting = stage.waiting
    return {
        "versions": [
            {"version": one, "in_force": one.pk == in_force, "running": cases.get(one.pk, 0)} for one in versions
        ],
        "running_total": sum(cases.values()),
        "running": running(stage.matter) if cases else [],
        "running_shown": SHOWN,
        "waiting": waiting,
        **_proposed(stage),
        "own": waiting is not None and waiting.author_id == stage.user.pk,
        "comparison": _comparison(stage, versions, asked),
        "history": _history(stage),
    }


def _history(stage: Stage) -> list[Entry]:
    """What happened to the matter and to the items it is made of, the latest first."""
    subjects = [stage.matter.code, *(row.item for row in stage.draft.items)]
    return list(Entry.objects.filter(stream=STREAM, subject__in=subjects).order_by("-seq")[:HISTORY])


def _proposed(stage: Stage) -> dict[str, Any]:
    """What the waiting proposal changes and what speaks against it; without one, what would against the draft."""
    if stage.waiting is None:
        proposable = stage.changes and not stage.faults
        return {"against": gate.objections(stage.matter, stage.snapshot) if proposable else []}
    proposal = Proposal.objects.select_related("base").get(pk=stage.waiting.pk)
    return {
        "waiting_changes": compare(proposal.base.typed if proposal.base else None, proposal.typed),
        "against": gate.objections(stage.matter, proposal.typed),
    }


def _comparison(stage: Stage, versions: list[MatterVersion], asked: QueryDict) -> dict[str, Any] | None:
    """Two versions asked for by number; None when fewer were."""
    numbers = {str(one.number): one for one in versions}
    before, after = numbers.get(asked.get("from", "")), numbers.get(asked.get("to", ""))
    if before is None or after is None:
        return None
    both = {one.pk: one for one in stage.matter.versions.filter(pk__in={before.pk, after.pk})}
    return {
        "before": before,
        "after": after,
        "changes": compare(both[before.pk].typed, both[after.pk].typed),
    }
