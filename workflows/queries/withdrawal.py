"""What withdrawing does to every branch of a case, before it is done (R9, ux.md 2.1).

Page, API and the operation itself read the same rows, so that what was shown is what happens.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.org import registry
from services.cases.models import Case, CaseItem
from services.cases.states import CASE_BEFORE_DECISION, ITEM_ENDED, Decision, ItemState
from workflows.asking import approvals
from workflows.models import APPLICANT_KINDS, Task, TaskKind

# What becomes of a branch.
STAYS, REVOKED, UNDONE, NEVER, STOPS = "stays", "revoked", "undone", "never_begins", "stops"
NOT_BEGUN = frozenset({ItemState.SUBMITTED, ItemState.CORRECTING, ItemState.WAITING})


@dataclass(frozen=True)
class Branch:
    """One item and what becomes of it. `holder` is who works on it now, "" for nobody;
    `asked` counts departments whose opinion is awaited, `requests` what waits for the head;
    `frees` when something kept for it, like a venue, is given back."""

    item: CaseItem
    effect: str
    holder: str = ""
    asked: int = 0
    requests: int = 0
    frees: bool = False

    @property
    def sentences(self) -> list[str]:
        """The consequence in words: first what happens, then to whom else."""
        said = [main_sentence(self)]
        if self.item.state == ItemState.SUSPENDED:
            said.append(_("The pause of its clock ends with it."))
        if self.asked:
            said.append(
                ngettext(
                    "%(n)s department no longer has to give its opinion.",
                    "%(n)s departments no longer have to give their opinion.",
                    self.asked,
                )
                % {"n": self.asked}
            )
        if self.requests:
            said.append(_("What was asked of the head no longer needs an answer."))
        if self.frees:
            said.append(_("What was kept for it is free for others at once."))
        return said


@dataclass(frozen=True)
class Withdrawal:
    """Everything withdrawing would do now. `possible` is False once the case is decided."""

    possible: bool
    branches: tuple[Branch, ...]

    @property
    def seen(self) -> str:
        """A short mark of what was shown: sent along, it tells whether anything has changed since."""
        rows = [[one.item.pk, one.item.state, one.effect] for one in self.branches]
        return hashlib.sha256(json.dumps(rows).encode()).hexdigest()[:16]


def withdrawal_of(case: Case, items: Sequence[CaseItem] | None = None) -> Withdrawal:
    """What withdrawing `case` does to each of its items, in their order. At most two statements."""
    rows = list(case.items.select_related("department").order_by("position")) if items is None else items
    waiting = Task.objects.filter(case=case, case_item__isnull=False, finished=None).exclude(kind="")
    tasks = list(waiting.select_related("owner").order_by("pk"))
    branches = tuple(branch_of(item, [one for one in tasks if one.case_item_id == item.pk]) for item in rows)
    return Withdrawal(is_undecided(case, rows), branches)


def is_undecided(case: Case, items: Sequence[CaseItem]) -> bool:
    """Whether something is still to be decided; the case itself hears of its last decision a moment later."""
    if case.state not in CASE_BEFORE_DECISION:
        return False
    return any(item.state not in ITEM_ENDED for item in items if item.phase == "main")


def branch_of(item: CaseItem, tasks: Sequence[Task]) -> Branch:
    """`tasks`: the item's open tasks of people."""
    held = [one.owner.name for one in tasks if one.owner is not None and one.kind not in APPLICANT_KINDS]
    effect = effect_on(item)
    keeps = item.state not in ITEM_ENDED or effect in (REVOKED, UNDONE)
    return Branch(
        item,
        effect,
        holder=held[0] if held else "",
        asked=sum(one.kind == TaskKind.COUNTERSIGN for one in tasks),
        requests=sum(bool(approvals.request_of(one)) for one in tasks),
        frees=keeps and registry.hold(item.code) is not None,
    )


def effect_on(item: CaseItem) -> str:
    if item.state == ItemState.DECIDED and item.decision == Decision.APPROVED:
        return UNDONE if item.provisional else REVOKED
    if item.state in ITEM_ENDED:
        return STAYS
    return NEVER if item.state in NOT_BEGUN else STOPS


def main_sentence(branch: Branch) -> str:
    if branch.effect == REVOKED:
        return _("The decision stays on file; its result is not handed over and no longer valid.")
    if branch.effect == UNDONE:
        return _("Its provisional result is taken back.")
    if branch.effect == STAYS:
        return _("Has ended already; nothing changes.")
    if branch.effect == NEVER:
        return _("Will not begin.")
    if branch.holder:
        return _("%(person)s stops working on it and is told.") % {"person": branch.holder}
    return _("The department stops working on it and is told.")
