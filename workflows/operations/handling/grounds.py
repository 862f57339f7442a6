"""What may be a ground for a denial: a paper only when a notice named it (R37)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portal.errors import Conflict, Invalid
from services.cases.models import Case, CaseItem, CaseMaterial, Defect

# The kind of reason that is about a paper: it says which.
ABOUT_A_PAPER = "papers_not_valid"


class NotNamed(Conflict):
    """R37: the notice did not name this paper, so nothing can be refused because of it."""

    code = "paper_not_named"


def require_ground(case: Case, item: CaseItem, reason_code: str, material: str) -> None:
    """Raise Invalid when a reason about a paper does not say which, NotNamed when no notice named it."""
    if not material:
        if reason_code == ABOUT_A_PAPER:
            problem = _("Please say which paper this is about.")
            raise Invalid(problem, code="material_required", fields={"material": [problem]})
        return
    row = case.materials.filter(code=material, used_by__contains=[item.code]).first()
    if row is None:
        problem = _("This item does not use such a paper.")
        raise Invalid(problem, code="not_of_this_item", fields={"material": [problem]})
    if not was_named(case, item, row):
        raise NotNamed(
            _(
                "No notice named “%(paper)s”, so it cannot be a ground now: get it yourself, "
                "agree on a later date, or ask the head for a second notice where one is possible."
            )
            % {"paper": row.title}
        )


def was_named(case: Case, item: CaseItem, row: CaseMaterial) -> bool:
    """Whether a notice to the applicant, about the case or this item, named the paper."""
    named = Defect.objects.filter(correction__case=case, material=row.code)
    return named.filter(correction__item=None).exists() or named.filter(correction__item=item).exists()
