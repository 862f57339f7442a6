"""Who is told of proposals: reviewers when one waits, its author when it is decided."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from departments.org.duties import holders
from portal.notices import Wording, notify
from services.catalog.models import Proposal
from services.catalog.permission import REVIEW
from services.catalog.places import design_url

WAITING = Wording(
    "catalogue.proposed",
    _("“%(matter)s” waits for your review"),
    _("%(author)s proposes a new version: %(note)s. Read what changes, then publish it or send it back."),
)
PUBLISHED = Wording(
    "catalogue.published",
    _("“%(matter)s” version %(number)d is published"),
    _("%(reviewer)s published what you proposed. New cases start with it; running cases keep their version."),
)
REFUSED = Wording(
    "catalogue.refused",
    _("“%(matter)s” came back to you"),
    _("%(reviewer)s did not publish it: %(reason)s. Change the draft and propose it again."),
)


def tell_reviewers(proposal: Proposal) -> None:
    people = [one for one in holders(REVIEW, proposal.matter.lead_department_id) if one.pk != proposal.author_id]
    params = {"matter": proposal.matter.label, "author": proposal.author.name, "note": proposal.note}
    notify(people, WAITING, params, url=_place(proposal), key=f"catalogue.proposed:{proposal.pk}")


def tell_author(proposal: Proposal) -> None:
    """What became of it, once it is decided."""
    words = PUBLISHED if proposal.state == Proposal.State.PUBLISHED else REFUSED
    params = {
        "matter": proposal.matter.label,
        "number": proposal.version.number if proposal.version else 0,
        "reviewer": proposal.reviewer.name if proposal.reviewer else "",
        "reason": proposal.reason,
    }
    notify([proposal.author], words, params, url=_place(proposal), key=f"{words.event}:{proposal.pk}")


def _place(proposal: Proposal) -> str:
    return design_url(proposal.matter_id, "versions")
