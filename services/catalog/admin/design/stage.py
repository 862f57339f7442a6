"""What every page of the designer stands on: the draft, what it would become, what is wrong with it, who may act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.accounts.models import User
from portal.errors import NotFound
from services.catalog.catalogue import Catalogue, MatterDraft
from services.catalog.diff import Change, compare
from services.catalog.drafts import read_catalogue
from services.catalog.lint import Finding, lint_for_publishing
from services.catalog.lint.findings import ERROR
from services.catalog.lint.reach import lint_reach
from services.catalog.models import Matter, MatterVersion, Proposal, remember_missing
from services.catalog.operations.drafting import fingerprint
from services.catalog.permission import may_edit, may_propose, may_review
from services.catalog.places import SECTIONS, design_url, section_of
from services.catalog.rendering import rendered
from services.catalog.running import versions_of
from services.catalog.snapshot import MatterSnapshot

TITLES = {
    "basics": _("Basics"),
    "items": _("Items and departments"),
    "flow": _("Order"),
    "rules": _("Questions and rules"),
    "form": pgettext_lazy("designer", "One form"),
    "materials": pgettext_lazy("designer", "One set of papers"),
    "limits": pgettext_lazy("designer", "Time"),
    "versions": _("Versions and publishing"),
}
PURPOSES = {
    "basics": _("What applicants read first, and the words by which they find it."),
    "items": _("Which departments decide what. The applicant sees them side by side as one case."),
    "flow": _("What waits for what. Everything that waits for nothing starts in the same minute."),
    "rules": _("What the applicant is asked, and what each answer adds or spares."),
    "form": _("Everything the applicant fills in or checks, each thing once."),
    "materials": _("Every paper once: who brings it, and which nobody has to bring."),
    "limits": _("How long it takes one after the other, and how long side by side."),
    "versions": _("What changes, who reviews it, from when it counts, and the way back."),
}


@dataclass(frozen=True)
class Fault:
    """A finding with the section that mends it."""

    section: str
    finding: Finding
    url: str


@dataclass(frozen=True)
class Stage:
    """One matter being designed. `snapshot` is the draft as applicants would get it."""

    matter: Matter
    user: User
    catalogue: Catalogue
    draft: MatterDraft
    snapshot: MatterSnapshot
    versions: list[MatterVersion]
    waiting: Proposal | None

    @property
    def latest(self) -> MatterVersion | None:
        return self.versions[0] if self.versions else None

    @cached_property
    def now(self) -> datetime:
        return timezone.now()

    @property
    def may_edit(self) -> bool:
        return may_edit(self.user, self.matter.lead_department_id)

    @property
    def may_propose(self) -> bool:
        return may_propose(self.user, self.matter.lead_department_id)

    @property
    def may_review(self) -> bool:
        return may_review(self.user, self.matter.lead_department_id)

    @cached_property
    def seen(self) -> str:
        return fingerprint(self.draft)

    @cached_property
    def faults(self) -> list[Fault]:
        found = lint_for_publishing(self.catalogue, self.draft)
        return [Fault(section_of(one.path), one, design_url(self.matter.pk, section_of(one.path))) for one in found]

    @cached_property
    def doubts(self) -> list[Finding]:
        """Questions that change nothing and conditions that are always true: they stop nobody, and are named."""
        if self.faults:
            return []
        return [one for one in lint_reach(self.catalogue, self.draft) if one.severity != ERROR]

    @cached_property
    def changes(self) -> list[Change]:
        """What publishing the draft would change."""
        return compare(self.latest.typed if self.latest else None, self.snapshot)

    def nav(self, current: str) -> list[dict[str, Any]]:
        """The eight sections, each with the number of its faults; 0 reads as complete."""
        wrong = [fault.section for fault in self.faults]
        return [
            {
                "code": code,
                "number": number,
                "title": TITLES[code],
                "url": design_url(self.matter.pk, code),
                "current": code == current,
                "faults": wrong.count(code),
            }
            for number, code in enumerate(SECTIONS, start=1)
        ]


def stage_for(matter_id: int, user: User) -> Stage:
    """Everything about the matter; at most thirty statements together with the page around it. Raises NotFound."""
    matter = (
        Matter.objects.select_related("lead_department", "published").defer("published__snapshot").filter(pk=matter_id)
    ).first()
    if matter is None:
        raise NotFound(_("There is no such matter. Choose one from the list."))
    catalogue = read_catalogue()
    draft = catalogue.matters[matter.code]
    versions = versions_of(matter)
    # Kept by the process; the newest one is compared with the draft on every page.
    remember_missing(versions[:1])
    waiting = (
        matter.proposals.filter(state=Proposal.State.WAITING).select_related("author", "restores").defer("snapshot")
    ).first()
    return Stage(matter, user, catalogue, draft, rendered(catalogue, draft), versions, waiting)
