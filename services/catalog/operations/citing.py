"""An item, or one step of it, stands on a clause of the rule library from now on (A18)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from portal import audit
from portal.accounts.models import User
from portal.errors import Conflict, Invalid, NotFound
from services.catalog.models import ServiceItem
from services.catalog.permission import require_editor
from services.catalog.publishing import STREAM
from services.regulations.models import Citation, Clause, Edition, Regulation


@dataclass(frozen=True)
class Quotation:
    """A clause that holds today, or a regulation in force as a whole (no anchor)."""

    regulation: Regulation
    anchor: str = ""
    label: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        return f"{self.regulation}{self.label}"


def quotation(code: str, anchor: str = "") -> Quotation:
    """What is to be cited. Raises NotFound, Conflict for what no longer holds."""
    regulation = Regulation.objects.filter(code=code).first()
    if regulation is None:
        raise NotFound(_("There is no such regulation. Look for it in the rule library."))
    edition = Edition.objects.in_force().filter(regulation=regulation).first()
    clause = Clause.objects.filter(edition=edition, anchor=anchor, repealed=False).first() if edition else None
    if edition is None or (anchor and clause is None):
        raise Conflict(
            _("This no longer holds, so nothing may stand on it. Cite what is in force instead."), code="repealed"
        )
    return Quotation(regulation, anchor, clause.label, clause.text) if clause else Quotation(regulation)


@transaction.atomic
def cite(item: ServiceItem, what: Quotation, *, actor: User, step: int | None = None) -> bool:
    """Let the item, or its step counted from 0, stand on the clause. False when it already does.

    For the whole item the words join its legal basis, which applicants read from the next version on.
    Raises Forbidden unless the person edits for the item's department, Invalid for a step it does not have.
    """
    locked = ServiceItem.objects.select_for_update(of=("self",)).select_related("department").get(pk=item.pk)
    require_editor(actor, locked.department)
    if step is not None and not 0 <= step < locked.steps.count():
        raise Invalid(_("The item has no such step. Choose one of the list."), fields={"step": [_("Choose a step.")]})
    _row, new = Citation.objects.get_or_create(item=locked, step=step, regulation=what.regulation, anchor=what.anchor)
    if not new:
        return False
    if step is None and what.words not in locked.basis:
        locked.basis = "；".join(part for part in (locked.basis.strip(), what.words) if part)
        locked.save(update_fields=["basis"])
    audit.lock(STREAM)
    text = _("“%(item)s” stands on %(clause)s") % {"item": locked.name, "clause": what.words}
    audit.record(
        STREAM,
        audit.Event(
            "draft.changed",
            actor=actor,
            subject=locked.code,
            department=locked.department.code,
            text=text,
            data={"changed": text, "step": step},
        ),
    )
    return True
