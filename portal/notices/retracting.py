"""What was told and no longer holds: to whom it was told, and its key free to be told again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, Q, Value
from django.db.models.functions import Concat


def retract(*, keys: Iterable[str] = (), urls: Iterable[str] = (), mark: str) -> set[int]:
    """Ids of the people told under one of `keys`, or with a link to one of `urls`.

    The notices stay; their keys get `mark`, so that the same event may be told anew. Two statements.
    """
    from portal.notices.models import Notice

    rows = Notice.objects.filter(Q(key__in=list(keys)) | Q(url__in=list(urls)))
    people = set(rows.values_list("recipient_id", flat=True))
    if people:
        rows.update(key=Concat(F("key"), Value(f":{mark}")))
    return people
