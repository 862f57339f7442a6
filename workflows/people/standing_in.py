"""For whom somebody acts on a task: for themselves, as B-role, or by delegation (R51, R52).

Whoever holds the duty acts for themselves. R3 holds for both persons: where either the one who
acts or the one acted for applied or worked on it before, neither may.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from departments.org.delegated import Delegated
from departments.org.duties import duties_of
from departments.org.models import Delegation
from portal.errors import DomainError, Forbidden
from portal.ui import moments
from workflows.engine.change import Change
from workflows.models import APPLICANT_KINDS, Task


class DelegationEnded(Forbidden):
    """R51: revoked or over. What was done before stands."""

    code = "delegation_ended"


class BeyondDelegation(Forbidden):
    """R51: another item, another step, or more money than was given."""

    code = "beyond_delegation"


def delegation_of(task: Task, user: Any) -> Delegated | None:
    """The delegation under which this person may act on the task. No query but, once, their duties."""
    for one in duties_of(user).delegated:
        if one.reaches(task.duty, task.department_id) and one.principal.pk not in task.barred and fits(one, task):
            return one
    return None


def fits(one: Delegated, task: Task) -> bool:
    item = task.case_item
    return item is not None and one.within_scope(item.code, task.step_name, item.amount)


def acted_for(task: Task, user: Any) -> Any:
    """For whom this person would act here (pk, name, username); None for themselves or not at all."""
    if task.kind in APPLICANT_KINDS or duties_of(user).holds(task.duty, task.department_id):
        return None
    if task.stand_in_id == user.pk:
        return task.a_role
    one = delegation_of(task, user)
    return one.principal if one else None


def begin(opened: Change, task: Task, user: Any) -> None:
    """Enter for whom the change is made. A delegation is read again under its lock: revocation works at once.

    Raises DelegationEnded.
    """
    if opened.actor is not user:
        return
    opened.acting_for = acted_for(task, user)
    if opened.acting_for is None or task.stand_in_id == user.pk:
        return
    one = delegation_of(task, user)
    assert one is not None
    held = Delegation.objects.select_for_update(no_key=True).filter(pk=one.id, revoked_at=None, ends__gt=opened.at)
    if not held:
        raise ended(Delegation.objects.select_related("giver").get(pk=one.id))


# ---- why not --------------------------------------------------------------------------


def refusal(task: Task, user: Any) -> DomainError | None:
    """Why somebody who acts or acted for another may not act here; None when that is not the reason."""
    for one in duties_of(user).delegated:
        if one.reaches(task.duty, task.department_id):
            return beyond(one, task)
    return former(task, user)


def former(task: Task, user: Any) -> DelegationEnded | None:
    """The latest delegation that let them act here, when it is over."""
    if task.finished is not None or task.case_item is None:
        return None
    rows = Delegation.objects.filter(delegate=user, department_id=task.department_id, duties__contains=[task.duty])
    last = rows.select_related("giver").order_by("-ends", "-pk").first()
    if last is None or last.standing() not in ("revoked", "ended") or not within(last, task):
        return None
    return ended(last)


def within(one: Delegation, task: Task) -> bool:
    """Whether the task lies within the scope: of others nobody learns that they exist."""
    item = task.case_item
    over = one.cap is not None and item.amount is not None and item.amount > one.cap
    named = (not one.items or item.code in one.items) and (not one.steps or task.step_name in one.steps)
    return named and not over


def ended(one: Delegation) -> DelegationEnded:
    if one.revoked_at is not None:
        return DelegationEnded(
            _("Since %(when)s you no longer act for %(name)s: the delegation was revoked. What you did before stands.")
            % {"name": one.giver.name, "when": moments.moment_words(one.revoked_at)}
        )
    return DelegationEnded(
        _("Your delegation from %(name)s ended %(when)s. What you did before stands; ask for a new one to go on.")
        % {"name": one.giver.name, "when": moments.moment_words(one.ends)}
    )


def beyond(one: Delegated, task: Task) -> Forbidden:
    name = one.principal.name
    if one.principal.pk in task.barred:
        return Forbidden(
            _("You act for %(name)s, who applied for this or worked on it before, so somebody else has to decide it.")
            % {"name": name},
            code="self_dealing",
        )
    amount = task.case_item.amount if task.case_item is not None else None
    if one.cap is not None and amount is not None and amount > one.cap:
        return BeyondDelegation(
            _("You act for %(name)s up to %(cap)s yuan; this is about %(amount)s yuan, so %(name)s decides it.")
            % {"name": name, "cap": money(one.cap), "amount": money(amount)}
        )
    return BeyondDelegation(
        _("What %(name)s lets you do does not include this item or step. Please leave it to %(name)s.") % {"name": name}
    )


def money(amount: Any) -> str:
    """12,000 or 12,000.50."""
    return f"{amount:,.2f}".removesuffix(".00")
