"""The small form of each choice in the dock, drawn from what its act takes; and what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.org.models import Department
from portal.desk.reads import TaskFile
from portal.errors import DomainError
from portal.ui.fields import Field, Option
from services.cases.models import CaseItem, Meeting
from workflows.asking import approvals, questions, spoken, subjects
from workflows.casework import ballot, conflicts, handover
from workflows.models import TaskKind
from workflows.operations.acts import Act
from workflows.operations.belonging.arbitration import GOOD_FAITH
from workflows.operations.consulting.reconciling import FINDINGS, finding_words
from workflows.operations.heads.second_notice import GROUNDS
from workflows.people import likeness
from workflows.queries.consequences import places_before

# Texts of an act that are written in the dock's one text box, the first that the act takes.
SAID = ("opinion", "reason", "text", "question", "minutes")
# What an act takes that is given elsewhere on the page or by the system.
# Defects have rows of their own (defectrows); a return is looked at on a page of its own.
GIVEN_ELSEWHERE = frozenset({"review_points", "evidence", "defects", "changes", "seen", "values", "attendance"})
# Acts that need a page of their own: the dock has no form for these.
NOT_HERE = frozenset({"defect", "deferrals", "materials", "fields"})
NUMBERS = frozenset({"days", "expected_days"})
LONG_TEXTS = frozenset({"conditions"})
# Of these several may be chosen at once.
SEVERAL = frozenset({"departments", "confirming"})


def said_as(act: Act) -> str:
    """Which of the act's texts the one text box is; "" for an act that takes none."""
    return next((name for name in SAID if name in act.needs), "")


def asked_by(act: Act) -> list[str]:
    """What the act's own small form asks for."""
    return [name for name in act.needs if name != said_as(act) and name not in GIVEN_ELSEWHERE]


def has_form(act: Act) -> bool:
    return not NOT_HERE.intersection(act.needs)


@dataclass(frozen=True)
class Typed:
    """What somebody sent that was not accepted: kept in the form, with the sentences for each place."""

    action: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    error: DomainError | None = None

    def value(self, name: str, default: str = "") -> str:
        return self.values.get(name, default)

    def sentence(self, name: str) -> str:
        """The first sentence about a field of the chosen act."""
        texts = self.error.fields.get(name, []) if self.error else []
        return texts[0] if texts else ""


def field_of(name: str, act: Act, file: TaskFile, typed: Typed, departments: Sequence[Department]) -> Field:
    """One field of the small form: a choice, a number or a text."""
    options = options_of(name, act.action, file, departments)
    required = act.needs[name] == "required"
    default, hint = prefilled(name, act.action, file)
    full = field_name(act.action, name)
    value = typed.value(full, default)
    shown = Field(
        full,
        field_label(name, subjects.subject_of(file.task) or act.action),
        "text",
        value,
        hint=hint,
        required=required,
        rows=2,
    )
    if name in SEVERAL and options is not None:
        # Nothing ticked is an answer too: what stands beforehand is for a form nobody has sent.
        chosen = (typed.value(full) if typed.values else default).split(",")
        boxes = [Option(code, words, selected=code in chosen) for code, words in options]
        return shown.but(kind="checkboxes", options=boxes, wide=True, error=typed.sentence(name))
    if options is not None:
        return shown.but(kind="select", options=with_blank(options, value, name, required), error=typed.sentence(name))
    if name == "by":
        latest = file.item.due_at if file.item else None
        last = localtime(latest).date().isoformat() if latest else ""
        first = localtime(file.now).date().isoformat()
        return shown.but(kind="date", minimum=first, maximum=last, error=typed.sentence(name))
    if name in ("said_at", "held_at", "starts_at"):
        return shown.but(kind="datetime", error=typed.sentence(name))
    if name in NUMBERS:
        return shown.but(kind="number", minimum="1", inputmode="numeric", error=typed.sentence(name))
    return shown.but(kind="textarea" if name in LONG_TEXTS else "text", error=typed.sentence(name))


def options_of(
    name: str, action: str, file: TaskFile, departments: Sequence[Department]
) -> list[tuple[str, str]] | None:
    """What can be chosen for this field; None where it is written."""
    item = file.item
    if name == "reason_code" and action == "deny":
        return deny_reasons()
    if name == "material":
        return [(row.code, row.title) for row in file.materials if item is not None and item.code in row.used_by]
    if name == "ground":
        return [(code, str(words)) for code, words in GROUNDS.items()]
    if name == "to" and action == "send_back" and item is not None:
        return [(value, words) for _place, value, words in places_before(item, file.task)]
    if name == "procedure" and item is not None:
        return [(one.code, one.label) for one in approvals.procedures_of(item)]
    if name == "reason_code" and action == "transfer":
        return [(code, str(words)) for code, words in handover.REASONS.items()]
    if name == "like" and item is not None:
        return [(one.key, one.words) for one in likeness.likenesses(item, file.case) if one.key]
    if name == "who":
        return [(one.username, one.name) for one in spoken.speakers(file.task, but=file.user)]
    if name == "channel":
        return [(code, str(words)) for code, words in spoken.CHANNELS.items()]
    if name == "finding" and subjects.subject_of(file.task) == subjects.CONFLICT:
        return [(one, finding_words(one)) for one in FINDINGS]
    if name == "finding":
        return [(GOOD_FAITH, _("nobody: the duty list left it open"))]
    if name == "what":
        return [(code, str(words)) for code, words in Meeting.Kind.choices]
    if action == "call_meeting" and name == "departments":
        open_ones = [one.department for one in file.questions if one.finished is None and one.department]
        return list(dict.fromkeys((one.code, one.title) for one in open_ones))
    if name in SEVERAL and item is not None and file.task.kind == TaskKind.RECONCILE:
        return dissenter_choices(item, file)
    if name == "departments" and item is not None:
        return department_choices(action, item, file, departments)
    if name == "which":
        waiting = file.task.data.get("questions", ())
        return [(str(one.pk), questions.whom(one)) for one in file.tasks if one.pk in waiting]
    if name in ("to", "suggest", "department"):
        return department_options(name, action, file, departments)
    return None


def department_options(
    name: str, action: str, file: TaskFile, departments: Sequence[Department]
) -> list[tuple[str, str]]:
    """Departments to choose from; those the duty list names for the item come first and say so."""
    owner = action == "transfer" or subjects.subject_of(file.task) == subjects.ARBITRATION
    left_out = file.task.department_id if name == "suggest" or action == "transfer" else None
    return [
        (one.code, _("%(department)s (duty list)") % {"department": one.title} if owner and in_list(one) else one.title)
        for one in departments
        if one.pk != left_out and (not owner or one.kind in handover.OWNER_KINDS)
    ]


def in_list(department: Department) -> bool:
    return bool(getattr(department, "in_list", False))


def department_choices(
    action: str, item: CaseItem, file: TaskFile, departments: Sequence[Department]
) -> list[tuple[str, str]]:
    """Who may still be asked, or who takes part and may be left out."""
    latest = ballot.newest(file.questions)
    part = {pk for (_no, pk), row in latest.items() if not ballot.is_removed(row)}
    if action == "remove_countersigner":
        return [(one.code, one.title) for one in departments if one.pk in part]
    asked = {code for group in item.snapshot.countersigns for code in group.departments} if not latest else set()
    free = [one for one in departments if one.pk not in part | {item.department_id} and one.code not in asked]
    return [(one.code, one.title) for one in free]


def dissenter_choices(item: CaseItem, file: TaskFile) -> list[tuple[str, str]]:
    """Departments that disagree and have not been asked once more yet."""
    waiting = {one.department_id for one in file.questions if conflicts.is_asked_again(one)}
    rows = [one for one in conflicts.against(item, file.questions) if one.department_id not in waiting]
    return list(dict.fromkeys((one.department.code, one.department.title) for one in rows if one.department))


def field_label(name: str, action: str) -> str:
    if name == "basis" and action in ("not_my_duty", "transfer", "refuse_transfer"):
        return _("Duty list or rule it rests on")
    if name == "basis" and action == subjects.ARBITRATION:
        return _("What the duty list says from now on")
    if name == "basis" and action == "report_false":
        return _("What proves that (register, letter, visit)")
    if name == "to" and action == "rule":
        return _("Who answers")
    if name == "to" and action == subjects.ARBITRATION:
        return _("Who is in charge")
    if name == "to" and action == "transfer":
        return _("To which department")
    if name == "finding" and action == subjects.CONFLICT:
        return _("What holds")
    if name == "conditions" and action == subjects.CONFLICT:
        return _("On what condition")
    if name == "departments" and action == "ask_dissenters":
        return _("Whom to ask once more")
    if name == "departments" and action == "call_meeting":
        return _("Who must come")
    return {
        "what": _("What it is"),
        "starts_at": _("When it begins"),
        "place": _("Where to meet"),
        "with_whom": _("Whom you met"),
        "held_at": _("When you met"),
        "confirming": _("Who confirms it"),
        "department": _("Which department"),
        "user": _("Or which person"),
        "by": _("Answer by"),
        "which": _("Which question"),
        "who": _("Who said it"),
        "channel": _("How it was said"),
        "said_at": _("When it was said"),
        "like": _("For which cases it holds"),
        "finding": _("Who is counted for passing the buck"),
        "reason_code": _("Kind of reason"),
        "material": _("Which paper"),
        "basis": _("Rule it rests on"),
        "to": _("Back to which step"),
        "conditions": _("Conditions"),
        "cure": _("What would make you agree"),
        "suggest": _("Whose duty it is"),
        "procedure": _("For which procedure"),
        "expected_days": _("About how many working days"),
        "ground": _("Why a second notice is possible at all"),
        "days": _("By how many working days"),
        "departments": _("Which departments"),
    }.get(name, name)


def prefilled(name: str, action: str, file: TaskFile) -> tuple[str, str]:
    """(value, hint) of a field nobody has touched yet."""
    if name == "basis" and action == "deny" and file.item is not None:
        return file.item.snapshot.basis, _("name the clause")
    if name == "to" and action == "rule":
        return str(file.task.data.get("suggest") or ""), ""
    if name == "reason_code" and action == "transfer":
        return "not_our_duty", ""
    if name == "by":
        return tomorrow(file), _("within the item's own limit")
    if name == "user":
        return "", _("name or user name")
    if name == "basis" and action == "rule":
        return "", _("Empty: as the transfer named it")
    if name == "confirming" and file.item is not None:
        return ",".join(code for code, _words in dissenter_choices(file.item, file)), str(CONFIRMING_HINT)
    if name == "departments" and action == "ask_dissenters":
        return "", _("none chosen: all of them")
    hints = {
        "conditions": _("become part of the decision"),
        "who": _("files it within one working day"),
        "with_whom": _("departments and names"),
        "starts_at": _("in office hours, at least an hour ahead, before their limit"),
        "held_at": _("empty: just now"),
        "said_at": _("empty: just now"),
        "material": _("only a paper that a notice named can be a ground"),
    }
    return "", hints.get(name, "")


def tomorrow(file: TaskFile) -> str:
    """The day after today, or the item's last day where that comes first."""
    day = localtime(file.now).date() + timedelta(days=1)
    latest = file.item.due_at if file.item else None
    return (min(day, localtime(latest).date()) if latest else day).isoformat()


CONFIRMING_HINT = gettext_lazy("asked at once; the others stay named as disagreeing")
BLANK_WORDS = {
    "like": gettext_lazy("every case of this item"),
    "finding": gettext_lazy("whoever was wrong"),
    "to": gettext_lazy("nobody: the department is excused"),
    "department": gettext_lazy("a person, named below"),
    "which": gettext_lazy("the only open one"),
    "material": gettext_lazy("not about a paper"),
}


def with_blank(options: Sequence[tuple[str, str]], value: str, name: str, required: bool) -> list[Option]:
    blank = _("please choose") if required or name not in BLANK_WORDS else str(BLANK_WORDS[name])
    return [Option("", blank), *(Option(code, words, selected=code == value) for code, words in options)]


def field_name(action: str, name: str) -> str:
    """Names carry their act, so that what is typed for one choice never answers another."""
    return f"{action}-{name}"


def deny_reasons() -> list[tuple[str, str]]:
    """Kinds of reason for a denial (R7)."""
    return [
        ("conditions_not_met", _("A condition is not met")),
        ("beyond_standard", _("Above the standard, the quota or the budget")),
        ("papers_not_valid", _("A paper named in a notice is still not in order")),
        ("not_true", _("A statement or a paper is false")),
        ("unsafe", _("A safety risk is not under control")),
        ("conflicts", _("It conflicts with other plans or decisions")),
        ("not_needed", _("There is no need for it, or it was granted already")),
        ("other", _("Another reason")),
    ]
