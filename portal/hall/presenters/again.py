"""改好再提交: one denied item, why it was denied, and what of it may change (R12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from portal.files.models import Upload
from portal.hall.presenters.correction import Demand, Point, _Points
from portal.hall.presenters.words import listed
from portal.ui.fields import Field
from workflows.queries.casefile import CaseView
from workflows.queries.resubmission import Resubmission


@dataclass(frozen=True)
class Again:
    """The mini-form. `shared` and `revived` say what does not change and what comes back."""

    demand: Demand
    reason: str
    basis: str
    shared: str
    revived: str
    explanation: Field


def again_of(
    view: CaseView,
    offer: Resubmission,
    *,
    typed: Mapping[str, str],
    uploads: Mapping[str, Upload],
    errors: Mapping[str, Sequence[str]],
) -> Again:
    item = offer.item
    writer = _Points(view, typed, uploads, errors)
    points: tuple[Point, ...] = (
        *(writer.of_field(key) for key in offer.fields),
        *(writer.of_paper(row) for row in offer.papers),
    )
    demand = Demand(
        "again",
        _("Mend “%(item)s” and hand it in again") % {"item": item.title},
        _("The other items are not touched. Its clock starts anew when you hand it in."),
        offer.until,
        points,
        all_needed=False,
    )
    return Again(
        demand=demand,
        reason=item.decision_text,
        basis=item.basis,
        shared=listed(list(offer.shared), most=8) if offer.shared else "",
        revived=listed([one.title for one in offer.revived], most=8) if offer.revived else "",
        explanation=Field(
            "explanation",
            _("What you changed, or why it should be looked at again"),
            "textarea",
            typed.get("explanation", ""),
            error=next(iter(errors.get("explanation", ())), ""),
            required=False,
            rows=3,
            max_length=2000,
        ),
    )
