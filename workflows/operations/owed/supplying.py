"""The department whose register was silent supplies the values itself, or asks the register again (R44)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from departments.org.models import Department
from departments.org.prefill import prefill
from portal.errors import Conflict, Invalid
from services.cases.models import Case, OwedValue
from services.dictionary.validation import check_order, clean
from workflows.acting import Acting, acting
from workflows.applying.application import ApplicationForm
from workflows.casework import debts
from workflows.engine.change import Change
from workflows.models import Task


class StillSilent(Conflict):
    code = "still_silent"


class DataOwed(Conflict):
    """R44: decided once the department in charge has supplied what its register owes."""

    code = "data_owed"


def write_owed(case: Case, form: ApplicationForm, entries: Mapping[str, Any], opened: Change) -> list[int]:
    """Keep what silent registers owe. Returns the ids of the departments that owe something."""
    silent = form.prefill.owed if form.prefill.failures else {}
    owed = [one for one in form.main_fields() if one.owed and one.key in silent and one.key not in entries]
    if not owed:
        return []
    codes = {silent[one.key].source_department for one in owed}
    departments = {one.code: one for one in Department.objects.filter(code__in=codes)}
    rows = [
        OwedValue(
            case=case,
            element=one.key,
            label=one.resolved.element.name,
            department=departments[silent[one.key].source_department],
            system=silent[one.key].system_name,
            system_en=silent[one.key].system_name_en,
            reason=silent[one.key].reason,
            since=opened.at,
        )
        for one in owed
        if silent[one.key].source_department in departments
    ]
    OwedValue.objects.bulk_create(rows)
    for row in rows:
        data = {"element": row.element, "reason": row.reason}
        opened.note(case.stream, "data.owed", subject=case.number, department=row.department.code, data=data)
    return sorted({row.department_id for row in rows})


def supply(task: Task, *, actor: Any, values: Mapping[str, Any] | None = None, key: str = "") -> Case:
    """Fill in every value one's register owes; each is checked like one that was typed."""
    given = dict(values or {})
    with acting(task, actor, key=key, payload={"values": given}) as act:
        if not act.repeated:
            take_in(act, given, by_hand=True)
        return act.case


def ask_again(task: Task, *, actor: Any, key: str = "") -> Case:
    """Ask the register once more; it may answer by now. Raises StillSilent."""
    owed = [one for one in debts.owed_in(task.case) if one.department_id == task.department_id]
    # Before any lock: a register may take its whole time.
    answers = prefill(task.case.applicant, {one.element for one in owed})
    with acting(task, actor, key=key, payload={"ask": True}) as act:
        if act.repeated:
            return act.case
        found = {one.element: answers[one.element].value for one in owed if one.element in answers}
        if len(found) < len(owed):
            raise StillSilent(_("The register does not answer yet. Fill the values in yourself, or try again later."))
        take_in(act, found, by_hand=False)
        return act.case


def take_in(act: Acting, given: Mapping[str, Any], *, by_hand: bool) -> None:
    """Values into the form, with their source; the task is done when nothing is owed any more."""
    case = act.case
    owed = {one.element: one for one in debts.owed_in(case) if one.department_id == act.task.department_id}
    read, problems = read_values(case, owed, given)
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)
    elements = case.version.typed.elements
    for name, value in read.items():
        row = owed[name]
        source = {
            "department": row.department.code,
            "system": row.system,
            "system_en": row.system_en,
            "as_of": act.change.at.isoformat(),
        }
        case.form[name] = {
            "value": value, "element": elements[name].code, "name": elements[name].name, "source": source,
        }  # fmt: skip
        row.supplied_at, row.supplied_by = act.change.at, act.actor
        row.save(update_fields=["supplied_at", "supplied_by"])
    case.save(update_fields=["form"])
    act.note("data.supplied", data={"elements": sorted(read), "by_hand": by_hand})
    act.conclude("supply")


def read_values(
    case: Case, owed: Mapping[str, OwedValue], given: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """({element: value}, {element: sentences}); everything owed, nothing else."""
    elements = case.version.typed.elements
    problems = {name: [_("This is not owed here. Leave it out.")] for name in given if name not in owed}
    read: dict[str, Any] = {}
    for name, row in owed.items():
        if given.get(name) in (None, ""):
            problems[name] = [_("Please fill in “%(field)s”.") % {"field": row.label}]
            continue
        try:
            read[name] = clean(elements[name], given[name])
        except Invalid as error:
            problems[name] = [error.detail]
    for name, text in check_order(elements, {**case.values(), **read}).items():
        if name in read:
            problems.setdefault(name, []).append(text)
    return read, problems


def require_supplied(act: Acting, item: Any) -> None:
    """Raise DataOwed while a register still owes what the item is decided on."""
    owed = debts.owed_to(act.case, item)
    if owed:
        raise DataOwed(
            _("%(department)s still owes “%(label)s”: its register was silent. Decide once it is supplied.")
            % {"department": owed[0].department.title, "label": owed[0].label}
        )
