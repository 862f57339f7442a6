"""The parts of a case file, each read by itself: a page asks for those it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from services.cases.models import Case, CaseItem, Document

MATERIALS, CORRECTIONS, DOCUMENTS = "materials", "corrections", "documents"
MESSAGES, OPINIONS, OBJECTIONS = "messages", "opinions", "objections"
WHOLE_FILE = (MATERIALS, CORRECTIONS, DOCUMENTS, MESSAGES, OPINIONS, OBJECTIONS)


def read_part(case: Case, user: Any, name: str, items: Sequence[CaseItem]) -> tuple[Any, ...]:
    """One part of the file, in its own order; `items` are the case's. Raises KeyError for a part nobody knows."""
    rows = {
        MATERIALS: lambda: case.materials.select_related("upload"),
        CORRECTIONS: lambda: case.corrections.prefetch_related("defects"),
        DOCUMENTS: lambda: visible_documents(case, user),
        MESSAGES: lambda: case.messages.select_related("author", "department", "to_department"),
        OPINIONS: lambda: of_items(case.opinions.select_related("author", "acting_for", "department"), items),
        OBJECTIONS: lambda: case.objections.select_related("source"),
    }
    return tuple(rows[name]())


def of_items(found: Iterable[Any], items: Sequence[CaseItem]) -> Iterator[Any]:
    """Rows with the items already read: their definitions are not fetched again for every row."""
    by_id = {item.pk: item for item in items}
    for one in found:
        one.item = by_id.get(one.item_id)
        yield one


def visible_documents(case: Case, user: Any) -> list[Document]:
    """The applicant sees what was handed over; departments see every paper of the case."""
    rows = case.documents.select_related("issued_by", "item")
    if user.pk == case.applicant_id:
        rows = rows.filter(released_at__isnull=False)
    return list(rows)
