"""Matters as documents write them: by hand, or generated with their questions spelled out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.catalog.catalogue import MatterDraft, MatterItemDraft

Entry = Mapping[str, Any]


def question_ids(entry: Entry) -> list[str]:
    """The facts asked: ids, or mappings with an id in a generated document."""
    return [str(one["id"]) if isinstance(one, Mapping) and "id" in one else str(one) for one in entry["questions"]]


def reference_of(entry: Entry) -> dict[str, Any]:
    """The sample answers; a generated document keeps them with its figures."""
    figures = entry.get("figures")
    scenario = figures.get("scenario") if isinstance(figures, Mapping) else None
    return dict(entry.get("reference") or scenario or {})


def matter_draft(entry: Entry, english: Entry, life_event_of: Mapping[str, str]) -> MatterDraft:
    words = english.get("matters", {}).get(entry["code"], {})
    return MatterDraft(
        code=entry["code"],
        name=entry["name"],
        name_en=entry.get("name_en", ""),
        lead_department=entry["lead_dept"],
        items=tuple(
            MatterItemDraft(
                item=row["item"],
                include_when=row.get("include_when", ""),
                needs=tuple(row.get("needs", ())),
                soft=tuple(row.get("soft", ())),
                phase=row.get("phase", "main"),
            )
            for row in entry["items"]
        ),
        question_ids=tuple(question_ids(entry)),
        fixed=dict(entry.get("set", {})),
        reference=reference_of(entry),
        audience=tuple(entry.get("audience", ())),
        intro=entry.get("intro", ""),
        intro_en=entry.get("intro_en") or words.get("intro", ""),
        aliases=tuple(entry.get("aliases", ())),
        aliases_en=tuple(words.get("aliases", ())),
        life_event=entry.get("life_event") or life_event_of.get(entry["code"], ""),
        extra_visits=entry.get("extra_visits", 0),
    )
