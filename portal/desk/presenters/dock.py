"""The decision dock: what may be chosen, what each choice asks for, who reads the opinion, what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from departments.org.models import Department
from portal.desk.presenters import standing
from portal.desk.presenters.defectrows import DefectRow, rows_of
from portal.desk.presenters.dockfields import Typed, asked_by, field_name, field_of, said_as
from portal.desk.presenters.phrases import Phrase, phrases_for
from portal.desk.reads import TaskFile
from portal.ui.fields import Field, Option
from workflows.asking import subjects
from workflows.casework.meetings import STATES
from workflows.models import Task
from workflows.operations.acts import Act

ICONS = {
    "pass": "check", "agree": "check", "send_back": "back", "deny": "x", "disagree": "x",
    "agree_with_conditions": "edit", "not_my_duty": "swap", "rule": "gavel",
    "add_countersigners": "plus", "remove_countersigner": "x",
    "answer": "check", "ask_opinion": "msg", "transfer": "swap", "take_on": "check", "refuse_transfer": "x",
    "add_defect": "edit", "confirm_true": "check", "report_false": "x",
    "supply": "edit", "ask_again": "swap", "approve_verbally": "msg", "file_approval": "check", "contest": "x",
    "file_opinion": "edit", "reconcile": "check", "ask_dissenters": "msg", "escalate": "gavel",
    "call_meeting": "calendar", "record_attendance": "check", "cancel_meeting": "x",
}  # fmt: skip
KEYS = {
    "pass": "A", "agree": "A", "rule": "A", "take_on": "A", "send_back": "R", "disagree": "R", "refuse_transfer": "R",
    "transfer": "T", "ask_opinion": "O", "answer": "A",
    "approve_verbally": "", "file_approval": "A", "contest": "R", "file_opinion": "A",
    "reconcile": "A", "ask_dissenters": "O", "record_attendance": "A",
}  # fmt: skip
# The head's answers to a request: approve_suspension, refuse_extension …
ANSWER_ICONS = {"approve": "check", "refuse": "x"}
ANSWER_KEYS = {"approve": "A", "refuse": "R"}
# Seldom needed: on a phone behind "more".
SELDOM = frozenset(
    {
        "suspend", "extend", "second_notice", "transfer", "ask_opinion", "withdraw_question",
        "add_countersigners", "remove_countersigner", "approve_verbally", "call_meeting",
    }
)  # fmt: skip


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
    seldom: bool = False
    fields: tuple[Field, ...] = ()
    defects: tuple[DefectRow, ...] = ()


@dataclass(frozen=True)
class Dock:
    """components/dock.html of the desk (desk/_dock.html)."""

    action: str
    key: str
    choices: tuple[Choice, ...]
    said: str
    phrases: tuple[Phrase, ...] = ()
    error: str = ""
    say_error: str = ""
    need: str = ""
    need_url: str = ""
    error_url: str = ""

    @property
    def has_seldom(self) -> bool:
        return any(one.seldom for one in self.choices)

    @property
    def is_many(self) -> bool:
        """More than a phone can show in one row."""
        return sum(not one.seldom for one in self.choices) > 3

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
    chosen = next((one for one in acts if one.action == typed.action), acts[0])
    code = typed.error.error_code if typed.error else ""
    return Dock(
        action=reverse("desk:act", args=[file.task.pk]) + query,
        # A new key for every form drawn: the same form sent twice acts once.
        key=typed.value("key") or uuid4().hex,
        choices=tuple(keyed(choice_of(one, file, typed, departments, one is chosen) for one in acts)),
        said=typed.value("say"),
        phrases=phrases_for(file.task, [one.action for one in acts]),
        error=typed.error.detail if typed.error else "",
        error_url=need[1] if code == "points_open" else "",
        say_error=typed.sentence(said_as(chosen)),
        need=need[0],
        need_url=need[1],
    )


def choice_of(act: Act, file: TaskFile, typed: Typed, departments: Sequence[Department], checked: bool) -> Choice:
    task, action = file.task, act.action
    errors = typed if checked else Typed(values=typed.values)
    return Choice(
        value=action,
        words=choice_words(action, task, str(act.label)),
        say=say_words(action, task) if said_as(act) else "",
        submit=submit_words(action, choice_words(action, task, str(act.label))),
        consequence=standing.following(file, action),
        icon=ICONS.get(action, ANSWER_ICONS.get(action.partition("_")[0], "")),
        key=KEYS.get(action, ANSWER_KEYS.get(action.partition("_")[0], "")),
        checked=checked,
        seldom=action in SELDOM,
        fields=(
            *(field_of(name, act, file, errors, departments) for name in asked_by(act)),
            *(owed_fields(action, file, errors) if "values" in act.needs else ()),
            *(attendance_fields(action, file, errors) if "attendance" in act.needs else ()),
        ),
        defects=rows_of(action, file, errors) if "defects" in act.needs else (),
    )


def keyed(choices: Iterable[Choice]) -> Iterator[Choice]:
    """A key chooses one thing: where two would share it, the first keeps it."""
    taken: set[str] = set()
    for one in choices:
        yield replace(one, key="") if one.key in taken else one
        taken.add(one.key)


def owed_fields(action: str, file: TaskFile, typed: Typed) -> list[Field]:
    """One field for every value the department's register owes (R44)."""
    elements, fields = file.case.version.typed.elements, []
    for one in file.owed:
        element, name = elements[one.element], field_name(action, f"values-{one.element}")
        kinds = {"date": "date", "datetime": "datetime", "int": "number"}
        field = Field(
            name, element.label, "text", typed.value(name), error=typed.sentence(one.element), hint=one.source
        )
        if element.options:
            options = [Option("", _("please choose"))]
            options += [
                Option(str(opt.value), opt.label, selected=str(opt.value) == field.value) for opt in element.options
            ]
            fields.append(field.but(kind="select", options=options))
        else:
            fields.append(field.but(kind=kinds.get(element.type, "text")))
    return fields


def attendance_fields(action: str, file: TaskFile, typed: Typed) -> list[Field]:
    """For every department invited: whether it came (R50)."""
    fields = []
    for one in file.invitations:
        name = field_name(action, f"attendance-{one.department.code}")
        value = typed.value(name)
        options = [Option("", _("please choose"))]
        options += [Option(code, str(dict(one.State.choices)[code]), selected=code == value) for code in STATES]
        error = typed.sentence(one.department.code)
        fields.append(Field(name, one.department.title, "select", value, error=error, options=options))
    return fields


def submit_words(action: str, words: str) -> str:
    """Sending back is looked at before it is done; everything else is done at once."""
    if action == "add_defect":
        return _("Send to the window")
    return _("Look at the consequences") if action == "send_back" else _("%(act)s, next case") % {"act": words}


def choice_words(action: str, task: Task, label: str = "") -> str:
    """What a choice is called: verb first; the act's own label where nothing fits better."""
    if action == "pass":
        return _("Approve") if task.decides else _("Pass on")
    return {
        "suspend": _("Ask to stop the clock"),
        "reconcile": pgettext("departments", "Agreed"),
        "escalate": _("Ask for a ruling"),
        "call_meeting": _("Call together"),
        "second_notice": _("Ask for a second notice"),
        "add_defect": _("Name what is to be mended"),
        "withdraw_defect": _("Take back"),
        "extend": _("Ask for an extension"),
        "approve_suspension": _("Agree"),
        "approve_extension": _("Agree"),
        "approve_notice": _("Agree"),
        "approve_voiding": _("Agree: void it"),
        "refuse_voiding": _("Disagree"),
        "refuse_suspension": _("Disagree"),
        "refuse_extension": _("Disagree"),
        "refuse_notice": _("Disagree"),
        "transfer": _("Hand to another department"),
        "ask_opinion": _("Ask for an opinion"),
        "approve_false": _("Agree: it is false"),
        "refuse_false": _("Disagree"),
        "approve_removal": _("Agree"),
        "refuse_removal": _("Disagree"),
    }.get(action, label or action)


def say_words(action: str, task: Task) -> str:
    """The label of the text box says who reads it."""
    if action == "pass" and task.decides:
        return _("Opinion (the applicant reads it in the decision)")
    if action == "pass":
        return _("Opinion (for the next steps and the departments taking part)")
    if action == "confirm_true":
        return _("How it was checked (kept on file)")
    if action == "report_false":
        return _("What is not true (the applicant reads it)")
    if action == "deny":
        return _("Why it is not approved (the applicant reads it)")
    if action == "approve_verbally":
        return _("What was said (stands in the decision)")
    if action == "file_approval":
        return _("To add (kept on file)")
    if action == "contest":
        return _("What is not so (the coordination office reads it)")
    if action in ("suspend", "extend", "transfer"):
        return _("Reason (the applicant reads it)")
    if action == "reconcile":
        return _("What was agreed, in a sentence (for the departments of this case)")
    if action == "call_meeting":
        return _("What it is about (for those who must come)")
    if action == "record_attendance":
        return _("Why somebody is excused (kept on file)")
    if action == "cancel_meeting":
        return _("Why it is called off (for those who were to come)")
    if action == "ask_dissenters":
        return _("Why once more (for the departments asked)")
    if action == "rule" and subjects.subject_of(task) == subjects.CONFLICT:
        return _("Reason (the departments read it; it stands in the decision)")
    if action == "ask_opinion":
        return _("Question (for those you ask; it stays in the file)")
    if action == "answer":
        return _("Your opinion (for whoever asks; it stays in the file)")
    if action == "send_back":
        return _("What is to be done again (for the step it returns to)")
    if action in ("add_countersigners", "remove_countersigner"):
        return _("Reason (for the departments of this case)")
    if action.startswith(("approve_", "refuse_")) or action == "take_on":
        return _("Answer (for whoever asked)")
    if action == "rule" and subjects.subject_of(task) == subjects.ARBITRATION:
        return _("Reason (the departments and the applicant read it)")
    if action in ("disagree", "not_my_duty", "rule", "escalate"):
        return _("Reason (for the departments of this case)")
    return _("Opinion (for the departments of this case)")


def needs_departments(acts: Sequence[Act]) -> bool:
    """Whether a choice of departments is offered (one statement more)."""
    asked = {"to", "suggest", "department", "departments"}
    return any(one.action != "send_back" and asked.intersection(one.needs) for one in acts)
