"""The desk's entries in the rail and in the phone's bottom bar."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from departments.org.duties import duties_of
from portal.desk import access, counts
from portal.ui.shell import NavItem


def desk_nav(request: HttpRequest) -> Iterable[NavItem]:
    """Inbox and approvals with what waits there, and all cases; nothing for people without a duty."""
    user: Any = request.user
    if not access.reads(user):
        return []
    items = [
        NavItem("desk", _("All cases"), "/desk/cases/", "doc", order=20, also=("/desk/case/", "/desk/search/"),
                bar=_("Find cases")),
    ]  # fmt: skip
    items.append(NavItem("desk", _("Duty list"), "/desk/duties/", "gavel", order=40))
    if duties_of(user).departments("approve") or duties_of(user).departments("deputise"):
        items.append(NavItem("desk", _("Replies"), "/desk/replies/", "msg", order=45))
    if access.works(user):
        items.append(NavItem("desk", _("Delegation"), "/desk/delegate/", "users", order=40))
        found = counts.waiting(request)
        items.append(
            NavItem("desk", _("Inbox"), "/desk/inbox/", "inbox", order=10, also=("/desk/task/",), bar=_("To do"),
                    count=found.all or None),
        )  # fmt: skip
        duties = duties_of(user)
        if duties.reaches("approve") or duties.reaches("lead"):
            items.append(
                NavItem("desk", _("Approvals"), "/desk/inbox/?bucket=approve", "check", order=15, bar=_("Approvals"),
                        count=found.approve or None),
            )  # fmt: skip
    if duties_of(user).departments("steward"):
        # Without a number: each objection is told by message, and counting cost every page a statement.
        items.append(NavItem("desk", _("Data"), "/desk/objections/", "shield", order=30))
    items.append(NavItem("desk", _("Rule library"), "/rules/", "book", order=60))
    return items
