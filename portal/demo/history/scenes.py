"""How scenes are written down: a name, a matter, a person, a moment, a course; chance fills in the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any

from portal.demo.history.contents import CONTENTS
from portal.demo.history.contents.draw import Diary, Draw
from portal.demo.history.hours import OfficeHours
from portal.demo.history.plans import Content, Course, Filing, Plan

Writer = Callable[[Draw], Content]


@dataclass
class Script:
    """Collects plans in the order of their importance."""

    hours: OfficeHours
    seed: int
    diary: Diary = field(default_factory=Diary)
    plans: list[Plan] = field(default_factory=list)

    def scene(
        self,
        name: str,
        matter: str,
        applicant: str,
        at: datetime | float,
        course: Course | None = None,
        *,
        answers: Mapping[str, Any] | None = None,
        fields: Mapping[str, Any] | None = None,
        writer: Writer | None = None,
        filing: Filing | None = None,
    ) -> None:
        """Add one case, handed in at a moment or about so many working days ago.

        `answers` and `fields` override what chance would have written.
        """
        rng = Random(f"{self.seed}/{name}")
        if not isinstance(at, datetime):
            at = self.hours.days_ago(at - min(0.4, at * 0.12) * rng.random())
        local = self.hours.table.aware(self.hours.table.local(at))
        draw = Draw(rng, local, len(self.plans), self.diary)
        content = (writer or CONTENTS[matter])(draw)
        content = replace(
            content,
            answers={**content.answers, **(answers or {})},
            fields={**content.fields, **(fields or {})},
        )
        at = at.replace(second=draw.between(3, 57), microsecond=0)
        self.plans.append(Plan(name, matter, applicant, at, content, course or Course(), filing or Filing()))
