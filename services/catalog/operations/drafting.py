"""Editing a matter's draft: one way in for the designer, the forms of the administration and the import."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from departments.org.models import Department
from portal import audit
from portal.accounts.models import User
from portal.audit.models import Entry
from portal.errors import Conflict, Invalid, NotFound
from services.catalog.catalogue import MatterDraft, MatterItemDraft
from services.catalog.diff import Change, compare
from services.catalog.drafts import read_catalogue
from services.catalog.matter_writing import write_matter
from services.catalog.models import Fact, Matter
from services.catalog.permission import require_editor
from services.catalog.publishing import STREAM, lock_matter
from services.catalog.rendering import rendered
from services.catalog.snapshot import QuestionSnapshot
from services.catalog.writing import write_facts


class Overtaken(Conflict):
    """The draft changed since the page was opened; nothing of this was saved."""

    code = "overtaken"


def fingerprint(draft: MatterDraft) -> str:
    """What a page remembers of the draft it shows; differs when anything of the draft does."""
    text = json.dumps(asdict(draft), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@transaction.atomic
def save_draft(draft: MatterDraft, *, actor: User, seen: str = "") -> list[Change]:
    """Make the matter's draft what `draft` says; the differences, in sentences, go into the record.

    `seen` is the fingerprint of the draft the person looked at: when somebody changed it since, nothing
    is saved and Overtaken says who did. Raises Forbidden without the duty for the lead department, both
    the one before and the one after. A draft may be incomplete; `lint` says so, publishing refuses it.
    """
    row = Matter.objects.filter(code=draft.code).values_list("pk", flat=True).first()
    if row is None:
        raise NotFound(_("There is no matter “%(code)s”. Create it first.") % {"code": draft.code})
    matter = lock_matter(row)
    require_editor(actor, matter.lead_department)
    known = read_catalogue()
    present = known.matters[draft.code]
    if seen and seen != fingerprint(present):
        raise _overtaken(matter)
    if draft == present:
        return []
    if draft.lead_department != present.lead_department:
        require_editor(actor, Department.objects.get(code=draft.lead_department))
    changes = compare(rendered(known, present), rendered(known, draft))
    write_matter(draft, matter.position)
    _record(matter, actor, changes)
    return changes


def add_item(matter_id: int, code: str, *, actor: User) -> list[Change]:
    """Let an item join the matter at its end; nothing happens when it is part of it already."""
    matter = Matter.objects.filter(pk=matter_id).values_list("code", flat=True).first()
    if matter is None:
        raise NotFound(_("There is no such matter. Choose one from the list."))
    draft = read_catalogue().matters[matter]
    if any(row.item == code for row in draft.items):
        return []
    return save_draft(replace(draft, items=(*draft.items, MatterItemDraft(code))), actor=actor)


@transaction.atomic
def begin_from(matter: Matter, template: str, *, actor: User) -> list[Change]:
    """Put an existing matter's items, order, questions and rules into one that has none yet.

    Names, words and who leads stay the new matter's own. Raises NotFound, Conflict for a matter begun already
    or meanwhile.
    """
    known = read_catalogue().matters
    if template not in known or template == matter.code:
        raise NotFound(_("There is no such matter. Choose one from the list."))
    present, pattern = known[matter.code], known[template]
    if present.items or present.question_ids:
        raise Conflict(
            _("“%(matter)s” is begun already. Take its items and questions out first, or begin a new matter.")
            % {"matter": matter.label},
            code="already_begun",
        )
    begun = replace(
        present,
        items=pattern.items,
        question_ids=pattern.question_ids,
        fixed=dict(pattern.fixed),
        reference=dict(pattern.reference),
        audience=present.audience or pattern.audience,
        life_event=present.life_event or pattern.life_event,
        extra_visits=pattern.extra_visits,
    )
    return save_draft(begun, actor=actor, seen=fingerprint(present))


@transaction.atomic
def create_fact(fact: QuestionSnapshot, *, actor: User, matter: Matter) -> Fact:
    """A new fact for the shared vocabulary, on behalf of the matter that needs it."""
    require_editor(actor, matter.lead_department)
    if Fact.objects.filter(code=fact.id).exists():
        raise _taken(fact.id)
    last = Fact.objects.aggregate(last=Max("position"))["last"] or 0
    write_facts([fact], first=last + 1)
    audit.lock(STREAM)
    text = _("The question “%(question)s” was added to the vocabulary") % {"question": fact.text}
    audit.record(STREAM, audit.Event("draft.added", actor=actor, subject=fact.id, text=text))
    return Fact.objects.get(code=fact.id)


def _record(matter: Matter, actor: User, changes: list[Change]) -> None:
    audit.lock(STREAM)
    audit.record(
        STREAM,
        audit.Event(
            "draft.changed",
            actor=actor,
            subject=matter.code,
            department=matter.lead_department.code,
            text=_("The draft of “%(matter)s” changed") % {"matter": matter.name},
            data={"changed": " ".join(one.sentence for one in changes)[:4000]},
        ),
    )


def _taken(code: str) -> Invalid:
    return Invalid(
        _("%(code)s is taken; codes are never used twice. Choose another.") % {"code": code},
        code="taken",
        fields={"code": [_("This code is taken; codes are never used twice.")]},
    )


def _overtaken(matter: Matter) -> Overtaken:
    last = Entry.objects.filter(stream=STREAM, subject=matter.code).order_by("-seq").first()
    who = last.actor_name if last else _("Somebody")
    when = date_format(localtime(last.at), "H:i") if last else ""
    return Overtaken(
        _("%(who)s changed this draft at %(when)s. Look at it again before you change it; nothing was saved.")
        % {"who": who, "when": when}
    )
