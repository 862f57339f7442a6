"""Writes of ESIA reviews: one person proposes, another agrees (A21)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal import audit
from portal.accounts.models import User
from portal.errors import Conflict, Forbidden, Invalid
from services.catalog.models import Matter
from services.catalog.publishing import STREAM
from services.catalog.simulation.edits import Edit, edited
from services.catalog.simulation.models import EsiaRecord
from services.catalog.simulation.worksheet import counts


@transaction.atomic
def save_review(
    matter: Matter,
    *,
    actor: User,
    answers: dict[str, Any],
    edits: list[Edit],
    verdicts: list[dict[str, Any]],
    conclusion: str,
) -> EsiaRecord:
    """Keep a worksheet over the published version. Raises Forbidden, Invalid for one that changes nothing."""
    if not duties_of(actor).departments("edit_catalogue"):
        raise Forbidden(_("%(person)s does not edit the catalogue.") % {"person": actor.name}, code="no_duty")
    if matter.published is None:
        raise Conflict(_("“%(matter)s” was never published: there is nothing to review.") % {"matter": matter.label})
    if not edits:
        raise Invalid(_("Give a verdict on at least one step, or change a limit, before you save."))
    if not conclusion.strip():
        problem = _("Say in a sentence what this changes and why.")
        raise Invalid(problem, fields={"conclusion": [problem]})
    snapshot = matter.published.typed
    record = EsiaRecord.objects.create(
        matter=matter,
        version=matter.published,
        answers=answers,
        verdicts=verdicts,
        before=counts(snapshot, answers),
        after=counts(edited(snapshot, edits), answers),
        conclusion=conclusion.strip(),
        written_by=actor,
    )
    _record("esia.written", record, actor, _("An ESIA review of “%(matter)s” was written"))
    return record


@transaction.atomic
def agree(record_id: int, *, actor: User) -> EsiaRecord:
    """Another person agrees to the review. Raises Forbidden, Conflict when somebody already has."""
    record = EsiaRecord.objects.select_for_update(of=("self",)).select_related("matter", "agreed_by").get(pk=record_id)
    if record.agreed_by is not None:
        raise Conflict(
            _("%(person)s has already agreed to this review.") % {"person": record.agreed_by.name}, code="already_done"
        )
    if not duties_of(actor).departments("review_catalogue"):
        raise Forbidden(_("%(person)s does not review the catalogue.") % {"person": actor.name}, code="no_duty")
    if actor.pk == record.written_by_id:
        raise Forbidden(_("Who wrote a review does not agree to it: ask a second person."), code="four_eyes")
    record.agreed_by, record.agreed_at = actor, timezone.now()
    record.save(update_fields=["agreed_by", "agreed_at"])
    _record("esia.agreed", record, actor, _("The ESIA review of “%(matter)s” was agreed to"))
    return record


def _record(event: str, record: EsiaRecord, actor: User, text: str) -> None:
    audit.lock(STREAM)
    entry = audit.Event(
        event,
        actor=actor,
        subject=record.matter.code,
        text=text % {"matter": record.matter.name},
        data={"review": record.pk, "before": record.before, "after": record.after},
    )
    audit.record(STREAM, entry)
