"""What applicants write, matter by matter. Every company and person in it is invented."""

from __future__ import annotations

from collections.abc import Callable

from portal.demo.history.contents.draw import Draw
from portal.demo.history.contents.hospitality import duty, meal, meeting, reception
from portal.demo.history.contents.power import power, repair
from portal.demo.history.contents.sites import contractor, land
from portal.demo.history.contents.staff import housing, onboarding, retirement, travel
from portal.demo.history.plans import Content

CONTENTS: dict[str, Callable[[Draw], Content]] = {
    "OM-RECEPTION": reception,
    "OM-MEETING": meeting,
    "OM-ONBOARD": onboarding,
    "OM-HOUSING": housing,
    "OM-RETIRE": retirement,
    "OM-DUTY": duty,
    "OM-MEAL": meal,
    "OM-CONTRACTOR": contractor,
    "OM-TRAVEL": travel,
    "OM-LAND": land,
    "OM-POWER": power,
    "OM-REPAIR": repair,
}

__all__ = ["CONTENTS", "Draw"]
