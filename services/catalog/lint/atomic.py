"""The smallest item: one department, one decision, one result (最小颗粒度)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _

from services.catalog.lint.findings import HINT, WARNING, Finding, Path
from services.catalog.snapshot import ItemSnapshot

DECIDERS = frozenset({"dept_head", "leader"})
# Two things said in one name; a bracket explains and does not count.
_BRACKETS = re.compile(r"[（(].*?[)）]")
_TWO_RESULTS = re.compile(r"[、，,;；/]|与|和|及|以及")
_TWO_ACTS = re.compile(r"[、；;/]|并(?!联|网)|以及")


def lint_atomic(one: ItemSnapshot) -> Iterator[Finding]:
    """Items that are really two: two who decide, two results, two things done."""
    here: Path = ("items", one.code)
    deciders = [(place, step) for place, step in enumerate(one.steps) if step.role in DECIDERS]
    sides = {step.of_applicant for _place, step in deciders}
    if len(deciders) > 1:
        names = "、".join(step.name for _place, step in deciders)
        how = (
            _("Split it into an item of each department, one waiting for the other.")
            if len(sides) > 1
            else _("Let one of them decide and make the other a review, or delegate the decision.")
        )
        yield Finding(
            (*here, "steps", deciders[-1][0]),
            _("Two people decide this one item: %(names)s.") % {"names": names},
            how,
            severity=WARNING,
            kind="two_deciders",
        )
    if _TWO_RESULTS.search(_BRACKETS.sub("", one.result.name)):
        yield Finding(
            (*here, "result"),
            _("It gives more than one result: %(name)s.") % {"name": one.result.name},
            _("Give each result an item of its own, or name the one the applicant receives."),
            severity=WARNING,
            kind="two_results",
        )
    if _TWO_ACTS.search(_BRACKETS.sub("", one.name)):
        yield Finding(
            (*here, "name"),
            _("The name speaks of several acts: %(name)s.") % {"name": one.name},
            _("If they can be decided apart, make two items of it."),
            severity=HINT,
            kind="two_acts",
        )
