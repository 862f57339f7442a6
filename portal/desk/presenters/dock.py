"""The decision dock: what may be chosen, what each choice asks for, who reads the opinion, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from departments.org.models import Department
from portal.desk.presenters import standing
from portal.desk.reads import TaskFile
from portal.errors import DomainError
from portal.ui.fields import Field, Kind, Option
from services.cases.models import CaseItem
from workflows.models import Task, TaskKind
from workflows.operations.acts import Act
from workflows.operations.steps import earlier_steps

# Which of an act's texts is written in the dock's one text box.
SAID_AS = {
    "pass": "opinion", "deny": "reason", "send_back": "reason", "agree": "opinion",
    "agree_with_conditions": "opinion", "disagree": "reason", "not_my_duty": "reason", "rule": "reason",
}  # fmt: skip
ICONS = {
    "pass": "check", "agree": "check", "send_back": "back", "deny": "x", "disagree": "x",
    "agree_with_conditions": "edit", "not_my_duty": "swap", "rule": "gavel",
}  # fmt: skip
KEYS = {"pass": "A", "agree": "A", "rule": "A", "send_back": "R", "disagree": "R"}


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


@dataclass(frozen=True)
class Choice:
    """One radio of the dock with its small form. `readers` says who reads the text; `words` name the act."""

    value: str
    words: str
    say: str
    submit: str
    consequence: str
    icon: str = ""
    key: str = ""
    checked: bool = False
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Dock:
    """components/dock.html of the desk (desk/_dock.html)."""

    action: str
    key: str
    choices: tuple[Choice, ...]
    said: str
    error: str = ""
    say_error: str = ""
    need: str = ""
    need_url: str = ""
    is_head: bool = False

    @property
    def chosen(self) -> Choice | None:
        return next((one for one in self.choices if one.checked), None)


def dock_of(
    file: TaskFile,
    acts: Sequence[Act],
    typed: Typed,
    departments: Sequence[Department],
    *,
    need: tuple[str, str],
    query: str,
) -> Dock:
    """The dock for the acts this person has; the first is chosen until they choose another."""
    names = [one.action for one in acts]
    chosen = typed.action if typed.action in names else names[0]
    choices = tuple(choice_of(one, file, typed, departments, one == chosen) for one in names)
    return Dock(
        action=f"{reverse('desk:act', args=[file.task.pk])}?{query}",
        # A new key for every form drawn: the same form sent twice acts once.
        key=typed.value("key") or uuid4().hex,
        choices=choices,
        said=typed.value("say"),
        error=error_words(typed),
        say_error=typed.sentence(SAID_AS.get(chosen, "")) or typed.sentence("say"),
        need=need[0],
        need_url=need[1],
        is_head=file.task.duty in ("approve", "lead"),
    )


def error_words(typed: Typed) -> str:
    return typed.error.detail if typed.error else ""


def choice_of(action: str, file: TaskFile, typed: Typed, departments: Sequence[Department], checked: bool) -> Choice:
    task = file.task
    errors = typed if checked else Typed(values=typed.values)
    return Choice(
        value=action,
        words=choice_words(action, task),
        say=say_words(action, task),
        submit=submit_words(action, task),
        consequence=standing.following(file, action),
        icon=ICONS.get(action, ""),
        key=KEYS.get(action, ""),
        checked=checked,
        fields=tuple(fields_of(action, file, errors, departments)),
    )


def choice_words(action: str, task: Task) -> str:
    if action == "pass":
        return _("Approve") if task.decides else _("Pass on")
    return {
        "deny": _("Do not approve"),
        "send_back": _("Send back"),
        "agree": _("Agree"),
        "agree_with_conditions": _("Agree with conditions"),
        "disagree": _("Disagree"),
        "not_my_duty": _("Not our duty"),
        "rule": _("Rule"),
    }.get(action, action)


def submit_words(action: str, task: Task) -> str:
    """The primary button: verb, then the next case."""
    return _("%(act)s, next case") % {"act": choice_words(action, task)}


def say_words(action: str, task: Task) -> str:
    """The label of the text box says who reads it."""
    if action == "pass" and task.decides:
        return _("Opinion (the applicant reads it in the decision)")
    if action == "pass":
        return _("Opinion (for the next steps and the departments taking part)")
    if action == "deny":
        return _("Reason (the applicant reads it)")
    if action == "send_back":
        return _("What is to be done again (for the step it returns to)")
    if action in ("disagree", "not_my_duty", "rule"):
        return _("Reason (for the departments of this case)")
    return _("Opinion (for the departments of this case)")


# ---- the small form of each choice ------------------------------------------------------


def fields_of(action: str, file: TaskFile, typed: Typed, departments: Sequence[Department]) -> Iterable[Field]:
    item = file.item
    if action == "deny" and item is not None:
        yield select(action, "reason_code", _("Kind of reason"), deny_reasons(), typed)
        yield text(action, "basis", _("Rule it rests on"), typed, item.snapshot.basis, _("name the clause"))
    elif action == "send_back" and item is not None:
        yield select(action, "to", _("Back to which step"), step_options(item, file.task), typed)
    elif action == "agree_with_conditions":
        hint = _("become part of the decision")
        yield text(action, "conditions", _("Conditions"), typed, hint=hint, lines=True)
    elif action == "disagree":
        yield text(action, "basis", _("Rule it rests on"), typed)
        yield text(action, "cure", _("What would make you agree"), typed)
    elif action == "not_my_duty":
        options = [(one.code, one.title) for one in departments if one.pk != file.task.department_id]
        yield select(action, "suggest", _("Whose duty it is"), options, typed)
        yield text(action, "basis", _("Duty list or rule it rests on"), typed)
    elif action == "rule":
        options = [(one.code, one.title) for one in departments]
        default = str(file.task.data.get("suggest") or "")
        yield select(action, "to", _("Who answers"), options, typed, _("nobody: the department is excused"), default)


def field_name(action: str, name: str) -> str:
    """Names carry their act, so that what is typed for one choice never answers another."""
    return f"{action}-{name}"


def select(
    action: str,
    name: str,
    label: str,
    options: Iterable[tuple[str, str]],
    typed: Typed,
    empty: str = "",
    default: str = "",
) -> Field:
    full = field_name(action, name)
    value = typed.value(full, default)
    blank = empty or _("please choose")
    shown = [Option("", blank), *(Option(code, words, selected=code == value) for code, words in options)]
    return Field(full, label, "select", value, options=shown, required=not empty, error=typed.sentence(name))


def text(
    action: str, name: str, label: str, typed: Typed, default: str = "", hint: str = "", lines: bool = False
) -> Field:
    full = field_name(action, name)
    kind: Kind = "textarea" if lines else "text"
    value = typed.value(full, default)
    return Field(full, label, kind, value, hint=hint, rows=2, error=typed.sentence(name))


def deny_reasons() -> list[tuple[str, str]]:
    """Kinds of reason for a denial (R7)."""
    return [
        ("conditions_not_met", _("A condition is not met")),
        ("beyond_standard", _("Above the standard, the quota or the budget")),
        ("papers_not_valid", _("A paper is not true or no longer valid")),
        ("unsafe", _("A safety risk is not under control")),
        ("conflicts", _("It conflicts with other plans or decisions")),
        ("not_needed", _("There is no need for it, or it was granted already")),
        ("other", _("Another reason")),
    ]


def step_options(item: CaseItem, task: Task) -> list[tuple[str, str]]:
    return [(str(number), name) for number, name in earlier_steps(item, task)]


def needs_departments(task: Task) -> bool:
    """Whether the dock offers a choice of departments (one statement more)."""
    return task.kind in (TaskKind.COUNTERSIGN, TaskKind.DUTY)
