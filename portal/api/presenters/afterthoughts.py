"""Second thoughts on a case: what they do, before they are done."""

from __future__ import annotations

from collections.abc import Iterable

from portal.api.presenters.cases import Json
from services.cases.models import CaseItem
from workflows.queries.resubmission import Resubmission
from workflows.queries.voiding import Consequence
from workflows.queries.withdrawal import Withdrawal


def withdrawal_shape(plan: Withdrawal) -> Json:
    return {
        "possible": plan.possible,
        "seen": plan.seen,
        "items": [
            {**item_shape(one.item), "effect": one.effect, "text": " ".join(one.sentences)} for one in plan.branches
        ],
    }


def item_shape(item: CaseItem) -> Json:
    return {
        "code": item.code,
        "name": item.title,
        "department": item.department.code,
        "department_name": item.department.title,
        "state": item.state,
    }


def void_shape(rows: Iterable[Consequence]) -> Json:
    return {"items": [{**item_shape(one.item), "effect": one.effect, "text": " ".join(one.sentences)} for one in rows]}


def resubmission_shape(offer: Resubmission) -> Json:
    return {
        "possible": not offer.problem,
        "problem": offer.problem,
        "attempt": offer.attempt,
        "until": offer.until,
        "fields": list(offer.fields),
        "materials": [row.code for row in offer.papers],
        "revived": [one.code for one in offer.revived],
    }
