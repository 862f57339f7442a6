"""Bring departments together that disagree: agreed, asked once more, or before the coordination office (R50)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from departments.org.duties import holders, leader_of
from departments.org.models import Department
from portal.accounts.models import User
from portal.errors import Conflict, Invalid
from services.cases.models import Case, CaseItem
from workflows import flows
from workflows.acting import Acting, acting, required_text
from workflows.casework import ballot, conflicts, countersigning
from workflows.engine import joining
from workflows.models import Task
from workflows.words import round_wording, telling

from .countersigners import codes_of
from .moments import moment_given

GO_ON, STANDS = "go_on", "objection_stands"
FINDINGS = (GO_ON, STANDS)
# {department code: its disagreements that nothing has settled}
Against = Mapping[str, list[Task]]


class AskedAlready(Conflict):
    """These departments were asked once more and have not answered yet."""

    code = "already_asked"


class NobodyAgainst(Conflict):
    """Nobody disagrees any more, or the department named does not."""

    code = "nobody_against"


# ---- the lead department ------------------------------------------------------------------


def reconcile(
    task: Task,
    *,
    actor: Any,
    with_whom: str = "",
    held_at: Any = "",
    minutes: str = "",
    confirming: Sequence[str] | str = (),
    key: str = "",
) -> Case:
    """Record what was agreed. Departments in `confirming` are asked to confirm it themselves; every other dissent
    is kept and named in the decision. `held_at` a moment, "" for now."""
    codes = codes_of(confirming)
    payload = {"with_whom": with_whom, "held_at": str(held_at or ""), "minutes": minutes, "confirming": codes}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        texts = required_text(payload, "with_whom", "minutes")
        at = read_moment(act, held_at)
        against, item = parties(act), item_of(act)
        asked = chosen(against, codes)
        refuse_asked(item, asked)
        words = _("%(when)s with %(whom)s: %(minutes)s") % {
            "when": telling.moment_words(at), "whom": texts["with_whom"], "minutes": texts["minutes"],
        }  # fmt: skip
        act.opinion("reconcile", text=words)
        kept = [code for code in against if code not in asked]
        act.note("reconcile.agreed", text=words, data={"confirming": list(asked), "kept": kept})
        keep(item, {code: against[code] for code in kept})
        if asked:
            ask(act, item, asked, because="", minutes=texts["minutes"])
        else:
            act.conclude("reconcile")
        return act.case


def ask_dissenters(
    task: Task, *, actor: Any, departments: Sequence[str] | str = (), reason: str = "", key: str = ""
) -> Case:
    """Ask departments that disagree once more, all of them where none is named: their vote reopens."""
    codes = codes_of(departments)
    payload = {"departments": codes, "reason": reason}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        texts = required_text(payload, "reason")
        against, item = parties(act), item_of(act)
        asked = chosen(against, codes) if codes else against
        refuse_asked(item, asked)
        act.opinion("ask_dissenters", text=texts["reason"])
        act.note("reconcile.asked_again", text=texts["reason"], data={"departments": list(asked)})
        ask(act, item, asked, because=texts["reason"], minutes="")
        return act.case


def escalate(task: Task, *, actor: Any, reason: str = "", key: str = "") -> Case:
    """Take the matter to the coordination office now instead of when the working day is over."""
    with acting(task, actor, key=key, payload={"reason": reason}) as act:
        if act.repeated:
            return act.case
        texts = required_text({"reason": reason}, "reason")
        parties(act)
        act.opinion(conflicts.ESCALATED, text=texts["reason"])
        act.note("reconcile.escalated", text=texts["reason"])
        go_to_coordination(act)
        return act.case


def overdue(act: Acting) -> None:
    """The working day is over: the coordination office rules, with everybody's position before it (R58).

    Where nobody is against it any more there is nothing to rule on: the round waits for the answers only.
    """
    if not conflicts.dissenters(item_of(act)):
        countersigning.close_unanswered(act.task, conflicts.SETTLED)
        return
    act.note("reconcile.overdue", data={"expired_at": act.task.due_at.isoformat() if act.task.due_at else ""})
    people = {one.pk: one for one in [*telling.able_people(act.task), *holders("approve", act.task.department_id)]}
    item = item_of(act)
    telling.tell_task(
        act.task, round_wording.CONFLICT_ESCALATED, people.values(), item=item.name, about=conflicts.about(item)
    )
    go_to_coordination(act)


def go_to_coordination(act: Acting) -> None:
    """Votes that were reopened close; the dissent that was given stands."""
    for row in conflicts.asked_again(item_of(act)):
        countersigning.close_unanswered(row, conflicts.ESCALATED)
    act.conclude(conflicts.ESCALATED)


# ---- who, and when ------------------------------------------------------------------------


def item_of(act: Acting) -> CaseItem:
    assert act.item is not None
    return act.item


def parties(act: Acting) -> Against:
    """Everybody against it. Raises NobodyAgainst."""
    found = conflicts.dissenters(item_of(act))
    if not found:
        raise NobodyAgainst(_("Nobody disagrees any more. Reload the page to see how the item went on."))
    return found


def chosen(against: Against, codes: Iterable[str]) -> Against:
    for code in codes:
        if code not in against:
            problem = _("“%(code)s” has not disagreed. Choose among: %(known)s.") % {
                "code": code, "known": ", ".join(against),
            }  # fmt: skip
            raise NobodyAgainst(problem)
    return {code: against[code] for code in codes}


def refuse_asked(item: CaseItem, asked: Against) -> None:
    """Nobody is asked twice at once, also when two people bring them together in the same minute."""
    for row in conflicts.asked_again(item):
        assert row.department is not None
        if row.department.code in asked:
            raise AskedAlready(
                _("%(department)s was asked once more and answers by %(due)s. Wait for it, or leave it out here.")
                % {"department": row.department.title, "due": telling.moment_words(row.due_at)}
            )


def read_moment(act: Acting, given: Any) -> datetime:
    """When they met: now where nothing is given, and not before they disagreed. Raises Invalid."""
    if not given:
        return act.change.at
    found = moment_given(given)
    if found is None or not act.task.created.replace(second=0, microsecond=0) <= found <= act.change.at:
        problem = _("Please give the moment you met, between %(from)s and now.") % {
            "from": telling.moment_words(act.task.created)
        }
        raise Invalid(problem, fields={"held_at": [problem]})
    return found


def ask(act: Acting, item: CaseItem, against: Against, *, because: str, minutes: str) -> None:
    """Their vote reopens until the working day is over; until they answer the dissent stands."""
    join = joining.open_join(act.task)
    assert join is not None
    again = {"because": because, "minutes": minutes, "due": act.task.due_at}
    departments = {one.code: one for one in Department.objects.filter(code__in=list(against))}
    for code, row in ((code, row) for code, rows in against.items() for row in rows):
        data = {"group_no": row.group_no or 0, "department": departments[code]}
        flows.ItemFlow.countersign._create(
            join, act.task.token, data={**data, "weight": ballot.weight_of(row), "again": again}
        )


def keep(item: CaseItem, against: Against) -> None:
    """These disagreements stay, named in the decision; nobody waits for them any more."""
    for open_one in conflicts.asked_again(item):
        if open_one.department is not None and open_one.department.code in against:
            countersigning.close_unanswered(open_one, "cancelled")
    settle([row for rows in against.values() for row in rows], conflicts.KEPT)


def settle(rows: Iterable[Task], how: str) -> None:
    for row in rows:
        row.data = {**row.data, "settled": how}
        row.save(update_fields=["data"])


# ---- the coordination office -----------------------------------------------------------------


def rule(task: Task, *, actor: Any, finding: str = "", reason: str = "", conditions: str = "", key: str = "") -> Case:
    """`finding` go_on: the item may be approved although they disagree, on `conditions`; objection_stands: it may
    not. Binds whoever decides; the decision names the dissent either way (R50)."""
    payload = {"finding": finding, "reason": reason, "conditions": conditions}
    with acting(task, actor, key=key, payload=payload) as act:
        if act.repeated:
            return act.case
        require_finding(finding)
        texts = required_text(payload, "reason")
        item = item_of(act)
        rows = [row for own in conflicts.dissenters(item).values() for row in own]
        settle(rows, conflicts.OVERRULED if finding == GO_ON else conflicts.UPHELD)
        act.task.data = {**act.task.data, "finding": finding}
        act.opinion("rule", text=texts["reason"], conditions=conditions.strip(), reason_code=finding)
        act.note("conflict.ruled", text=texts["reason"], data={"finding": finding, "conditions": conditions.strip()})
        tell_ruled(act, item, rows, texts["reason"])
        act.conclude("rule")
        return act.case


def require_finding(finding: str) -> None:
    if finding not in FINDINGS:
        problem = _("Choose one of: %(known)s.") % {"known": ", ".join(FINDINGS)}
        raise Invalid(problem, fields={"finding": [problem]})


def finding_words(finding: str) -> str:
    if finding == GO_ON:
        return _("It may be approved although they disagree.")
    return _("The objection stands: it may not be approved as it is.")


def tell_ruled(act: Acting, item: CaseItem, rows: Iterable[Task], reason: str) -> None:
    """The parties, the lead department and those who handle the item read the same sentence."""
    ids = conflicts.voters([*rows, *Task.objects.filter(pk=act.task.data.get("tried"))])
    people = {one.pk: one for one in User.objects.filter(pk__in=ids, is_active=True)}
    for department, duty in ((act.case.lead_department_id, "handle"), (item.department_id, "approve")):
        people |= {one.pk: one for one in holders(duty, department) if one.pk != act.case.applicant_id}
    finding = finding_words(act.task.data["finding"])
    telling.tell_task(
        act.task, round_wording.CONFLICT_RULED, people.values(), item=item.name, finding=finding, reason=reason
    )


def ruling_overdue(act: Acting) -> None:
    """No ruling by its limit: the leader is told, the item waits (R58)."""
    act.note("conflict.late", data={"expired_at": act.task.due_at.isoformat() if act.task.due_at else ""})
    leader = leader_of(act.case.organisation)
    people = {one.pk: one for one in [*([leader] if leader else []), *telling.able_people(act.task)]}
    telling.tell_task(act.task, round_wording.CONFLICT_LATE, people.values(), item=item_of(act).name)
