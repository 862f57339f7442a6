"""How a matter's samples stand on a snapshot."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import JSONObject

from services.catalog.models import Matter
from workflows.rehearsal.models import Result, Run, Sample

HELD, BROKEN, NOT_PLAYED = "held", "broken", "not_played"


@dataclass(frozen=True)
class Standing:
    """One sample on one snapshot: held, broken, or not played since either of them changed.

    `result` has its run's key, but not its run.
    """

    sample: Sample
    state: str
    result: Result | None


def standings(matter: Matter, checksum: str) -> list[Standing]:
    """Every sample of the matter that is played, on the snapshot with that checksum. One statement."""
    played = Result.objects.filter(sample=OuterRef("pk"), run__checksum=checksum, run__state=Run.State.DONE)
    columns = {name: F(name) for name in ("pk", "run_id", "mark", "expectation", "before", "after", "broken")}
    latest = played.order_by("-pk").values(found=JSONObject(**columns))[:1]
    rows = Sample.objects.filter(matter=matter, retired_at=None).select_related("department", "written_by")
    return [_standing(one) for one in rows.annotate(latest=Subquery(latest))]


def _standing(sample: Sample) -> Standing:
    found = vars(sample)["latest"]
    if found is None or found["mark"] != sample.mark:
        return Standing(sample, NOT_PLAYED, None)
    result = Result(sample=sample, **found)
    return Standing(sample, BROKEN if result.broken else HELD, result)
