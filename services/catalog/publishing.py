"""Publishing: a draft becomes the next immutable version, seen by two people (R5)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from departments.org.duties import duties_of
from portal import audit
from portal.accounts.models import User
from portal.errors import Conflict, Forbidden, Invalid
from services.catalog.catalogue import Catalogue, assemble
from services.catalog.drafts import read_catalogue
from services.catalog.lint import Finding, lint_for_publishing
from services.catalog.models import Matter, MatterVersion
from services.catalog.snapshot import MatterSnapshot

STREAM = "catalogue"


class Unpublishable(Invalid):
    """The draft has faults; `findings` lists every one."""

    code = "unpublishable"

    def __init__(self, matter_name: str, findings: list[Finding]):
        super().__init__(
            _("“%(matter)s” cannot be published yet: %(first)s")
            % {"matter": matter_name, "first": f"{findings[0].what} {findings[0].how_to_mend}"},
            fields={" › ".join(map(str, one.path)): [f"{one.what} {one.how_to_mend}"] for one in findings},
        )
        self.findings = findings


@transaction.atomic
def publish(
    matter: Matter, *, author: User, reviewer: User, note: str = "", catalogue: Catalogue | None = None
) -> MatterVersion:
    """The matter's next version straight from its draft, which new cases start with from now on.

    For loading whole catalogues; people propose and review (operations/proposing.py). `catalogue` is
    what `read_catalogue` gives, for callers that publish several matters at once.
    Raises Forbidden without the two duties or the four eyes (R5), Unpublishable with every fault
    (R49 among them), Conflict when nothing has changed since the published version.
    """
    check_people(author, reviewer)
    locked = lock_matter(matter.pk)
    known = catalogue or read_catalogue()
    draft = known.matters[locked.code]
    findings = lint_for_publishing(known, draft)
    if findings:
        raise Unpublishable(locked.label, findings)
    snapshot = assemble(known, draft)
    if not differs(snapshot, locked.published):
        raise Conflict(
            _("“%(matter)s” is already published just like this.") % {"matter": locked.label}, code="nothing_changed"
        )
    return write_version(locked, snapshot, author=author, reviewer=reviewer, note=note)


def lock_matter(pk: int) -> Matter:
    """The matter's row, held until the transaction ends; its versions and proposals are written under it."""
    rows = Matter.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("published", "lead_department").get(pk=pk)


def differs(snapshot: MatterSnapshot, published: MatterVersion | None) -> bool:
    """Whether a snapshot says anything else than the published version does."""
    if published is None:
        return True
    return checksum_of(replace(snapshot, version=published.number).to_json()) != published.checksum


def checksum_of(document: dict[str, Any]) -> str:
    """sha256 over the canonical JSON of a snapshot."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def check_people(author: User, reviewer: User) -> None:
    """Two people, each with their duty (R5). Raises Forbidden."""
    if author.pk == reviewer.pk:
        raise Forbidden(
            _("Who edits a matter does not publish it alone: ask a second person to review it."), code="four_eyes"
        )
    if not duties_of(author).departments("edit_catalogue"):
        raise Forbidden(_("%(person)s does not edit the catalogue.") % {"person": author.name}, code="no_duty")
    if not duties_of(reviewer).departments("review_catalogue"):
        raise Forbidden(_("%(person)s does not review the catalogue.") % {"person": reviewer.name}, code="no_duty")


def write_version(
    matter: Matter,
    snapshot: MatterSnapshot,
    *,
    author: User,
    reviewer: User,
    note: str = "",
    effective_from: datetime | None = None,
) -> MatterVersion:
    """The next version of a matter that is locked, recorded. One that takes effect later waits for its moment
    (`queries.published_version`, `operations.effect`); until then new cases start with the one before."""
    latest = matter.versions.order_by("-number").values_list("number", flat=True).first() or 0
    document = replace(snapshot, version=latest + 1).to_json()
    now = timezone.now()
    moment = max(effective_from or now, now)
    version = MatterVersion.objects.create(
        matter=matter,
        number=latest + 1,
        snapshot=document,
        checksum=checksum_of(document),
        published_at=now,
        effective_from=moment,
        published_by=author,
        reviewed_by=reviewer,
        note=note,
    )
    if moment == now:
        matter.published = version
        matter.save(update_fields=["published"])
    audit.lock(STREAM)
    audit.record(STREAM, _event(matter, version, author, reviewer))
    return version


def _event(matter: Matter, version: MatterVersion, author: User, reviewer: User) -> audit.Event:
    return audit.Event(
        "matter.published",
        actor=reviewer,
        acting_for=None,
        at=version.published_at,
        subject=matter.code,
        department=matter.lead_department.code,
        text=_("Version %(number)d of “%(matter)s” was published") % {"number": version.number, "matter": matter.name},
        data={
            "version": version.number,
            "checksum": version.checksum,
            "author": author.username,
            "effective_from": version.effective_from,
        },
    )
