"""Applications being written: whose they are, and what they say to the form of today."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal.errors import NotFound
from services.cases.models import Draft
from workflows.applying.application import Application, ApplicationForm
from workflows.applying.declarations import DECLARED

KEPT = timedelta(days=30)
# What a clerk writes for somebody who sits there or is on the phone; their consent is for this visit.
KEPT_FOR_OTHERS = timedelta(days=1)


def still_kept(now: datetime) -> Q:
    """Drafts that have not run out: 30 days for one's own, a day for what is written for somebody else."""
    own = Q(author=F("applicant"), updated_at__gte=now - KEPT)
    return own | Q(~Q(author=F("applicant")), updated_at__gte=now - KEPT_FOR_OTHERS)


def drafts_of(user: Any) -> QuerySet[Draft]:
    """What the person has begun for themselves and not handed in, newest first."""
    fresh = Draft.objects.filter(still_kept(timezone.now()), applicant=user, author=user, submitted_case=None)
    return fresh.select_related("version__matter").defer("version__snapshot")


def drafts_for_others(clerk: Any) -> QuerySet[Draft]:
    """What the clerk has begun for somebody else today and not handed in, newest first."""
    fresh = Draft.objects.filter(still_kept(timezone.now()), author=clerk, submitted_case=None)
    rows = fresh.exclude(applicant=clerk).select_related("version__matter", "applicant")
    return rows.defer("version__snapshot")


def draft_for(user: Any, matter_code: str) -> Draft | None:
    """The newest open draft of this matter."""
    return drafts_of(user).filter(version__matter__code=matter_code).first()


def find_draft(key: uuid.UUID, user: Any) -> Draft:
    """The draft this person writes, handed in or not. NotFound otherwise, telling nothing (R1).

    One written for somebody else opens to its author alone, and only while the window is theirs.
    """
    rows = Draft.objects.select_related("version__matter", "submitted_case", "applicant").defer("version__snapshot")
    kept = still_kept(timezone.now()) | Q(submitted_case__isnull=False)
    draft = rows.filter(kept, key=key, author=user).first()
    if draft is None or (draft.applicant_id != user.pk and not duties_of(user).departments("accept")):
        raise NotFound(
            _("This application is not there any more. Drafts are kept for 30 days; your cases are under “My cases”.")
        )
    return draft


def given_fields(draft: Draft, form: ApplicationForm) -> dict[str, Any]:
    """What the draft says to the form of today: typed values, and known ones the person may change and left.

    A value typed for a field that is read-only is a claim that the register is wrong (R83).
    """
    given = {}
    for one in form.main_fields():
        typed = draft.fields.get(one.key)
        if one.readonly and one.source is None:
            continue
        if typed not in (None, ""):
            given[one.key] = typed
        elif one.asks and one.value is not None:
            given[one.key] = one.value
    return given


def application(draft: Draft, form: ApplicationForm) -> Application:
    """The draft as it would be handed in now; papers the answers no longer ask for stay behind."""
    asked = {code for code, one in form.resolution.material_by_code.items() if one.handling != "exempt"}
    papers = {code: entry for code, entry in draft.materials.items() if code in asked}
    return Application(
        matter=draft.version.matter.code,
        answers=dict(draft.answers),
        fields=given_fields(draft, form),
        materials=uploads_named(papers),
        commitments=promises_named(papers),
        channel=draft.channel,
        consent=draft.consent,
        version=draft.version,
    )


def uploads_named(papers: dict[str, Any]) -> dict[str, str]:
    """{material code: upload id} of a draft's papers."""
    return {code: entry["upload"] for code, entry in papers.items() if entry.get("upload")}


def promises_named(papers: dict[str, Any]) -> dict[str, str]:
    """{material code: ISO date} of a draft's promises."""
    days = {code: entry["defer_until"] for code, entry in papers.items() if entry.get("defer_until")}
    return days | {code: DECLARED for code, entry in papers.items() if entry.get("declared")}
