"""Carrying an import out: the whole of it or nothing, and only what was shown before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from departments.org.models import Department
from portal import audit
from portal.accounts.models import User
from portal.errors import Conflict, Invalid
from services.catalog.drafts import read_catalogue
from services.catalog.importing import Plan, plan_import
from services.catalog.models import Matter
from services.catalog.permission import require_editor
from services.catalog.publishing import STREAM
from services.catalog.writing import write_catalogue


@transaction.atomic
def carry_out(imported: Mapping[str, Any], *, actor: User, seen: str) -> Plan:
    """Write what `plan_import` showed; `seen` is the mark of the plan the person agreed to.

    Raises Invalid when the import would bring faults, Forbidden unless the person edits for every
    department concerned, Conflict when the drafts changed since the plan was shown.
    """
    # Nobody edits a matter meanwhile; rows in the order of their keys, as everywhere.
    list(Matter.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))
    plan = plan_import(read_catalogue(), imported)
    if plan.findings:
        first = plan.findings[0]
        raise Invalid(
            _("The import has faults; nothing was changed. First: %(first)s") % {"first": str(first)},
            code="faulty_import",
            fields={"files": [str(one) for one in plan.findings]},
        )
    if seen != plan.mark:
        raise Conflict(
            _("The drafts changed since you looked. Look at what the import does now; nothing was changed."),
            code="overtaken",
        )
    check_editor(plan, actor)
    if not plan.empty:
        write_catalogue(plan.catalogue)
        _record(plan, actor)
    return plan


def check_editor(plan: Plan, actor: User) -> None:
    """Raises Forbidden unless the person edits for every department whose entries change."""
    future = plan.catalogue
    touched = {
        table: [*plan.added.get(table, ()), *plan.changed.get(table, ())] for table in ("matters", "items", "elements")
    }
    codes = {future.matters[code].lead_department for code in touched["matters"]}
    codes |= {future.items[code].department for code in touched["items"]}
    codes |= {source for key in touched["elements"] if (source := future.elements[key].source)}
    for department in Department.objects.filter(code__in=codes).order_by("code"):
        require_editor(actor, department)


def _record(plan: Plan, actor: User) -> None:
    moved = {
        code for table in ("matters", "items") for code in (*plan.added.get(table, ()), *plan.changed.get(table, ()))
    }
    audit.lock(STREAM)
    audit.record(
        STREAM,
        *(
            audit.Event(
                "draft.imported",
                actor=actor,
                subject=code,
                text=_("The draft %(code)s was imported") % {"code": code},
                data={"changed": " ".join(one.sentence for one in plan.matters.get(code, ()))[:4000]},
            )
            for code in sorted(moved)
        ),
        audit.Event(
            "catalogue.imported",
            actor=actor,
            text=_("Drafts were imported: %(count)d matters and items") % {"count": len(moved)},
            data={"added": plan.added, "changed": plan.changed},
        ),
    )
