"""Who acts for whom, in words: the page's first sentence, each delegation, what giving one would mean (R51)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from departments.org.models import Delegation
from portal.ui import moments
from workflows.operations.absence import delegating
from workflows.people.delegations import Wish
from workflows.people.permission import duty_label
from workflows.people.standing_in import money

STATES = {"active": "ok", "coming": "wait", "ended": "done", "revoked": "done"}


@dataclass(frozen=True)
class Line:
    """One delegation of the page. `state` and `words` are its light; `revoke_url` "" when it cannot be revoked."""

    title: str
    duties: str
    scope: str
    period: str
    reason: str
    state: str
    words: str
    note: str
    revoke_url: str


def lines(found: Sequence[Delegation], user: Any, names: Mapping[str, str], now: datetime) -> list[Line]:
    return [line(one, user, names, now) for one in found]


def line(one: Delegation, user: Any, names: Mapping[str, str], now: datetime) -> Line:
    standing = one.standing(now)
    open_ = standing in ("active", "coming")
    note = ""
    if one.revoked_at is not None and one.revoked_by is not None:
        note = _("revoked by %(name)s, %(when)s") % {
            "name": one.revoked_by.name,
            "when": moments.moment_words(one.revoked_at),
        }
    return Line(
        title=title(one, user),
        duties=duties_words(one.duties, one.department.title),
        scope=scope_words(one.items, one.steps, one.cap, names),
        period=period_words(one.starts, one.ends),
        reason=one.reason,
        state=STATES[standing],
        words=standing_words(standing, one, now),
        note=note,
        revoke_url=reverse("desk:revoke", args=[one.pk]) if open_ and delegating.may_revoke(one, user) else "",
    )


def title(one: Delegation, user: Any) -> str:
    """Whom it concerns, from the reader's side."""
    if one.giver_id == user.pk:
        return _("%(name)s acts for me") % {"name": one.delegate.name}
    if one.delegate_id == user.pk:
        return _("I act for %(name)s") % {"name": one.giver.name}
    return _("%(delegate)s acts for %(giver)s") % {"delegate": one.delegate.name, "giver": one.giver.name}


def standing_words(standing: str, one: Delegation, now: datetime) -> str:
    if standing == "active":
        return _("In force until %(when)s") % {"when": moments.due_words(one.ends, now)}
    if standing == "coming":
        return _("Begins %(when)s") % {"when": moments.due_words(one.starts, now)}
    return _("Revoked") if standing == "revoked" else _("Ended")


def duties_words(duties: Sequence[str], department: str) -> str:
    names = _(", ").join(duty_label(duty) for duty in duties)
    return _("%(department)s: %(duties)s") % {"department": department, "duties": names}


def scope_words(items: Sequence[str], steps: Sequence[str], cap: Decimal | None, names: Mapping[str, str]) -> str:
    """What it is limited to; everything of the duties where nothing is."""
    parts = []
    if items:
        parts.append(_("only %(items)s") % {"items": _(", ").join(names.get(code, code) for code in items)})
    if steps:
        parts.append(_("only the steps %(steps)s") % {"steps": _(", ").join(steps)})
    if cap is not None:
        parts.append(_("up to %(cap)s yuan") % {"cap": money(cap)})
    return _("; ").join(parts) or _("all items, any amount")


def period_words(starts: datetime, ends: datetime) -> str:
    return _("%(starts)s to %(ends)s") % {"starts": moments.moment_words(starts), "ends": moments.moment_words(ends)}


def headline(found: Sequence[Delegation], user: Any) -> str:
    """Who acts for whom now, in one sentence."""
    now_active = [one for one in found if one.standing() == "active"]
    mine = list(dict.fromkeys(one.delegate.name for one in now_active if one.giver_id == user.pk))
    others = list(dict.fromkeys(one.giver.name for one in now_active if one.delegate_id == user.pk))
    told = []
    if mine:
        told.append(_("%(names)s acts for you now.") % {"names": _(", ").join(mine)})
    if others:
        told.append(_("You act for %(names)s now.") % {"names": _(", ").join(others)})
    return " ".join(told) if told else _("Nobody acts for you now, and you act for nobody.")


def consequences(giver: Any, to: Any, wishes: Sequence[Wish], names: Mapping[str, str], waiting: int) -> list[str]:
    """What giving it would mean, one sentence each, before it is given."""
    told = []
    for wish in wishes:
        told.append(
            _("%(name)s may act for you. %(duties)s. Limit: %(scope)s.")
            % {
                "name": to.name,
                "duties": duties_words(wish.duties, wish.department.title),
                "scope": scope_words(wish.items, wish.steps, wish.cap, names),
            }
        )
    first = wishes[0]
    until = moments.moment_words(first.ends)
    if first.starts is not None:
        told.append(
            _("It begins %(starts)s and ends by itself %(ends)s.")
            % {"starts": moments.moment_words(first.starts), "ends": until}
        )
    else:
        told.append(_("It begins at once and ends by itself %(ends)s.") % {"ends": until})
    if waiting:
        told.append(
            ngettext(
                "%(n)d case that waits for you now appears in the inbox of %(name)s at once.",
                "%(n)d cases that wait for you now appear in the inbox of %(name)s at once.",
                waiting,
            )
            % {"n": waiting, "name": to.name}
        )
    told += [
        _("The record reads “%(name)s for %(giver)s”. You stay responsible, and you can go on acting yourself.")
        % {"name": to.name, "giver": giver.name},
        _("%(name)s cannot pass it on, and decides nothing that either of you applied for or worked on before.")
        % {"name": to.name},
        _("You can take it back at any moment; what was done stands, what is unfinished returns to the department."),
    ]
    return told
