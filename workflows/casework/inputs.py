"""What lies before somebody who decides on an item: kept with every decision (R45, dependence.py)."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from portal.composed import composed
from services.cases.models import Case, CaseItem, CaseMaterial

# Part of every digest that is stored: another word would make all of them look changed.
SALT = "workflows.inputs"
# Acts that decide something on an item and so rest on what was in hand.
DECIDING = frozenset(
    {"pass", "approve_verbally", "deny", "agree", "agree_with_conditions", "disagree", "tacit", "absence_consent"}
)


def in_hand(item: CaseItem, case: Case) -> dict[str, Any]:
    """{"papers": {code: upload id}, "fields": {key: digest of the value}}: the item's, as they are now."""
    papers = {code: str(upload) for code, upload in _papers(case=case.pk, item=item.code)}
    fields = {key: digest(case.form[key]["value"]) for key in item.snapshot.elements if key in case.form}
    return {"papers": papers, "fields": fields}


@composed
def _papers(case: int, item: str) -> QuerySet[CaseMaterial, tuple[str, Any]]:
    """(code, upload id) of everything the item has in hand."""
    rows = CaseMaterial.objects.filter(case_id=case, used_by__contains=[item], upload__isnull=False)
    return rows.values_list("code", "upload_id")


def digest(value: Any) -> str:
    """A value's fingerprint; keyed, so that it tells nothing about the value itself (R84)."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return salted_hmac(SALT, text).hexdigest()[:16]


def changed_since(before: dict[str, Any], now: dict[str, Any]) -> tuple[list[str], list[str]]:
    """(papers, fields) that are others, more or fewer than when a decision was made."""
    found = []
    for part in ("papers", "fields"):
        old, new = before.get(part, {}), now.get(part, {})
        found.append(sorted(name for name in {*old, *new} if old.get(name) != new.get(name)))
    return found[0], found[1]
