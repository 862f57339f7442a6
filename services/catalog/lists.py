"""Lists read together with the rows they belong to: one statement for both.

A query that aggregates forgets the order of its model, so every one here says it again.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg, JSONBAgg
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, JSONField, Q, QuerySet, Value
from django.db.models.functions import JSONObject

from services.catalog.models import Countersign, Material


def with_choices(rows: QuerySet[Any], relation: str) -> QuerySet[Any]:
    """`choices` of each row: [{"value", "name", "name_en"}] in their order."""
    found = rows.annotate(choices=_listed(relation, value="value", name="name", name_en="name_en"))
    return found.order_by(*rows.model._meta.ordering or ("pk",))


def asking(rows: QuerySet[Countersign]) -> QuerySet[Countersign]:
    """`departments` of each countersign: [{"code", "weight"}] in their order."""
    found = rows.annotate(departments=_listed("asked", code="department__code", weight="weight"))
    return found.order_by("position", "pk")


def proved(rows: QuerySet[Material]) -> QuerySet[Material]:
    """`proofs` of each paper: the keys of the elements it proves, in their order."""
    keys = ArrayAgg(
        "material_elements__element__key",
        order_by=["material_elements__position", "material_elements__pk"],
        filter=Q(material_elements__isnull=False),
        default=Value([], ArrayField(CharField())),
    )
    return rows.annotate(proofs=keys).order_by("code")


def _listed(relation: str, **columns: str) -> JSONBAgg:
    row = JSONObject(**{name: f"{relation}__{column}" for name, column in columns.items()})
    order = [f"{relation}__position", f"{relation}__pk"]
    return JSONBAgg(row, order_by=order, filter=Q(**{f"{relation}__isnull": False}), default=Value([], JSONField()))
