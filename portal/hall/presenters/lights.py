"""The light of an item in words: state, time left, and what the small text beneath it says."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.hall.presenters.words import after_comma, left_words
from portal.ui import lights, moments
from portal.worktime import Remaining
from services.cases.models import Case, CaseItem
from services.cases.states import ITEM_WORKING, ItemState
from workflows.queries.casefile import ItemView
from workflows.timing import clocks

NOT_BEGUN = frozenset({ItemState.SUBMITTED, ItemState.CORRECTING, ItemState.WAITING})


@dataclass(frozen=True)
class ItemLight:
    """`state` of portal.ui.lights; `words` beside it; `note` below."""

    state: str
    words: str
    note: str = ""


def item_light(view: ItemView, case: Case) -> ItemLight:
    item = view.item
    if item.state in NOT_BEGUN:
        return ItemLight("wait", str(lights.WORDS["wait"]))
    if item.state == ItemState.SUSPENDED:
        return _paused(item)
    if item.state in ITEM_WORKING:
        state = lights.state_of(view.light)
        return ItemLight(state, running_words(state, view.remaining), _due_note(view))
    return _ended(item, case)


def running_words(state: str, left: Remaining | None) -> str:
    """正常，剩 1 天 7 小时; an overdue clock says so by itself: 超期 3 小时."""
    if left is None:
        return str(lights.WORDS[state])
    if left.overdue:
        return left_words(left)
    return after_comma(str(lights.WORDS[state]), left_words(left))


def _due_note(view: ItemView) -> str:
    if view.is_reconciled:
        return _("departments are settling their differing opinions; the date stays")
    if view.countersigns:
        count = len(view.countersigns)
        return ngettext(
            "asking %(n)s department for its opinion", "asking %(n)s departments for their opinion", count
        ) % {"n": count}
    if view.item.due_at is None:
        return ""
    return _("due %(moment)s") % {"moment": moments.due_words(view.item.due_at)}


def _paused(item: CaseItem) -> ItemLight:
    pause = next((one for one in item.pauses.all() if one.ended_at is None), None)
    words = str(lights.WORDS["pause"])
    if pause is None:
        return ItemLight("pause", words)
    note = ""
    if pause.resumes_at is not None:
        note = _("goes on by itself %(moment)s at the latest") % {"moment": moments.due_words(pause.resumes_at)}
    return ItemLight("pause", after_comma(words, pause.reason), note)


def _ended(item: CaseItem, case: Case) -> ItemLight:
    done = str(lights.WORDS["done"])
    if item.state == ItemState.CANCELLED:
        return ItemLight("ended", _("No longer needed"), item.decision_text or _("an item before it was not approved"))
    if item.state in (ItemState.WITHDRAWN, ItemState.LAPSED, ItemState.NOT_ACCEPTED, ItemState.TERMINATED):
        return ItemLight("ended", str(item.get_state_display()))
    if item.state == ItemState.VOIDED:
        return ItemLight("ended", str(item.get_state_display()), _("the result is no longer valid"))
    if item.decision == "denied":
        return ItemLight("ended", _("Not approved"), _("the reason is above"))
    if item.provisional:
        return ItemLight("done", done, _("result provisional until an earlier item is decided"))
    return ItemLight("done", done, early_words(item, case))


def early_words(item: CaseItem, case: Case) -> str:
    """比承诺早 1 天, or how long it took when the difference is less than an hour."""
    if item.decided_at is None or item.due_at is None:
        return ""
    ahead = clocks.time_left(item.decided_at, item.due_at, case)
    if ahead.overdue:
        words = moments.duration_words(ahead.days, ahead.minutes)
        return _("%(time)s later than promised") % {"time": words}
    if not ahead.days and ahead.minutes < 60:
        return _("on time")
    words = moments.duration_words(ahead.days, 0 if ahead.days else ahead.minutes)
    return _("%(time)s earlier than promised") % {"time": words}
