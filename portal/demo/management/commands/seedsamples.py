"""Sample cases for rehearsals, written by the catalogue's administrator."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from django.core.management.base import BaseCommand
from django.utils import timezone

from departments.org.duties import holders
from portal.errors import Conflict
from services.catalog.models import Matter
from workflows.rehearsal.models import Sample
from workflows.rehearsal.operations.samples import SampleDraft, write_sample
from workflows.rehearsal.shapes import ActLine

SAMPLES = Path(__file__).parents[2] / "samples.yaml"


class Command(BaseCommand):
    help = "Writes the demo's sample cases, each once; a name that is taken is left alone."

    def handle(self, *args: Any, **options: Any) -> None:
        for one in yaml.safe_load(SAMPLES.read_text(encoding="utf-8")):
            matter = Matter.objects.select_related("lead_department").get(code=one["matter"])
            if Sample.objects.filter(matter=matter, name=one["name"]).exists():
                continue
            editors = holders("edit_catalogue", matter.lead_department_id)
            if not editors:
                raise Conflict(f"Nobody edits the catalogue of {matter.lead_department.code}.")
            write_sample(matter, draft_of(one), actor=editors[0])


def draft_of(entry: dict[str, Any]) -> SampleDraft:
    """One entry of samples.yaml; hours and days are texts, `begins` is local."""
    begins = entry["begins"] if isinstance(entry["begins"], datetime) else datetime.fromisoformat(entry["begins"])
    return SampleDraft(
        name=entry["name"],
        purpose=entry["purpose"],
        department=entry["department"],
        begins=timezone.make_aware(begins),
        answers=entry["answers"],
        pace_hours=Decimal(entry.get("pace_hours", "2")),
        acts=tuple(ActLine.from_json(line) for line in entry.get("acts", ())),
        expected_ending=entry["ending"],
        expected_days=Decimal(entry["days"]) if "days" in entry else None,
        expected_items=tuple(entry.get("items", ())),
    )
