"""The acts a script knows, and what each needs."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from services.cases.models import CaseMaterial
from workflows.models import Task, TaskKind
from workflows.rehearsal.filling import paper, plausible
from workflows.rehearsal.shapes import ActLine

SILENCE = "silence"
# What anybody does of whom the script says nothing.
ORDINARY: dict[str, str] = {
    TaskKind.INTAKE: "accept",
    TaskKind.STEP: "pass",
    TaskKind.COUNTERSIGN: "agree",
    TaskKind.DELIVER: "deliver",
    TaskKind.CONFIRM: "confirm",
    TaskKind.RESUPPLY: "resupply",
    TaskKind.FORMAL: "file_opinion",
    TaskKind.CHECK: "confirm_true",
}
# {kind: {act: its words}}, in the order in which a form offers them.
KNOWN: dict[str, dict[str, str | Promise]] = {
    TaskKind.INTAKE: {
        "accept": _("accepts it"),
        "notify_correction": _("asks for a correction"),
        "refuse": _("does not accept it"),
        SILENCE: pgettext_lazy("rehearsal", "is silent"),
    },
    TaskKind.STEP: {
        "pass": _("passes it"),
        "deny": _("does not approve"),
        "send_back": _("sends it back"),
        SILENCE: pgettext_lazy("rehearsal", "is silent"),
    },
    TaskKind.COUNTERSIGN: {
        "agree": _("agrees"),
        "agree_with_conditions": _("agrees with conditions"),
        "disagree": _("disagrees"),
        SILENCE: pgettext_lazy("rehearsal", "is silent"),
    },
    TaskKind.RESUPPLY: {
        "resupply": _("hands in what was asked for"),
        SILENCE: pgettext_lazy("rehearsal", "is silent"),
    },
    TaskKind.DELIVER: {"deliver": _("hands over the results")},
    TaskKind.CONFIRM: {"confirm": _("confirms receipt"), SILENCE: pgettext_lazy("rehearsal", "is silent")},
}
SAID = "预演"


def fits(line: ActLine, task: Task) -> bool:
    """Whether a line of the script speaks of this task."""
    return (
        line.kind == task.kind
        and line.item in ("", task.case_item.code if task.case_item else "")
        and line.department in ("", task.department.code if task.department else "")
        and (not line.step or task.step_no is None or line.step == task.step_no + 1)
    )


def payload_of(line: ActLine, task: Task) -> dict[str, Any]:
    """What the act needs, with the script's own words where it has any."""
    text = line.text or SAID
    match line.act:
        case "refuse":
            return {"reason_code": "not_in_scope", "reason": text, "apply_where": SAID}
        case "notify_correction":
            return {"defects": [defect(line, task, text)]}
        case "pass" | "agree":
            return {"opinion": line.text} if line.text else {}
        case "file_opinion" | "confirm_true":
            return {"opinion": text}
        case "deny":
            return {"reason_code": "not_eligible", "reason": text, "basis": basis(task)}
        case "send_back":
            return {"to": str(step_back(line)), "reason": text}
        case "agree_with_conditions":
            return {"conditions": text}
        case "disagree":
            return {"reason": text, "basis": basis(task), "cure": text}
        case "deliver":
            return {"method": "电子送达"}
        case "resupply":
            return handed_in(task)
    return {}


def step_back(line: ActLine) -> int:
    """The step to go back to, counted from 0; without a number the first."""
    return max(int(line.about) - 1, 0) if line.about.isdecimal() else 0


def basis(task: Task) -> str:
    return (task.case_item.snapshot.basis if task.case_item else "") or SAID


def defect(line: ActLine, task: Task, text: str) -> dict[str, str]:
    """One paper or field of the case; without a name, whatever comes first."""
    codes = list(task.case.materials.exclude(status=CaseMaterial.Status.EXEMPT).values_list("code", flat=True))
    asked = sorted(key for key, entry in task.case.form.items() if entry["source"] is None)
    about = line.about or next(iter([*codes, *asked]), "")
    kind = "material" if about in codes else "field"
    return {kind: about, "problem": text, "remedy": text}


def handed_in(task: Task) -> dict[str, Any]:
    """Everything the applicant's task waits for, with what the case holds already."""
    case, owner = task.case, task.case.applicant
    elements = case.version.typed.elements
    if task.case_item is None:
        found = list(case.corrections.latest("round").defects.all())
        fields = {one.field: case.form[one.field]["value"] for one in found if one.field}
        codes = [one.material for one in found if one.material]
    else:
        wanted = [key for key in task.case_item.snapshot.elements if key not in case.form]
        home = case.applicant_department.code if case.applicant_department else ""
        fields = {key: plausible(elements[key], task.created, home) for key in wanted}
        later = case.materials.filter(status=CaseMaterial.Status.LATER, used_by__contains=[task.case_item.code])
        codes = list(later.values_list("code", flat=True))
    return {"fields": fields, "materials": {code: paper(code, owner) for code in codes}}
