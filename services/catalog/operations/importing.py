"""Carrying an import out: the whole of it or nothing, and only what was shown before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from departments.org.models import Department
from portal import audit
from portal.accounts.models import User
from portal.errors import Conflict, Invalid
from services.catalog.drafts import read_catalogue
from services.catalog.importing import Plan, plan_import
from services.catalog.models import Matter, ServiceItem
from services.catalog.permission import require_editor
from services.catalog.publishing import STREAM
from services.catalog.stakes import STAKES
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
    concerned = Q(code__in=_departments_after(plan)) | Q(pk__in=_departments_before(plan))
    for department in Department.objects.filter(concerned).order_by("code"):
        require_editor(actor, department)


def _departments_after(plan: Plan) -> set[str]:
    """Codes of the departments to which what was added or changed belongs from now on."""
    future = plan.catalogue

    def touched(table: str) -> list[str]:
        return [*plan.added.get(table, ()), *plan.changed.get(table, ())]

    codes = {future.matters[code].lead_department for code in touched("matters")}
    codes |= {future.items[code].department for code in touched("items")}
    return codes | {source for key in touched("elements") if (source := future.elements[key].source)}


def _departments_before(plan: Plan) -> set[int]:
    """Departments whose matters and items change: whoever takes one over edits for both."""

    def moved(table: str) -> tuple[str, ...]:
        return plan.changed.get(table, ())

    found = {pk for table, whose in STAKES.items() if moved(table) for pk in whose(moved(table))}
    found |= set(ServiceItem.objects.filter(code__in=moved("items")).values_list("department", flat=True))
    return found | set(Matter.objects.filter(code__in=moved("matters")).values_list("lead_department", flat=True))


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
