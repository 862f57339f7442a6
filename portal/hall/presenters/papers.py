"""The set of materials in four groups: please upload, may come later, have it already, not needed from you."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.files.models import Upload
from portal.hall.presenters.words import sentences
from portal.ui import moments
from services.cases.models import Draft
from services.catalog.resolution import Resolution, ResolvedMaterial
from services.catalog.snapshot import MaterialSnapshot, MatterSnapshot
from workflows.applying.declarations import may_declare, statement


@dataclass(frozen=True)
class Reusable:
    """A file from the applicant's locker, or handed in with an earlier case, that is still valid."""

    upload_id: str
    name: str
    handed_in: date
    valid_until: date | None
    from_locker: bool = False


@dataclass(frozen=True)
class PaperRow:
    """One material of the step "materials". `state`: need, later, promised, declared, done, exempt or post."""

    code: str
    name: str
    state: str
    note: str
    upload: Upload | None = None
    promised_until: date | None = None
    declarable: bool = False
    last_day: date | None = None
    reusable: Reusable | None = None
    required: bool = False
    error: str = ""
    action: str = ""
    # Whether it may be kept for next time, and whether the applicant wants that.
    may_be_kept: bool = False
    keep: bool = False

    @property
    def id(self) -> str:
        return f"paper-{self.code}"

    @property
    def commitment(self) -> str:
        return commitment_words(self.name, self.last_day) if self.last_day else ""

    @property
    def statement(self) -> str:
        """What the applicant declares instead of handing the paper in (R43)."""
        return statement(self.name)


@dataclass(frozen=True)
class PaperGroups:
    need: tuple[PaperRow, ...]
    later: tuple[PaperRow, ...]
    exempt: tuple[PaperRow, ...]
    post: tuple[PaperRow, ...]
    # Why nothing can be promised or declared now (R42); "" for nearly everybody.
    barred: str = ""

    @property
    def lead(self) -> str:
        """需要您上传 1 份材料。2 份可以后补。5 份免提交。"""
        need, later, exempt = len(self.need), len(self.later), len(self.exempt)
        first = _("No paper has to be uploaded.")
        if need:
            first = ngettext("%(n)s paper is needed from you.", "%(n)s papers are needed from you.", need) % {"n": need}
        second = ngettext("%(n)s may come later.", "%(n)s may come later.", later) % {"n": later} if later else ""
        third = ngettext("%(n)s the house has already.", "%(n)s the house has already.", exempt) % {"n": exempt}
        return sentences(first, second, third if exempt else "")

    @property
    def rows(self) -> tuple[PaperRow, ...]:
        return (*self.need, *self.later, *self.exempt, *self.post)


def groups_of(
    draft: Draft,
    resolution: Resolution,
    uploads: Mapping[str, Upload],
    *,
    reusable: Mapping[str, Reusable],
    last_days: Mapping[str, date],
    errors: Mapping[str, str],
    kept: Mapping[str, str],
    barred: str = "",
) -> PaperGroups:
    """Every material of this draft, in its group; the group stays the same once a file is there.

    `kept` {material code: upload id} of what is in the locker already.
    """
    rows: dict[str, list[PaperRow]] = {"need": [], "later": [], "exempt": [], "post": []}
    for one in resolution.materials:
        entry = draft.materials.get(one.code, {})
        rows[group_of(one)].append(
            row_of(
                one,
                resolution.matter,
                key=str(draft.key),
                upload=uploads.get(str(entry.get("upload", ""))),
                entry=entry,
                reusable=reusable.get(one.code),
                last_day=None if barred else last_days.get(one.code),
                declarable=not barred and may_declare(one.material),
                error=errors.get(one.code, ""),
                may_be_kept=not draft.is_for_other and kept.get(one.code) != str(entry.get("upload", "")),
                keep=bool(entry.get("keep")),
            )
        )
    return PaperGroups(**{kind: tuple(found) for kind, found in rows.items()}, barred=barred)


def group_of(one: ResolvedMaterial) -> str:
    if one.handling == "exempt":
        return "exempt"
    if one.phase == "post":
        return "post"
    return "later" if one.handling == "deferrable" and not one.essential else "need"


def row_of(
    one: ResolvedMaterial,
    matter: MatterSnapshot,
    *,
    key: str,
    upload: Upload | None,
    entry: Mapping[str, Any],
    reusable: Reusable | None,
    last_day: date | None,
    declarable: bool,
    error: str,
    may_be_kept: bool,
    keep: bool,
) -> PaperRow:
    group, promised = group_of(one), str(entry.get("defer_until", ""))
    state = group
    if upload is not None:
        state = "done"
    elif entry.get("declared"):
        state = "declared"
    elif promised and group == "later":
        state = "promised"
    notes = {
        "exempt": exempt_note(one.material, matter),
        "post": _("When everything is done we ask you for it; nothing to do now."),
        "later": "" if entry.get("declared") else later_words(one.material),
        "need": validity_words(one.material),
    }
    return PaperRow(
        code=one.code,
        name=one.material.label,
        state=state,
        note=notes[group],
        upload=upload,
        promised_until=date.fromisoformat(promised) if promised else None,
        last_day=last_day,
        declarable=declarable,
        reusable=reusable if upload is None else None,
        required=group == "need",
        error=error,
        action=reverse("hall:paper", args=[key, one.code]),
        may_be_kept=may_be_kept and upload is not None,
        keep=keep,
    )


def exempt_note(material: MaterialSnapshot, matter: MatterSnapshot) -> str:
    """How the house gets a paper it never asks for (R17)."""
    if material.source == "shared":
        return _("Checked with the department that keeps it; nothing to hand in.")
    if material.source == "generated":
        return _("Written from what you fill in; nothing to hand in.")
    item = matter.by_code.get(material.of_item or "")
    if item is not None:
        return _("Comes out of “%(item)s”, which is part of this matter.") % {"item": item.item.label}
    return _("Comes from an earlier result; nothing to hand in.")


def later_words(material: MaterialSnapshot) -> str:
    days = material.defer_days or 0
    return ngettext(
        "May be handed in up to %(n)s working day after acceptance; the result waits for it.",
        "May be handed in up to %(n)s working days after acceptance; the result waits for it.",
        days,
    ) % {"n": days}


def validity_words(material: MaterialSnapshot) -> str:
    if not material.validity_days:
        return ""
    return ngettext(
        "Must not be older than %(n)s day.", "Must not be older than %(n)s days.", material.validity_days
    ) % {"n": material.validity_days}


def commitment_words(name: str, last_day: date) -> str:
    """The signed promise of R39: paper, day, consequence."""
    return _(
        "I promise to hand in “%(paper)s” by the day I name, %(day)s at the latest. "
        "The departments begin at once; the result is issued once the paper is in. "
        "Without it the case stops, and for 180 days I cannot promise papers for later."
    ) % {"paper": name, "day": moments.day_week(last_day)}


def still_valid(material: MaterialSnapshot, handed_in: date, today: date) -> date | None:
    """Until when a paper handed in then may be used; None when it may not be used again."""
    if not material.validity_days:
        return None
    until = handed_in + timedelta(days=material.validity_days)
    return until if until >= today else None
