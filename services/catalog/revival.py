"""A published or proposed snapshot seen as a draft again: to be judged by the rules of today."""

from __future__ import annotations

from dataclasses import replace

from services.catalog.catalogue import Catalogue, MatterDraft, MatterItemDraft
from services.catalog.snapshot import MatterSnapshot


def draft_of(snapshot: MatterSnapshot) -> MatterDraft:
    """The draft a snapshot was made from."""
    return MatterDraft(
        code=snapshot.code,
        name=snapshot.name,
        name_en=snapshot.name_en,
        lead_department=snapshot.lead_department,
        items=tuple(
            MatterItemDraft(one.item.code, one.include_when, one.needs, one.soft, one.phase) for one in snapshot.items
        ),
        question_ids=snapshot.question_ids,
        fixed=dict(snapshot.fixed),
        reference=dict(snapshot.reference),
        audience=snapshot.audience,
        intro=snapshot.intro,
        intro_en=snapshot.intro_en,
        aliases=snapshot.aliases,
        aliases_en=snapshot.aliases_en,
        life_event=snapshot.life_event,
        extra_visits=snapshot.extra_visits,
    )


def within(known: Catalogue, snapshot: MatterSnapshot) -> Catalogue:
    """The catalogue as it would be with everything the snapshot holds in the place of today's entries."""
    return replace(
        known,
        elements={**known.elements, **snapshot.elements},
        materials={**known.materials, **snapshot.materials},
        items={**known.items, **{one.item.code: one.item for one in snapshot.items}},
        facts={**known.facts, **snapshot.facts},
        matters={**known.matters, snapshot.code: draft_of(snapshot)},
    )
