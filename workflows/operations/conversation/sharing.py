"""Notes that stay in the house, and copies of a case for colleagues who do not work on it (抄送)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from departments.org.duties import duties_of, holders
from departments.org.models import Department
from portal.accounts.models import User
from portal.errors import Conflict, Forbidden, Invalid, NotFound
from services.cases.managers import READING_DUTIES
from services.cases.models import CarbonCopy, Case, InternalNote
from workflows.acting import on_case
from workflows.engine.change import Change
from workflows.queries import readers
from workflows.words import telling, wording

from .applicant import own_department

NOTE_LIMIT, REASON_LIMIT = 2000, 200
# Who is told when a whole department gets a copy.
TOLD_DUTIES = ("approve", "handle")


class AlreadyCopied(Conflict):
    code = "already_copied"


def may_share(case: Case, user: Any) -> bool:
    """Whether notes and copies are this person's to read: staff who may read the file, never the applicant's side."""
    if readers.is_applicant_side(case, user):
        return False
    return readers.may_read_file(case, user, list(case.items.defer("definition")))


def require_staff(case: Case, actor: Any) -> Department:
    """The department somebody writes for. The applicant's side neither reads nor writes here (R3)."""
    own = None if readers.is_applicant_side(case, actor) else own_department(case, actor)
    if own is None:
        raise Forbidden(_("Notes and copies are for those who work on this case."))
    return own


# ---- notes ------------------------------------------------------------------------------


def write_note(case: Case, *, actor: Any, text: str, pinned: bool = False) -> InternalNote:
    """A note colleagues read; the applicant never does."""
    own = require_staff(case, actor)
    words = text.strip()
    if not words or len(words) > NOTE_LIMIT:
        problem = _("Please write something, at most %(count)s characters.") % {"count": NOTE_LIMIT}
        raise Invalid(problem, fields={"text": [problem]})
    with on_case(case, actor) as (fresh, opened):
        note = InternalNote.objects.create(
            case=fresh, author=actor, department=own, text=words, pinned=pinned, created_at=opened.at
        )
        opened.note(fresh.stream, "note.written", subject=fresh.number, department=own.code, data={"note": note.pk})
        return note


def pin_note(case: Case, note_id: int, *, actor: Any, pinned: bool) -> InternalNote:
    """Keep a note on top, or no longer; the same again changes nothing."""
    own = require_staff(case, actor)
    with on_case(case, actor) as (fresh, opened):
        note = InternalNote.objects.select_related("author", "department").filter(case=fresh, pk=note_id).first()
        if note is None:
            raise NotFound(_("There is no such note on this case."))
        if note.pinned != pinned:
            note.pinned = pinned
            note.save(update_fields=["pinned"])
            name = "note.pinned" if pinned else "note.unpinned"
            opened.note(fresh.stream, name, subject=fresh.number, department=own.code, data={"note": note.pk})
        return note


# ---- copies -----------------------------------------------------------------------------


def give_copy(case: Case, *, actor: Any, department: str = "", user: str = "", reason: str = "") -> CarbonCopy:
    """Tell a department or a person of the case; from now on they may read it, as those who work on it do."""
    own = require_staff(case, actor)
    to, person = read_reader(case, actor, department.strip(), user.strip())
    why = reason.strip()[:REASON_LIMIT]
    with on_case(case, actor) as (fresh, opened):
        if CarbonCopy.objects.filter(case=fresh, department=to, person=person, revoked_at=None).exists():
            raise AlreadyCopied(
                _("%(name)s has a copy already.") % {"name": person.name if person else to.title if to else ""}
            )
        copy = CarbonCopy.objects.create(
            case=fresh, department=to, person=person, reason=why, given_by=actor, given_for=own, given_at=opened.at
        )
        note_copy(opened, fresh, "copy.given", own, copy, why)
        readers = [person] if person else readers_of(to)
        told = [one for one in readers if one.pk not in (fresh.applicant_id, actor.pk)]
        telling.tell_people(
            fresh,
            wording.COPIED,
            told,
            key=f"copy.given:{copy.pk}",
            actor=actor.name,
            reason=why or "—",
            url=f"/desk/case/{fresh.number}/",
        )
        return copy


def note_copy(opened: Change, case: Case, name: str, own: Department, copy: CarbonCopy, text: str = "") -> None:
    data = {"copy": copy.pk, "name": copy.name}
    opened.note(case.stream, name, subject=case.number, department=own.code, text=text, data=data)


def read_reader(case: Case, actor: Any, department: str, user: str) -> tuple[Department | None, User | None]:
    """A department of the house, or somebody who works on cases; not both. Raises Invalid."""
    if bool(department) == bool(user):
        problem = _("Please name a department or a person, one of the two.")
        raise Invalid(problem, fields={"department": [problem]})
    if department:
        names = Q(code=department) | Q(name=department)
        found = Department.objects.filter(names).exclude(kind="external").first()
        if found is None:
            problem = _("There is no department “%(text)s”.") % {"text": department}
            raise Invalid(problem, fields={"department": [problem]})
        return found, None
    people = User.objects.filter(Q(username=user) | Q(name=user), is_active=True).order_by("pk")[:2]
    person = people[0] if len(people) == 1 else None
    if person is None or not any(duties_of(person).departments(one) for one in READING_DUTIES):
        problem = _("Nobody who works on cases is called “%(name)s”. Please write the user name.") % {"name": user}
        raise Invalid(problem, fields={"user": [problem]})
    if person.pk in (actor.pk, case.applicant_id):
        problem = _("You and the applicant see this case already. Name somebody else.")
        raise Invalid(problem, fields={"user": [problem]})
    return None, person


def readers_of(department: Department | None) -> list[User]:
    if department is None:
        return []
    people = {one.pk: one for duty in TOLD_DUTIES for one in holders(duty, department.pk)}
    return list(people.values())


def may_revoke(copy: CarbonCopy, user: Any) -> bool:
    """Who gave it, and the head of the department it was given for."""
    return copy.given_by_id == user.pk or copy.given_for_id in duties_of(user).departments("approve")


def revoke_copy(case: Case, copy_id: int, *, actor: Any) -> CarbonCopy:
    """The right to read ends at once; that it was given stays on file. Twice changes nothing."""
    own = require_staff(case, actor)
    with on_case(case, actor) as (fresh, opened):
        rows = CarbonCopy.objects.select_related("department", "person", "given_by", "given_for", "revoked_by")
        copy = rows.filter(case=fresh, pk=copy_id).first()
        if copy is None:
            raise NotFound(_("There is no such copy of this case."))
        if not may_revoke(copy, actor):
            raise Forbidden(
                _("%(name)s gave this copy. They, or the head of %(department)s, can take it back.")
                % {"name": copy.given_by.name, "department": copy.given_for.title}
            )
        if copy.revoked_at is None:
            copy.revoked_at, copy.revoked_by = opened.at, actor
            copy.save(update_fields=["revoked_at", "revoked_by"])
            note_copy(opened, fresh, "copy.revoked", own, copy)
        return copy
