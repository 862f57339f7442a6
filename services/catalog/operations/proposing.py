"""Proposing, reviewing, withdrawing: a new version is seen by two people before anybody applies for it (R5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from portal import audit
from portal.accounts.models import User
from portal.errors import Conflict, Forbidden, Invalid
from services.catalog.catalogue import assemble
from services.catalog.drafts import read_catalogue
from services.catalog.lint import lint_for_publishing
from services.catalog.models import Matter, MatterVersion, Proposal
from services.catalog.operations import gate
from services.catalog.permission import require_proposer, require_reviewer
from services.catalog.publishing import (
    STREAM,
    Unpublishable,
    check_people,
    differs,
    lock_matter,
    write_version,
)
from services.catalog.revival import draft_of, within
from services.catalog.snapshot import MatterSnapshot
from services.catalog.telling import tell_author, tell_reviewers


class AlreadyDecided(Conflict):
    """Somebody was faster: the proposal does not wait any more."""

    code = "already_decided"


@transaction.atomic
def propose(
    matter: Matter, *, actor: User, note: str, effective_from: datetime | None = None, despite: str = ""
) -> Proposal:
    """Freeze the draft and ask a second person to publish it.

    Raises Forbidden without the duty for the lead department, Invalid without a note, Unpublishable with
    every fault (R49 among them), Conflict when nothing differs or another proposal waits.
    """
    locked = lock_matter(matter.pk)
    known = read_catalogue()
    draft = known.matters[locked.code]
    require_proposer(actor, locked.lead_department)
    findings = lint_for_publishing(known, draft)
    if findings:
        raise Unpublishable(locked.label, findings)
    return _submit(locked, assemble(known, draft), actor, note, effective_from, despite)


@transaction.atomic
def restore(
    version: MatterVersion, *, actor: User, note: str, effective_from: datetime | None = None, despite: str = ""
) -> Proposal:
    """Propose to publish an old version again, as the next one. The draft stays as it is."""
    locked = lock_matter(version.matter_id)
    require_proposer(actor, locked.lead_department)
    _check_still_sound(locked, version.typed)
    return _submit(locked, version.typed, actor, note, effective_from, despite, restores=version)


@transaction.atomic
def approve(proposal: Proposal, *, actor: User) -> MatterVersion:
    """Publish what was proposed, exactly as it was frozen. Running cases keep their version.

    Raises AlreadyDecided, Forbidden (R5), Unpublishable when the rules have changed meanwhile, Conflict
    when another version was published in between.
    """
    waiting = _locked(proposal)
    matter = waiting.matter
    require_reviewer(actor, matter.lead_department)
    check_people(waiting.author, actor)
    latest = matter.versions.order_by("-number").values_list("pk", flat=True).first()
    if latest != waiting.base_id:
        raise Conflict(
            _("Another version of “%(matter)s” was published meanwhile. Send this back; it has to be proposed anew.")
            % {"matter": matter.label},
            code="overtaken",
        )
    snapshot = waiting.typed
    _check_still_sound(matter, snapshot)
    version = write_version(
        matter,
        snapshot,
        author=waiting.author,
        reviewer=actor,
        note=waiting.note,
        effective_from=waiting.effective_from,
    )
    waiting.version = version
    _decide(waiting, Proposal.State.PUBLISHED, actor)
    tell_author(waiting)
    return version


@transaction.atomic
def refuse(proposal: Proposal, *, actor: User, reason: str) -> Proposal:
    """Send a proposal back to its author with a reason (R7)."""
    waiting = _locked(proposal)
    require_reviewer(actor, waiting.matter.lead_department)
    if actor.pk == waiting.author_id:
        raise Forbidden(_("You proposed this yourself: withdraw it instead."), code="four_eyes")
    if not reason.strip():
        raise Invalid(
            _("Please say what has to change, so that the author can mend it."),
            fields={"reason": [_("Please say what has to change.")]},
        )
    waiting.reason = reason.strip()
    _decide(waiting, Proposal.State.REFUSED, actor)
    _record(waiting, "proposal.refused", actor, _("“%(matter)s” was sent back: %(reason)s"), reason=waiting.reason)
    tell_author(waiting)
    return waiting


@transaction.atomic
def withdraw(proposal: Proposal, *, actor: User) -> Proposal:
    """Take one's own proposal back; an editor of the same department may do so too."""
    waiting = _locked(proposal)
    if actor.pk != waiting.author_id:
        require_proposer(actor, waiting.matter.lead_department)
    waiting.state = Proposal.State.WITHDRAWN
    waiting.decided_at = timezone.now()
    waiting.save(update_fields=["state", "decided_at"])
    _record(waiting, "proposal.withdrawn", actor, _("The proposal for “%(matter)s” was withdrawn"))
    return waiting


def _submit(
    matter: Matter,
    snapshot: MatterSnapshot,
    actor: User,
    note: str,
    effective_from: datetime | None,
    despite: str = "",
    restores: MatterVersion | None = None,
) -> Proposal:
    if not note.strip():
        raise Invalid(
            _("Please say in one sentence what changes; the reviewer and the record show it."),
            fields={"note": [_("Please say in one sentence what changes.")]},
        )
    _check_nothing_waits(matter)
    latest = matter.versions.order_by("-number").first()
    if not differs(snapshot, latest):
        raise Conflict(
            _("“%(matter)s” is already published just like this.") % {"matter": matter.label}, code="nothing_changed"
        )
    against = gate.objections(matter, snapshot)
    if against and not despite.strip():
        raise Invalid(
            _("Something speaks against it: %(first)s Say why it is right all the same.") % {"first": against[0]},
            code="needs_a_reason",
            fields={"despite": against},
        )
    proposal = Proposal.objects.create(
        matter=matter,
        snapshot=replace(snapshot, version=0).to_json(),
        base=latest,
        restores=restores,
        note=note.strip()[:300],
        despite=despite.strip()[:500],
        effective_from=effective_from,
        author=actor,
    )
    kept = {"despite": proposal.despite, "against": " ".join(against)} if against else {}
    _record(proposal, "matter.proposed", actor, _("“%(matter)s” was proposed for review"), note=proposal.note, **kept)
    tell_reviewers(proposal)
    return proposal


def _check_nothing_waits(matter: Matter) -> None:
    waiting = matter.proposals.filter(state=Proposal.State.WAITING).select_related("author").first()
    if waiting is not None:
        raise Conflict(
            _("%(person)s has already proposed this matter. Let it be reviewed, or withdraw it first.")
            % {"person": waiting.author.name},
            code="already_proposed",
        )


def _locked(proposal: Proposal) -> Proposal:
    """The proposal under its matter's lock. Raises AlreadyDecided, saying what became of it and by whom."""
    matter = lock_matter(proposal.matter_id)
    found = Proposal.objects.select_related("author", "reviewer", "restores").get(pk=proposal.pk)
    found.matter = matter
    if found.state != Proposal.State.WAITING:
        person = found.reviewer or found.author
        raise AlreadyDecided(
            _("%(person)s has already dealt with this proposal: %(state)s.")
            % {"person": person.name, "state": found.get_state_display()}
        )
    return found


def _check_still_sound(matter: Matter, snapshot: MatterSnapshot) -> None:
    """The rules of today hold for what was frozen earlier, too (R49). Raises Unpublishable."""
    findings = lint_for_publishing(within(read_catalogue(), snapshot), draft_of(snapshot))
    if findings:
        raise Unpublishable(matter.label, findings)


def _decide(proposal: Proposal, state: Proposal.State, actor: User) -> None:
    proposal.state = state
    proposal.reviewer = actor
    proposal.decided_at = timezone.now()
    proposal.save(update_fields=["state", "reviewer", "decided_at", "reason", "version"])


def _record(proposal: Proposal, event: str, actor: User, text: str, **more: object) -> None:
    matter = proposal.matter
    audit.lock(STREAM)
    audit.record(
        STREAM,
        audit.Event(
            event,
            actor=actor,
            subject=matter.code,
            department=matter.lead_department.code,
            text=text % {"matter": matter.name, **more},
            data={"proposal": proposal.pk, "restores": proposal.restores.number if proposal.restores else None, **more},
        ),
    )
