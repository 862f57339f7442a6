"""Statements instead of papers are checked after the decision; a false one voids the result (R43)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from portal.errors import Conflict, Invalid
from services.cases.models import Barring, Case, CaseItem, CaseMaterial, Document
from workflows import checks
from workflows.acting import Acting, acting, lock_of, required_text
from workflows.applying import declarations
from workflows.engine.change import Change, current
from workflows.models import Task
from workflows.operations.undoing.revoking import revoke_with_dependents
from workflows.timing import promises


class DeclaredFalse(Conflict):
    """R43: what was declared is false, so nothing is approved as if it were proven."""

    code = "declared_false"


# ---- declared ---------------------------------------------------------------------------


def write_declarations(case: Case, rows: Sequence[CaseMaterial], opened: Change) -> None:
    """The signed statement, numbered, naming paper, content and consequence (R39, R43, R85)."""
    declared = [row for row in rows if row.status == CaseMaterial.Status.DECLARED]
    if not declared:
        return
    count = sum(row.status == CaseMaterial.Status.DEFERRED for row in rows) > 0
    Document.objects.create(
        case=case,
        kind=Document.Kind.DEFERRAL,
        number=f"RQ-{case.number}-{count + 1:02d}",
        name=_("Statement instead of papers"),
        issued_by=case.window,
        issued_at=opened.at,
        released_at=opened.at,
        data={"declared": [{"code": row.code, "text": declarations.statement(row.title)} for row in declared]},
    )
    for row in declared:
        opened.note(case.stream, "material.declared", subject=case.number, data={"material": row.code})


# ---- decided as if proven -----------------------------------------------------------------


def refuse_false(rows: Sequence[CaseMaterial]) -> None:
    false = declarations.found_false(list(rows))
    if false is not None:
        raise DeclaredFalse(
            _("What was declared instead of “%(paper)s” is false. Do not approve the item; give that as the reason.")
            % {"paper": false.title}
        )


def open_checks(item: CaseItem, case: Case, rows: Sequence[CaseMaterial]) -> None:
    """The item was approved on statements nobody has checked: its department does so within 30 working days."""
    wanted = declarations.unchecked(list(rows))
    if not wanted:
        return
    due_at = checks.due_of(case)
    CaseMaterial.objects.filter(pk__in=[row.pk for row in wanted]).update(check_due_at=due_at)
    for row in wanted:
        current().note(
            item.stream,
            "declaration.to_check",
            subject=case.number,
            data={"item": item.code, "material": row.code, "until": due_at.isoformat()},
        )
    checks.DeclarationFlow.start.run(item=item, case=case, papers=[row.code for row in wanted])


# ---- checked ------------------------------------------------------------------------------


@contextmanager
def checking(task: Task, actor: Any, key: str, payload: dict[str, Any]) -> Iterator[Acting]:
    """The case's lock before the check's: a false statement reaches into several items."""
    with lock_of(task.case), acting(task, actor, key=key, payload=payload) as act:
        yield act


def confirm_true(task: Task, *, actor: Any, opinion: str = "", key: str = "") -> Case:
    """What was declared is true: closed, with a record of how it was checked."""
    with checking(task, actor, key, {"opinion": opinion}) as act:
        if act.repeated:
            return act.case
        require(act.task, reported=False)
        if not opinion.strip():
            problem = _("Please say how it was checked; the record keeps it.")
            raise Invalid(problem, fields={"opinion": [problem]})
        row = paper_of(act)
        row.checked_at = act.change.at
        row.save(update_fields=["checked_at"])
        act.opinion("confirm_true", text=opinion.strip())
        act.note("declaration.true", text=opinion.strip(), data={"material": row.code})
        act.conclude("confirm_true")
        return act.case


def report_false(task: Task, *, actor: Any, reason: str = "", basis: str = "", key: str = "") -> Case:
    """What was declared is not true: the head judges before anything is taken back (R3, R43)."""
    payload = {"reason": reason, "basis": basis}
    with checking(task, actor, key, payload) as act:
        if act.repeated:
            return act.case
        require(act.task, reported=False)
        texts = required_text(payload, "reason", "basis")
        act.task.data = {**act.task.data, "report": {"asker": actor.pk, **texts}}
        act.opinion("report_false", text=texts["reason"], basis=texts["basis"])
        act.note("declaration.reported", text=texts["reason"], data={"material": act.task.data["material"]})
        act.conclude("report_false")
        return act.case


def approve_false(task: Task, *, actor: Any, reason: str = "", key: str = "") -> Case:
    """The head agrees: results that rest on the statement are taken back, its author is barred (R42, R43)."""
    with checking(task, actor, key, {"reason": reason}) as act:
        if act.repeated:
            return act.case
        require(act.task, reported=True)
        row, found = paper_of(act), act.task.data["report"]["reason"]
        row.checked_at = row.false_at = act.change.at
        row.save(update_fields=["checked_at", "false_at"])
        act.opinion("approve_false", text=reason.strip())
        act.note("declaration.false", text=found, data={"material": row.code})
        act.conclude("approve_false")
        take_back(act, row, found)
        bar(act, row)
        return act.case


def refuse_finding(task: Task, *, actor: Any, reason: str = "", key: str = "") -> Case:
    """The head does not agree: the check goes on with the head's reason."""
    with checking(task, actor, key, {"reason": reason}) as act:
        if act.repeated:
            return act.case
        require(act.task, reported=True)
        texts = required_text({"reason": reason}, "reason")
        act.task.data = {**act.task.data, "answer": texts["reason"]}
        act.opinion("refuse_false", text=texts["reason"])
        act.note("declaration.not_false", text=texts["reason"], data={"material": act.task.data["material"]})
        act.conclude("refuse_false")
        return act.case


def require(task: Task, *, reported: bool) -> None:
    if ("report" in task.data) != reported:
        problem = _("This task asks for something else. Reload the page to see what is possible now.")
        raise Invalid(problem, code="unknown_action", fields={"action": [problem]})


def paper_of(act: Acting) -> CaseMaterial:
    row: CaseMaterial = act.case.materials.get(code=act.task.data["material"])
    return row


def take_back(act: Acting, row: CaseMaterial, found: str) -> None:
    """Every result of the case that was decided on this statement."""
    case = act.case
    reason = _("What was declared instead of “%(paper)s” is false: %(found)s") % {"paper": row.title, "found": found}
    revoke_with_dependents(case, declarations.users_of(case, row.code), reason=reason, at=act.change.at)


def bar(act: Acting, row: CaseMaterial) -> None:
    """Flagged and barred as after a broken promise (R42)."""
    at = act.change.at
    Barring.objects.update_or_create(
        case=act.case,
        material=row.code,
        defaults={
            "person": act.case.applicant,
            "material_name": row.name,
            "cause": Barring.Cause.FALSE,
            "starts_at": at,
            "ends_at": at + promises.BARRED_FOR,
            "lifted_at": None,
        },
    )
    act.note("applicant.barred", data={"material": row.code, "until": (at + promises.BARRED_FOR).isoformat()})
