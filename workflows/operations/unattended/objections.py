"""The source did not answer an objection in time: its stewards, heads, supervision and the applicant are told (R83)."""

from __future__ import annotations

from django.utils import timezone

from services.cases.models import Case, Objection
from workflows import flows
from workflows.casework import objections
from workflows.engine.change import change
from workflows.models import Process


def tell_overdue(limit: int = 200) -> int:
    """Say once of every objection that its answer is late; the case goes on. Returns how many were late."""
    late = Objection.objects.filter(answered_at=None, overdue_at=None, due_at__lt=timezone.now())
    rows = late.order_by("due_at", "pk").values_list("pk", "case")[:limit]
    return sum(_tell(pk, case) for pk, case in rows)


def _tell(pk: int, case_id: int) -> bool:
    process = Process.objects.filter(case_id=case_id, case_item=None).only("pk").latest("pk")
    with flows.CaseFlow.lock(process.pk), change(None) as opened:
        # After the lock: it may have been answered, or told by another beat, in between.
        one = Objection.objects.select_related("source").get(pk=pk)
        if one.answered_at is not None or one.overdue_at is not None:
            return False
        case = Case.objects.select_related("applicant").get(pk=case_id)
        one.overdue_at = opened.at
        one.save(update_fields=["overdue_at"])
        opened.note(
            case.stream,
            "data.objection_overdue",
            subject=case.number,
            department=one.source.code if one.source else "",
            data={"element": one.element},
        )
        objections.tell_late(case, one.source, one.label, one.due_at)
    return True
