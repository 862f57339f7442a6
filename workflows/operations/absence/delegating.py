"""Let a named person act for oneself, take that back, and put back what was held under it (R51)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from departments.org.duties import duties_of
from departments.org.models import DELEGABLE, DUTIES, LONGEST_DELEGATION, Delegation, Department, Membership
from departments.org.operations.appointments import one_change_at_a_time
from portal import audit, notices
from portal.errors import Conflict, Forbidden, Invalid
from services.catalog.models import ItemStep, ServiceItem
from workflows.acting import TaskClosed, acting_as_system
from workflows.asking import approvals
from workflows.models import Task
from workflows.people.delegations import ANSWERING, Wish
from workflows.people.permission import duty_label, may_act
from workflows.words import telling

GIVEN = notices.Wording(
    "delegation.given",
    gettext_lazy("%(giver)s lets you act for them"),
    gettext_lazy("In %(department)s: %(duties)s, from %(starts)s until %(ends)s. %(reason)s"),
)
RECEIPT = notices.Wording(
    "delegation.receipt",
    gettext_lazy("%(delegate)s acts for you"),
    gettext_lazy("In %(department)s: %(duties)s, until %(ends)s. You stay responsible and can take it back any time."),
)
REVOKED = notices.Wording(
    "delegation.revoked",
    gettext_lazy("%(delegate)s no longer acts for %(giver)s"),
    gettext_lazy("%(actor)s revoked the delegation in %(department)s. What was done before stands."),
)
PAGE = "/desk/delegate/"
LABELS = dict(DUTIES)


class NoOnwardDelegation(Forbidden):
    """R51: what was received cannot be passed on."""

    code = "no_onward_delegation"


class DelegatedAlready(Conflict):
    """The same two people have a delegation in this department in that period."""

    code = "delegated_already"


class DelegationOver(Conflict):
    code = "delegation_over"


# ---- giving ---------------------------------------------------------------------------


def delegate(*, actor: Any, to: Any, wishes: Sequence[Wish]) -> list[Delegation]:
    """Let `to` act for `actor`, one delegation for each department; all of them or none (R51).

    Raises Invalid, Forbidden (not one's own duty), Conflict (given already).
    """
    if not wishes:
        problem = _("Please choose at least one duty.")
        raise Invalid(problem, fields={"duties": [problem]})
    with transaction.atomic():
        one_change_at_a_time()
        return [give(actor, to, wish, timezone.now()) for wish in wishes]


def check(actor: Any, to: Any, wish: Wish, now: datetime) -> datetime:
    """Whether this may be given; answers when it begins. Raises as `delegate` does."""
    starts = wish.starts or now
    require_own_duties(actor, wish)
    require_fit(actor, to, wish.department)
    require_scope(wish)
    require_period(starts, wish.ends, now)
    require_free(actor, to, wish, starts)
    return starts


def give(actor: Any, to: Any, wish: Wish, now: datetime) -> Delegation:
    starts = check(actor, to, wish, now)
    given = Delegation.objects.create(
        giver=actor,
        delegate=to,
        department=wish.department,
        duties=[one for one in DELEGABLE if one in wish.duties],
        items=sorted(set(wish.items)),
        steps=sorted(set(wish.steps)),
        cap=wish.cap,
        starts=starts,
        ends=wish.ends,
        reason=wish.reason.strip(),
        created_at=now,
    )
    record("delegation.given", given, actor, text=given.reason)
    params = params_of(given, starts=telling.moment_words(starts))
    tell([to], GIVEN, given, params)
    tell([actor], RECEIPT, given, params)
    return given


def require_own_duties(actor: Any, wish: Wish) -> None:
    """Only duties one holds oneself; what was received is never passed on."""
    if not wish.duties:
        problem = _("Please choose at least one duty.")
        raise Invalid(problem, fields={"duties": [problem]})
    duties = duties_of(actor)
    for duty in wish.duties:
        if duty in DELEGABLE and duties.holds(duty, wish.department.pk):
            continue
        received = next((one for one in duties.delegated if one.reaches(duty, wish.department.pk)), None)
        if received is not None:
            raise NoOnwardDelegation(
                _("You act for %(name)s here; that cannot be passed on. %(name)s can name somebody else.")
                % {"name": received.principal.name}
            )
        raise Forbidden(
            _("“%(duty)s” in %(department)s is not yours to give. Choose among your own duties.")
            % {"duty": duty_label(duty), "department": wish.department.title}
        )


def require_fit(actor: Any, to: Any, department: Department) -> None:
    """Somebody else, of the same organisation, who may decide at all (R4)."""
    problem = ""
    if to.pk == actor.pk:
        problem = _("You cannot delegate to yourself. Choose somebody else.")
    elif not to.is_active or not in_organisation(to, department):
        problem = _("%(name)s does not work in this organisation. Choose a colleague.") % {"name": to.name}
    elif to.is_superuser or duties_of(to).departments("audit"):
        problem = _("%(name)s administers or audits and may not decide. Choose somebody else.") % {"name": to.name}
    if problem:
        raise Invalid(problem, code="unfit_delegate", fields={"to": [problem]})


def in_organisation(person: Any, department: Department) -> bool:
    posts = Membership.objects.active().filter(user=person)
    return posts.filter(department__organisation_id=department.organisation_id).exists()


def require_scope(wish: Wish) -> None:
    """Items and steps exist, the cap is more than nothing, and there is a reason."""
    problems: dict[str, list[str]] = {}
    known = set(ServiceItem.objects.filter(code__in=wish.items).values_list("code", flat=True))
    unknown = [code for code in wish.items if code not in known]
    if unknown:
        problems["items"] = [_("There is no item %(items)s.") % {"items": "、".join(unknown)}]
    names = set(ItemStep.objects.filter(name__in=wish.steps).values_list("name", flat=True))
    names |= {"会签", *(chinese for chinese, _english in approvals.REQUESTS.values())}
    strange = [name for name in wish.steps if name not in names]
    if strange:
        problems["steps"] = [_("There is no step “%(steps)s”.") % {"steps": "、".join(strange)}]
    if wish.cap is not None and wish.cap <= 0:
        problems["cap"] = [_("The amount must be above 0. Leave it empty for no limit.")]
    if not wish.reason.strip():
        problems["reason"] = [_("Please say why, for example a journey or leave.")]
    if problems:
        raise Invalid(next(iter(problems.values()))[0], fields=problems)


def require_period(starts: datetime, ends: datetime, now: datetime) -> None:
    if ends <= max(starts, now):
        problem = _("The delegation would be over before it begins. Choose a later end.")
    elif ends - starts > LONGEST_DELEGATION:
        problem = _("A delegation lasts 30 days at most. Choose an earlier end; it can be given anew.")
    else:
        return
    raise Invalid(problem, fields={"ends": [problem]})


def require_free(actor: Any, to: Any, wish: Wish, starts: datetime) -> None:
    """The same two people have no other delegation here in that period: twice the same is once too often."""
    twin = (
        Delegation.objects.filter(giver=actor, delegate=to, department=wish.department, revoked_at=None)
        .filter(starts__lt=wish.ends, ends__gt=starts)
        .first()
    )
    if twin is not None:
        raise DelegatedAlready(
            _("%(name)s acts for you in %(department)s already, until %(ends)s. Revoke that first to change it.")
            % {"name": to.name, "department": wish.department.title, "ends": telling.moment_words(twin.ends)}
        )


# ---- taking back ----------------------------------------------------------------------


def revoke(delegation: Delegation, *, actor: Any) -> Delegation:
    """End it at once. What was done stands; what is held under it goes back to the department (R51)."""
    with transaction.atomic():
        one_change_at_a_time()
        one = Delegation.objects.select_for_update(no_key=True).get(pk=delegation.pk)
        require_may_revoke(one, actor)
        standing = one.standing()
        if standing in ("revoked", "ended"):
            raise DelegationOver(_("This delegation is over already; nothing is left to take back."))
        one.revoked_at, one.revoked_by = timezone.now(), actor
        one.save(update_fields=["revoked_at", "revoked_by"])
        record("delegation.revoked", one, actor)
        people = {person.pk: person for person in (one.delegate, one.giver) if person.pk != actor.pk}
        tell(people.values(), REVOKED, one, params_of(one, actor=actor.name))
    # After the commit: a task's lock is never taken while the delegation's own is held.
    put_back(Task.objects.filter(owner=one.delegate_id, acting_for=one.giver_id))
    return one


def may_revoke(one: Delegation, actor: Any) -> bool:
    """Whoever gave it; the head and the coordination office of the department; who runs the house."""
    if actor.pk == one.giver_id or (actor.is_active and actor.is_superuser):
        return True
    duties = duties_of(actor)
    return any(duties.holds(duty, one.department_id) for duty in ANSWERING)


def require_may_revoke(one: Delegation, actor: Any) -> None:
    if not may_revoke(one, actor):
        raise Forbidden(
            _("Only %(name)s, the head of the department or the coordination office can revoke this.")
            % {"name": one.giver.name}
        )


def put_back(rows: Any = None) -> int:
    """Put back tasks whose holder may no longer act for the other (revoked, ended, post lost). Returns how many."""
    held = Task.objects.filter(acting_for__isnull=False) if rows is None else rows
    held = held.filter(finished=None, owner__isnull=False).exclude(kind="")
    return sum(put_one_back(task) for task in held.order_by("pk").select_related("owner", "case_item"))


def put_one_back(task: Task) -> bool:
    if may_act(task, task.owner):
        return False
    with suppress(TaskClosed), acting_as_system(task) as act:
        fresh = act.task
        if fresh.owner_id is None or may_act(fresh, fresh.owner):
            return False
        act.note("task.put_back", text=fresh.owner.name)
        fresh.flow_task.activation_class(fresh).unassign()
    return True


# ---- record and words -----------------------------------------------------------------


def record(event: str, one: Delegation, actor: Any, *, text: str = "") -> None:
    data = {
        "delegation": one.pk,
        "giver": one.giver.username,
        "delegate": one.delegate.username,
        "duties": one.duties,
        "items": one.items,
        "steps": one.steps,
        "cap": one.cap,
        "starts": one.starts,
        "ends": one.ends,
    }
    audit.record(
        "org",
        audit.Event(
            event,
            actor=actor,
            subject=one.giver.username,
            department=one.department.code,
            text=text or str(one),
            data=data,
        ),
    )


def params_of(one: Delegation, **more: Any) -> dict[str, Any]:
    return {
        "giver": one.giver.name,
        "delegate": one.delegate.name,
        "department": one.department.name,
        # Read by people of several languages.
        "duties": format_lazy("、".join(["{}"] * len(one.duties)), *(LABELS[duty] for duty in one.duties)),
        "ends": telling.moment_words(one.ends),
        "reason": one.reason,
        **more,
    }


def tell(people: Any, words: notices.Wording, one: Delegation, params: dict[str, Any]) -> None:
    notices.notify(people, words, params, url=PAGE, key=f"{words.event}:{one.pk}")
