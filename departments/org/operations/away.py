"""Saying that somebody is away, and that they are back (R52)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from departments.org.models import Absence, Membership
from departments.org.operations.appointments import one_change_at_a_time
from portal import audit
from portal.errors import Conflict, Forbidden, Invalid

if TYPE_CHECKING:
    from portal.accounts.models import User


def record_absence(person: User, *, starts: datetime, ends: datetime, actor: User, reason: str = "") -> Absence:
    """The person is away in that period. Raises Forbidden, Invalid, Conflict (recorded already)."""
    _require_may_say(person, actor)
    if ends <= max(starts, timezone.now()):
        problem = _("The absence would be over before it begins. Choose a later end.")
        raise Invalid(problem, fields={"ends": [problem]})
    with transaction.atomic():
        one_change_at_a_time()
        if Absence.objects.filter(person=person, starts__lt=ends, ends__gt=starts).exists():
            raise Conflict(_("An absence in these days is recorded already. End that first."), code="absent_already")
        absence = Absence.objects.create(
            person=person, starts=starts, ends=ends, reason=reason.strip(), recorded_by=actor
        )
        _record("absence.recorded", absence, actor)
    return absence


def end_absence(absence: Absence, *, actor: User) -> None:
    """The person is back: it ends now, or never begins. Raises Forbidden, Conflict when it is over."""
    _require_may_say(absence.person, actor)
    with transaction.atomic():
        one_change_at_a_time()
        now = timezone.now()
        found = Absence.objects.filter(pk=absence.pk, ends__gt=now).first()
        if found is None:
            raise Conflict(_("This absence is over already."), code="absence_over")
        _record("absence.ended", found, actor)
        if found.starts >= now:
            found.delete()
        else:
            found.ends = now
            found.save(update_fields=["ends"])


def _require_may_say(person: User, actor: User) -> None:
    """Oneself, those who answer for a department of theirs, and who runs the house."""
    if actor.pk == person.pk or (actor.is_active and actor.is_superuser):
        return
    places = set(Membership.objects.active().filter(user=person).values_list("department_id", flat=True))
    duties = duties_of(actor)
    if not any(duties.departments(duty) & places for duty in ("approve", "deputise")):
        raise Forbidden(_("Only %(name)s or their head of department can say this.") % {"name": person.name})


def _record(event: str, absence: Absence, actor: User) -> None:
    audit.record(
        "org",
        audit.Event(
            event,
            actor=actor,
            subject=absence.person.username,
            text=str(absence),
            data={"username": absence.person.username, "starts": absence.starts, "ends": absence.ends},
        ),
    )
