"""Merging spellings: the drafts change at once, applicants see it when a second person has published (R5)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from departments.org.models import Department
from portal import audit
from portal.accounts.models import User
from portal.errors import Conflict
from services.catalog.drafts import read_catalogue
from services.catalog.models import Matter, ServiceItem
from services.catalog.operations.drafting import save_draft
from services.catalog.permission import require_editor
from services.catalog.publishing import STREAM
from services.catalog.upkeep.spellings import Merger, merger


@transaction.atomic
def merge_items(keep: str, others: Sequence[str], *, actor: User, seen: str) -> Merger:
    """Carry out what `merger` showed; `seen` is its mark.

    Raises Invalid as `merger` does, Conflict when the drafts changed since, Forbidden unless the person
    edits for every department whose items or matters change. Versions and running cases stay as they are.
    """
    list(Matter.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    plan = merger(read_catalogue(), keep, others)
    if plan.mark != seen:
        raise Conflict(
            _("The drafts changed since you looked. Look at what merging does now; nothing was changed."),
            code="overtaken",
        )
    codes = {one.department for one in (plan.item, *plan.others)}
    for department in Department.objects.filter(code__in=codes).order_by("code"):
        require_editor(actor, department)
    for draft in plan.matters:
        save_draft(draft, actor=actor)
    kept = ServiceItem.objects.get(code=keep)
    kept.aliases = list(plan.item.aliases)
    kept.save(update_fields=["aliases"])
    ServiceItem.objects.filter(code__in=[one.code for one in plan.others]).update(merged_into=kept)
    _record(plan, actor)
    return plan


def _record(plan: Merger, actor: User) -> None:
    names = "、".join(f"{one.code} {one.name}" for one in plan.others)
    text = _("%(names)s became %(code)s “%(item)s”") % {
        "names": names,
        "code": plan.item.code,
        "item": plan.item.name,
    }
    audit.lock(STREAM)
    audit.record(
        STREAM,
        *(
            audit.Event(
                "draft.merged",
                actor=actor,
                subject=one.code,
                department=one.department,
                text=text,
                data={"changed": text},
            )
            for one in (plan.item, *plan.others)
        ),
    )
