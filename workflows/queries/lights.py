"""The light of a case as a condition of the database, so that lists can be narrowed by it (R32, R33).

`casefile.case_light` says the light of one case; both must agree, and a test holds them to it.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from services.cases.managers import CaseItemQuerySet
from services.cases.models import CaseItem
from services.cases.states import ITEM_ENDED, CaseState, ItemState
from workflows.models import ASIDE_KINDS, Task

LIGHTS = ("red", "yellow", "green", "grey", "blue")


def case_light_condition(light: str, now: datetime) -> Q:
    """Cases that show `light`, one of LIGHTS, at `now`."""
    blue = Q(closed_at__isnull=False) | Q(state__in=[CaseState.DELIVERED, CaseState.CLOSED])
    grey = Q(state=CaseState.CORRECTING) & ~blue
    red = red_condition(now)
    yellow = yellow_condition(now) & ~red
    conditions = {
        "blue": blue,
        "grey": grey,
        "red": red & ~blue & ~grey,
        "yellow": yellow & ~blue & ~grey,
        "green": ~red & ~yellow & ~blue & ~grey,
    }
    return conditions[light]


def red_condition(now: datetime) -> Q:
    """Past the promised limit: of acceptance, of the case, or of one of its items."""
    late_intake = Q(state=CaseState.SUBMITTED, intake_due_at__isnull=False, intake_due_at__lt=now)
    late_case = Q(state=CaseState.IN_PROGRESS, due_at__isnull=False, due_at__lt=now)
    return late_intake | late_case | Q(Exists(running_items().filter(due_at__lt=now)))


def yellow_condition(now: datetime) -> Q:
    """Close to a limit, or a step past its own (R33)."""
    soon = Q(state=CaseState.IN_PROGRESS, due_at__isnull=False, yellow_at__isnull=False, yellow_at__lte=now)
    late_step = Task.objects.filter(case_item=OuterRef("pk"), finished=None, due_at__lt=now)
    late_step = late_step.exclude(kind__in=["", *ASIDE_KINDS])
    return soon | Q(Exists(running_items().filter(Q(yellow_at__lte=now) | Q(Exists(late_step)))))


def running_items() -> CaseItemQuerySet:
    """Items of the main phase whose clock runs."""
    rows = CaseItem.objects.filter(case=OuterRef("pk"), phase="main", due_at__isnull=False)
    return rows.exclude(state__in=[*ITEM_ENDED, ItemState.SUSPENDED])
