"""How much waits in each bucket: one statement for what is mine, one for what others have (budget: inbox)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.utils import timezone

from workflows.queries import inbox


@dataclass(frozen=True)
class Waiting:
    """Everything that waits for one person, counted. `by_bucket` without the buckets of ELSEWHERE."""

    all: int = 0
    by_bucket: Mapping[str, int] = field(default_factory=dict)

    @property
    def approve(self) -> int:
        return self.by_bucket.get("approve", 0)


def waiting(request: HttpRequest) -> Waiting:
    """Counted once a request: the frame and the inbox show the same numbers."""
    found: Waiting | None = getattr(request, "_desk_waiting", None)
    if found is None:
        found = count_waiting(request.user)
        request._desk_waiting = found  # type: ignore[attr-defined]
    return found


def count_waiting(user: Any) -> Waiting:
    now = timezone.now()
    names = [name for name in inbox.BUCKETS if name not in inbox.ELSEWHERE]
    counted = inbox.workload(user).aggregate(
        total=Count("pk"),
        **{name: Count("pk", filter=inbox.bucket_condition(name, user, now)) for name in names},
    )
    return Waiting(counted.pop("total"), counted)
